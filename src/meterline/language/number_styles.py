"""Ways in which people say an account and a value: one function a style, in two tables.

Each takes the digits and gives groups, between which a speaker may pause.
"""

from collections.abc import Callable, Iterator, Sequence

from meterline.language.lexicon import Word
from meterline.language.lexicon import WordClass as W
from meterline.language.spoken import Group, Wording, digits_said

Style = Callable[[str, Wording], list[Group]]

_SCALES = ((10**9, W.BILLION), (10**6, W.MILLION), (10**3, W.THOUSAND))
_SCALE_ONE = {
    W.BILLION: W.BILLION_ONE, W.MILLION: W.MILLION_ONE, W.THOUSAND: W.THOUSAND_ONE,
}  # fmt: skip
BARE_SCALE = 0.6
"""The share of «тысяча» among «тысяча» and «одна тысяча»."""


def _below_thousand(number: int, wording: Wording, kind: str, last: str) -> Iterator[Word]:
    """Hundreds, tens, units; the unit in the form of `last`."""
    hundreds, rest = divmod(number, 100)
    if hundreds:
        yield wording.number(W.HUNDRED, str(hundreds), kind)
    if 10 <= rest < 20:
        yield wording.number(W.TEEN, str(rest), kind)
        return
    tens, units = divmod(rest, 10)
    if tens:
        yield wording.number(W.TEN, str(tens), kind)
    if units:
        yield wording.number(W.UNIT, str(units), last)


def _plural(number: int, kind: str) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return "one" if kind == "plain" else "few"
    if 1 < number % 10 < 5 and not 10 < number % 100 < 20:
        return "few" if kind == "plain" else "many"
    return "many"


def _last(count: int, scale: W, kind: str) -> str:
    """The form of the unit before «тысяч»: «две», «двух», «одной»."""
    if scale is not W.THOUSAND or count % 10 > 2:
        return kind
    return "fem" if kind == "plain" else f"{kind}_fem" if count % 10 == 1 else kind


def number_words(number: int, wording: Wording, kind: str = "plain") -> tuple[Word, ...]:
    """A number from 1 on, as one reads it: «две тысячи триста»."""
    words: list[Word] = []
    for size, scale in _SCALES:
        count = number // size % 1000
        if count == 1 and wording.rng.random() < BARE_SCALE:
            words.append(wording.number(_SCALE_ONE[scale], "1", "one"))
        elif count:
            words += _below_thousand(count, wording, kind, _last(count, scale, kind))
            words.append(wording.number(scale, "", _plural(count, kind)))
    return (*words, *_below_thousand(number % 1000, wording, kind, kind))


def group(digits: str, wording: Wording, kind: str = "plain") -> Group:
    """Digits as one number, leading zeros one by one or counted («два нуля»)."""
    bare = digits.lstrip("0")
    zeros = len(digits) - len(bare)
    words: list[Word] = []
    if zeros > 1 and wording.rng.random() < 0.5:
        words.append(wording.number(W.NOUN, "0" * zeros, _count_kind(zeros)))
    else:
        words += [wording.number(W.ZERO, "0") for _ in range(zeros)]
    if bare:
        words += number_words(int(bare), wording, kind)
    return Group(digits, tuple(words))


def _count_kind(count: int) -> str:
    return "few" if count < 5 else "many"


def _cut(digits: str, size: int) -> list[str]:
    return [digits[i : i + size] for i in range(0, len(digits), size)]


def _sizes(digits: str, wording: Wording, least: int, most: int) -> list[str]:
    """Cut into runs of random lengths."""
    parts, at = [], 0
    while at < len(digits):
        size = wording.rng.randint(least, most)
        parts.append(digits[at : at + size])
        at += size
    return parts


def by_digit(digits: str, wording: Wording) -> list[Group]:
    """«семь два два, восемь один восемь»"""
    return [
        Group(part, tuple(_digit(d, wording) for d in part))
        for part in _sizes(digits, wording, 2, 4)
    ]


def _digit(digit: str, wording: Wording, kind: str = "plain") -> Word:
    return wording.number(W.ZERO if digit == "0" else W.UNIT, digit, kind)


def _by_noun(digits: str, wording: Wording) -> list[Group]:
    """«семёрка двойка двойка»"""
    return [
        Group(d, (_digit(d, wording) if d == "0" else wording.number(W.NOUN, d),)) for d in digits
    ]


def _repeats(digits: str, wording: Wording) -> list[Group]:
    """«четыре, два нуля, шесть, три семёрки»"""
    groups: list[Group] = []
    at = 0
    while at < len(digits):
        run = len(digits[at:]) - len(digits[at:].lstrip(digits[at]))
        count = min(run, 4)
        said = digits[at : at + count]
        at += count
        word = _digit(said, wording) if count == 1 else wording.number(W.NOUN, said, "few")
        groups.append(Group(said, (word,)))
    return groups


def _in_groups(size: int, kind: str = "plain") -> Style:
    def style(digits: str, wording: Wording) -> list[Group]:
        return [group(part, wording, kind) for part in _cut(digits, size)]

    return style


def _quick(digits: str, wording: Wording) -> list[Group]:
    """«семсот двацать два восемсот восемнацать»"""
    return [group(part, Wording(wording.rng, quick=1.0)) for part in _cut(digits, 3)]


def _mixed(digits: str, wording: Wording) -> list[Group]:
    """Numbers of one to three digits, some digit by digit."""
    groups: list[Group] = []
    for part in _sizes(digits, wording, 1, 3):
        if wording.rng.random() < 0.3:
            groups += by_digit(part, wording)
        else:
            groups.append(group(part, wording))
    return groups


def _one_number(digits: str, wording: Wording) -> list[Group]:
    """«двенадцать тысяч триста»"""
    return [group(digits, wording)]


def _without_thousands(digits: str, wording: Wording) -> list[Group]:
    """«сто шестьдесят пять двести двадцать семь»"""
    return [group(part, wording) for part in (digits[:-3], digits[-3:]) if part]


def _with_zeros(digits: str, wording: Wording) -> list[Group]:
    """«ноль ноль один шесть пять»: all the wheels of a meter."""
    return by_digit(digits.zfill(wording.rng.randint(5, 7)), wording)


ACCOUNT_STYLES: dict[str, Style] = {
    "digits": by_digit,
    "pairs": _in_groups(2),
    "triples": _in_groups(3),
    "fours": _in_groups(4),
    "thousands": _in_groups(6),
    "millions": _in_groups(9),
    "billions": _in_groups(12),
    "mixed": _mixed,
    "nouns": _by_noun,
    "repeats": _repeats,
    "case": _in_groups(3, "case"),
    "quick": _quick,
}

VALUE_STYLES: dict[str, Style] = {
    "number": _one_number,
    "digits": by_digit,
    "pairs": _in_groups(2),
    "without_thousands": _without_thousands,
    "with_zeros": _with_zeros,
    "nouns": _by_noun,
    "repeats": _repeats,
    "case": lambda digits, wording: [group(digits, wording, "case")],
    "quick": lambda digits, wording: [group(digits, Wording(wording.rng, quick=1.0))],
}

TRIES = 4


def say(digits: str, style: Style, wording: Wording) -> list[Group]:
    """`digits` in the style, or digit by digit where its words alone would mean others
    («двадцать» «три» for 20, 3 is heard as 23)."""
    for _ in range(TRIES):
        groups = style(digits, wording)
        if digits_said(words_of(groups)) == "".join(g.digits for g in groups):
            return groups
    return by_digit(digits, wording)


def words_of(groups: Sequence[Group]) -> list[Word]:
    """The words of groups in a row."""
    return [word for each in groups for word in each.words]
