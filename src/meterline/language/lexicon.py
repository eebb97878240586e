"""The words that may be said, read from the tables in grammar/: class, symbols, form, cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cache

from meterline.language.symbols import (
    POSITION_MARKS,
    ZONE_MARKS,
    Mark,
    command_symbol,
    digits,
    region_symbol,
)
from meterline.language.tables import grammar_version, rows
from meterline.language.turn import Command

__all__ = ["Word", "WordClass", "fold", "grammar_version", "lexicon", "region_words"]


class WordClass(IntEnum):
    """Words that the grammar treats alike."""

    UNIT = 0
    TEEN = auto()
    TEN = auto()
    HUNDRED = auto()
    ZERO = auto()
    NOUN = auto()
    """A digit that nothing continues: «семёрка», «два нуля»."""
    THOUSAND = auto()
    THOUSAND_ONE = auto()
    MILLION = auto()
    MILLION_ONE = auto()
    BILLION = auto()
    BILLION_ONE = auto()
    PAIR = auto()
    """«два ноль» as 00: a way to say accounts only, and a rare one."""
    ACCOUNT = auto()
    READING = auto()
    ZONE = auto()
    SERIAL = auto()
    UNITS = auto()
    FILLER = auto()
    NOD = auto()
    """«да», «ага»: an answer where one is asked, else no more than «ну»."""
    YES = auto()
    NO = auto()
    POINT = auto()
    AND = auto()
    TENTHS = auto()
    OOPS = auto()
    """Takes back some of what was just said."""
    RESTART = auto()
    """Takes back all of the slot just said: «заново»."""
    NOT = auto()
    """«не» of «не два, а три»."""
    BUT = auto()
    """«а» of «не два, а три»."""
    INSTEAD_OF = auto()
    """«вместо» of «вместо двух три»."""
    POSITION = auto()
    """«последняя цифра», «в начале»: where in the value read the digits stand."""
    REGION = auto()
    PLACE = auto()
    """Words before a region: «я из», «город»."""
    COMMAND = auto()
    MENU = auto()
    FIX = auto()
    GARBAGE = auto()
    """Any letters at all: names and unknown words. No word of the lexicon has it."""


@dataclass(frozen=True)
class Word:
    """One form of one word; `form` may hold spaces («лицевой счет»). `kind` says of a number
    word which form it is (plain, fem, case, quick, one, few, many, rare), of a filler what
    for (hesitation, greeting)."""

    form: str
    word_class: WordClass
    symbols: tuple[int, ...]
    cost: float
    kind: str = ""


def fold(text: str) -> str:
    """Lower case, ё as е: the letters of the acoustic models."""
    return text.lower().replace("ё", "е")


def _repeated(table: list[list[str]]) -> Iterator[Word]:
    """«два нуля», «три семёрки»: every count word before every genitive."""
    counts = [r for r in table if r[0] == "count"]
    for name, digit, form, cost, kind in table:
        if name in {"repeated", "pair"}:
            for _, count, count_form, count_cost, gender in counts:
                yield Word(
                    f"{count_form} {form}",
                    WordClass.NOUN if name == "repeated" else WordClass.PAIR,
                    digits(digit * int(count)),
                    float(cost) + float(count_cost),
                    kind if _agree(int(count), gender, digit, kind) else "rare",
                )


def _agree(count: int, gender: str, digit: str, kind: str) -> bool:
    """«Два нуля», «две семёрки», «пять нулей»."""
    fitting = "fem" if count == 2 and digit != "0" else "plain"
    return gender == fitting and (kind == "many") == (count > 4)


def _numbers() -> Iterator[Word]:
    table = list(rows("numbers.tsv"))
    for name, value, form, cost, kind in table:
        if name not in {"count", "repeated", "pair"}:
            yield Word(form, WordClass[name.upper()], digits(value), float(cost), kind)
    yield from _repeated(table)


def _others() -> Iterator[Word]:
    marks = {WordClass.YES: (int(Mark.YES),), WordClass.NO: (int(Mark.NO),)}
    for name, value, form, cost in rows("words.tsv"):
        word_class = WordClass[name.upper()]
        symbols = marks.get(word_class, ())
        if word_class is WordClass.ZONE:
            symbols = (int(ZONE_MARKS[value]),)
        if word_class is WordClass.POSITION:
            symbols = (int(POSITION_MARKS[value]),)
        kind = value if word_class is WordClass.FILLER else ""
        yield Word(form, word_class, symbols, float(cost), kind)


def _regions() -> Iterator[Word]:
    for key, form, cost in rows("regions.tsv"):
        if key == "-":
            yield Word(form, WordClass.PLACE, (), float(cost))
        else:
            yield Word(form, WordClass.REGION, (region_symbol(key),), float(cost))


def _commands() -> Iterator[Word]:
    for name, phrase, cost in rows("commands.tsv"):
        where, _, command = name.rpartition(":")
        word_class = WordClass[where.upper()] if where else WordClass.COMMAND
        yield Word(phrase, word_class, (command_symbol(Command(command)),), float(cost))


@cache
def lexicon() -> tuple[Word, ...]:
    """All words but regions'; a form twice in one class with the same symbols stands once,
    the cheapest."""
    best: dict[tuple[str, WordClass, tuple[int, ...]], Word] = {}
    for word in (*_numbers(), *_others(), *_commands()):
        key = (word.form, word.word_class, word.symbols)
        if key not in best or word.cost < best[key].cost:
            best[key] = word
    return tuple(best.values())


@cache
def region_words() -> tuple[Word, ...]:
    """Regions, their towns and the words before them: apart, because names of towns are
    names of people and organisations too."""
    return tuple(_regions())
