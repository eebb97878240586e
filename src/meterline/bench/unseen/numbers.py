"""How a made-up caller says digits: groups of words, between which he may pause."""

import random
from itertools import pairwise

from meterline.bench.extras import extra

ONES = ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
ALIKE = (
    ONES,
    ("двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят"),
    ("сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот"),
)
"""Words that a caller takes for one another."""

NOUNS = {"2": "двойка", "3": "тройка", "4": "четвёрка", "5": "пятёрка", "7": "семёрка"}
NOUN_SHARE = 0.05

Groups = list[str]
"""Words that are said without a pause between them, group by group."""


def by_digit(digits: str, chance: random.Random) -> Groups:
    """Every digit by itself, now and then as a noun («семёрка»)."""
    return [
        NOUNS[d] if d in NOUNS and chance.random() < NOUN_SHARE else ONES[int(d)] for d in digits
    ]


def by_groups(digits: str, chance: random.Random) -> Groups:
    """Two or three digits at a time; by digit where the words would have a second meaning."""
    parts = _cut(digits, chance)
    if any(_runs_on(first, second) for first, second in pairwise(parts)):
        return by_digit(digits, chance)
    return [_group(part) for part in parts]


def as_number(digits: str) -> Groups:
    """One number without its leading zeros: thousands, then the rest."""
    thousands, rest = divmod(int(digits), 1000)
    if not thousands or not rest:
        return [words(int(digits))]
    return [words(thousands * 1000), words(rest)]


def words(value: int) -> str:
    """A cardinal number in words."""
    return str(extra("num2words", "num2words").num2words(value, lang="ru"))


def _group(part: str) -> str:
    significant = part.lstrip("0")
    zeros = ["ноль"] * (len(part) - len(significant))
    return " ".join([*zeros, *([words(int(significant))] if significant else [])])


def _cut(digits: str, chance: random.Random) -> list[str]:
    size = chance.choice((2, 3))
    parts, at = [], 0
    while at < len(digits):
        step = size if chance.random() < 0.8 else chance.choice((1, 2, 3))
        parts.append(digits[at : at + step])
        at += step
    return parts


def _runs_on(first: str, second: str) -> bool:
    """Whether the second group could be heard as the end of the first («сто двадцать» «пять»)."""
    value, following = int(first), int(second)
    if second.startswith("0") or following == 0 or value == 0:
        return False
    if value % 100 == 0:
        return following < 100
    return value % 10 == 0 and value % 100 >= 20 and following < 10
