"""Numbers written in words, by the grammar of spoken Russian."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from rapidfuzz import fuzz, process

from meterline.channels.text.tokens import LONGEST_NUMBER, Token
from meterline.language.lexicon import Word, WordClass, lexicon
from meterline.language.spoken import digits_said

_NO_NUMBERS = frozenset({"раз", "сем"})
"""Forms that written words seldom mean."""
_THOUSANDS = frozenset({WordClass.THOUSAND, WordClass.THOUSAND_ONE})
_ALIKE = 72
"""A word so alike (percent) to a number word, next to one, is a misspelt one."""
_SHORTEST = 4
_POINT = frozenset({"целых", "целая", "запятая", "точка"})
_TENTHS = frozenset({"десятых", "десятая", "десятые", "сотых", "сотая"})


def with_spelled(found: Sequence[Token], text: str) -> tuple[Token, ...]:
    """The tokens of `text` with runs of number words as one number each."""
    joined: list[Token] = []
    at = 0
    while at < len(found):
        run, words = _run(found, at, text)
        if not run:
            joined.append(found[at])
            at += 1
            continue
        joined.append(_number(found, at, at + run, words, text))
        at += run
    return tuple(_without_fractions(joined))


@cache
def _forms() -> dict[str, Word]:
    return {
        word.form: word
        for word in lexicon()
        if word.word_class <= WordClass.BILLION_ONE and word.form not in _NO_NUMBERS
    }


@cache
def _single_forms() -> tuple[str, ...]:
    return tuple(form for form in _forms() if " " not in form)


def _run(found: Sequence[Token], start: int, text: str) -> tuple[int, list[Word]]:
    """How many tokens from `start` are number words in a row, and the words."""
    words: list[Word] = []
    at = start
    while at < len(found) and (at == start or _close(found[at - 1], found[at], text)):
        pair = f"{found[at].text} {found[at + 1].text}" if at + 1 < len(found) else ""
        if pair in _forms():
            words.append(_forms()[pair])
            at += 2
        elif found[at].kind == "word" and found[at].text in _forms():
            words.append(_forms()[found[at].text])
            at += 1
        else:
            break
    return at - start, words


def _close(before: Token, after: Token, text: str) -> bool:
    return text[before.end : after.start] == " "


def _number(found: Sequence[Token], start: int, end: int, words: list[Word], text: str) -> Token:
    first, last = found[start], found[end - 1]
    written = text[first.start : last.end]
    digits = digits_said(words)
    clear = 0 < len(digits) <= LONGEST_NUMBER and not (
        (start and _misspelt(found[start - 1], first, text))
        or _unknown_follows(last, found[end : end + 2], text)
        or (words[-1].word_class in _THOUSANDS and _goes_on(found[end : end + 2]))
    )
    if clear:
        return Token("number", "spelled", written, first.start, last.end, digits, (digits,))
    return Token("unclear", "unclear", written, first.start, last.end)


def _unknown_follows(last: Token, after: Sequence[Token], text: str) -> bool:
    """Whether a word follows at once that may be a number word spelt beyond recognition, or
    «и» and another number."""
    if not after or not _close(last, after[0], text):
        return False
    joined = after[0].text == "и" and after[-1].text in _forms()
    return joined or (after[0].kind == "word" and after[0].what == "unknown")


def _misspelt(other: Token, after: Token, text: str) -> bool:
    """Whether the word before a number word looks like one too."""
    if other.what != "unknown" or not _close(other, after, text) or len(other.text) < _SHORTEST:
        return False
    alike = process.extractOne(other.text, _single_forms(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return alike is not None


def _goes_on(after: Sequence[Token]) -> bool:
    """«двенадцать тысяч, триста»: one number or two."""
    return (
        len(after) == 2
        and after[0].text == ","
        and (after[1].text in _forms() or after[1].is_number)
    )


def _without_fractions(joined: list[Token]) -> list[Token]:
    """«пять целых три десятых», «сто запятая пять»: what stands after the comma goes."""
    kept: list[Token] = []
    at = 0
    while at < len(joined):
        token = joined[at]
        if token.text in _POINT and kept and kept[-1].is_number and at + 1 < len(joined):
            after = joined[at + 1]
            if after.is_number:
                kept[-1] = replace(kept[-1], fraction=after.digits)
                tenths = at + 2 < len(joined) and joined[at + 2].text in _TENTHS
                at += 3 if tenths else 2
                continue
        kept.append(token)
        at += 1
    return kept
