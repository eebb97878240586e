"""Public parsers of spoken Russian numbers, each behind one call: text in, digits in it.

Tried on the written words of packs and left out, because they leave digits of accounts as
words: damga, itntext, ru-word2number, words2numsrus; text2num 3 knows no Russian.
"""

from collections.abc import Callable

from meterline.bench.extras import extra

Parse = Callable[[str], str]
"""«лицевой семьсот два ноль пять» to «лицевой 702 0 5»."""


def _text2num() -> Parse:
    convert = extra("text_to_num", "text2num").alpha2digit
    return lambda text: str(convert(text, "ru"))


def _number_parser() -> Parse:
    convert = extra("number_parser", "number-parser").parse
    return lambda text: str(convert(text, language="ru"))


def _rus2num() -> Parse:
    convert = extra("rus2num", "rus2num").Rus2Num()
    return lambda text: str(convert(text))


PARSERS: dict[str, Callable[[], Parse]] = {
    "text2num": _text2num,
    "number-parser": _number_parser,
    "rus2num": _rus2num,
}
"""Makers by package name; one raises Mendable where its package is not installed."""
