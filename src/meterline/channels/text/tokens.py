"""A text cut into numbers, names of slots, words and marks, by the table rules.tsv."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz, process


@dataclass(frozen=True)
class Token:
    """A piece of an even text. `kind` and `what` are the rule's.

    A number has its digits; `fraction` stands after its comma; `atoms` are the runs of digits
    that are taken together as one number, which may be several after all.
    """

    kind: str
    what: str
    text: str
    start: int
    end: int
    digits: str = ""
    atoms: tuple[str, ...] = ()
    fraction: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it may be an account, a serial or a value."""
        return self.kind in {"number", "phone"}

    def labels(self, *what: str) -> bool:
        """Whether it is the name of one of such slots."""
        return self.kind == "label" and self.what in what


_LETTERS = re.compile(r"\\w(?=[*+?{])")
_WORD_EDGE = re.compile(r"\\b(?!\\d|\d|\(\?:\(\?:|\(\?:0|\[0)")
_EDGE = r"(?:(?<![^\W\d])(?=[^\W\d])|(?<=[^\W\d])(?![^\W\d]))"
"""A word's edge, at a digit too: «лс123» and «123квт» are two tokens each."""

LONGEST_NUMBER = 40
"""Digits; neither an account with its value nor a serial has so many."""

_ALIKE = 84
"""How alike in percent (Indel) a misspelt name of a slot is to its right form at least."""

_MISSPELT = {
    "лицевой": "account", "лицевого": "account", "лицевому": "account",
    "показания": "value", "показание": "value", "показаний": "value", "показатели": "value",
    "счетчик": "meter", "счетчика": "meter", "счетчику": "meter",
    "дневной": "day", "дневная": "day", "дневные": "day",
    "ночной": "night", "ночная": "night", "ночные": "night",
    "прошлое": "previous", "сейчас": "now",
    "предыдущие": "previous", "предыдущее": "previous", "прошлые": "previous",
    "текущие": "now", "текущее": "now",
    "потребление": "consumption", "расход": "consumption",
    "примерно": "doubtful", "приблизительно": "doubtful", "почему": "doubtful",
    "исправить": "doubtful", "исправьте": "doubtful", "ошибочно": "doubtful",
    "неверно": "doubtful", "неправильно": "doubtful", "перерасчет": "doubtful",
    "заменили": "doubtful", "поменяли": "doubtful", "подскажите": "doubtful",
}  # fmt: skip
_SHORTEST_MISSPELT = 5


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of an even text (`letters.even`), in their order."""
    return tuple(map(_read, _scan(text)))


@cache
def _rules() -> tuple[re.Pattern[str], tuple[tuple[str, str], ...]]:
    """One expression of all rules, and kind and meaning of each."""
    table = (files(__package__) / "rules.tsv").read_text(encoding="utf-8")
    rows = [row.split("\t") for row in table.splitlines() if row and not row.startswith("#")]
    expression = "|".join(f"(?P<r{at}>{row[2]})" for at, row in enumerate(rows))
    expression = _LETTERS.sub(r"[^\\W\\d]", expression)
    expression = _WORD_EDGE.sub(lambda _: _EDGE, expression)
    return re.compile(expression), tuple((row[0], row[1]) for row in rows)


def _scan(text: str) -> Iterator[Token]:
    expression, meanings = _rules()
    for found in expression.finditer(text):
        kind, what = meanings[int((found.lastgroup or "")[1:])]
        yield Token(kind, what, found[0], found.start(), found.end())


def _read(token: Token) -> Token:
    if token.is_number:
        return _number(token)
    if token.what == "unknown" and len(token.text) >= _SHORTEST_MISSPELT:
        return _spelt_right(token)
    return token


def _number(token: Token) -> Token:
    atoms = re.findall(r"\d+", token.text)
    fraction = ""
    if token.kind == "number" and token.what in {"grouped", "decimal"}:
        cut = re.search(r"[.,]\d+$", token.text)
        if cut:
            fraction = atoms.pop()
    if sum(map(len, atoms)) > LONGEST_NUMBER:
        return replace(token, kind="unclear", what="unclear")
    return Token(
        token.kind, token.what, token.text, token.start, token.end,
        "".join(atoms), tuple(atoms), fraction,
    )  # fmt: skip


def _spelt_right(token: Token) -> Token:
    """A name of a slot with a slip of the finger."""
    found = process.extractOne(token.text, _MISSPELT.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if found is None:
        return token
    return Token("label", _MISSPELT[found[0]], token.text, token.start, token.end)
