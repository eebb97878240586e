"""The words that may be said, read from the tables in grammar/: class, symbols, form, cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cache
from importlib.resources import files

from meterline.language.symbols import ZONE_MARKS, Mark, command_symbol, digits
from meterline.language.turn import Command


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
    COMMAND = auto()
    MENU = auto()
    FIX = auto()
    GARBAGE = auto()
    """Any letters at all: names and unknown words. No word of the lexicon has it."""


@dataclass(frozen=True)
class Word:
    """One form of one word; `form` may hold spaces («лицевой счет»)."""

    form: str
    word_class: WordClass
    symbols: tuple[int, ...]
    cost: float


def fold(text: str) -> str:
    """Lower case, ё as е: the letters of the acoustic models."""
    return text.lower().replace("ё", "е")


def _rows(table: str) -> Iterator[list[str]]:
    text = files("meterline.language").joinpath("grammar", table).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _repeated(rows: list[list[str]]) -> Iterator[Word]:
    """«два нуля», «три семёрки»: every count word before every genitive."""
    counts = [r for r in rows if r[0] == "count"]
    for _, digit, genitive, cost in (r for r in rows if r[0] == "repeated"):
        for _, count, form, count_cost in counts:
            yield Word(
                f"{form} {genitive}",
                WordClass.NOUN,
                digits(digit * int(count)),
                float(cost) + float(count_cost),
            )


def _numbers() -> Iterator[Word]:
    rows = list(_rows("numbers.tsv"))
    for name, value, form, cost in rows:
        if name not in {"count", "repeated"}:
            yield Word(form, WordClass[name.upper()], digits(value), float(cost))
    yield from _repeated(rows)


def _others() -> Iterator[Word]:
    marks = {WordClass.YES: (int(Mark.YES),), WordClass.NO: (int(Mark.NO),)}
    for name, value, form, cost in _rows("words.tsv"):
        word_class = WordClass[name.upper()]
        symbols = marks.get(word_class, ())
        if word_class is WordClass.ZONE:
            symbols = (int(ZONE_MARKS[value]),)
        yield Word(form, word_class, symbols, float(cost))


def _commands() -> Iterator[Word]:
    for name, phrase, cost in _rows("commands.tsv"):
        where, _, command = name.rpartition(":")
        word_class = WordClass[where.upper()] if where else WordClass.COMMAND
        yield Word(phrase, word_class, (command_symbol(Command(command)),), float(cost))


@cache
def lexicon() -> tuple[Word, ...]:
    """All words; a form twice in one class with the same symbols stands once, the cheapest."""
    best: dict[tuple[str, WordClass, tuple[int, ...]], Word] = {}
    for word in (*_numbers(), *_others(), *_commands()):
        key = (word.form, word.word_class, word.symbols)
        if key not in best or word.cost < best[key].cost:
            best[key] = word
    return tuple(best.values())
