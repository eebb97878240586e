"""Number words to digits, as a transducer that emits each digit as soon as it is known.

«сто» emits 1 and leaves two places open; «три» then fills them with 03, while a word that
cannot go on («пятьсот») closes them with 00 and begins a new group. So an account said
in any mixture of digits and groups comes out as one string of digits.

States (places open below what has been said, and what may follow):
    G  nothing said yet in this number
    H, X, U  after a hundred, a ten, a finished group that «тысяч» may follow
    E  finished, nothing may follow (a zero, a digit noun, a group after «тысяч»)
    T, TH, TX  after «тысяч», then its hundred, its ten
    M  after «миллионов»; MH, MX, MU: the thousands that follow it
    B  after «миллиардов»; BH, BX, BU: the millions that follow it
"""

from collections.abc import Iterator
from dataclasses import dataclass

from meterline.language.lexicon import WordClass as W

NUMBER_CLASSES = (
    W.UNIT, W.TEEN, W.TEN, W.HUNDRED, W.ZERO, W.NOUN, W.THOUSAND, W.THOUSAND_ONE,
    W.MILLION, W.MILLION_ONE, W.BILLION, W.BILLION_ONE, W.PAIR,
)  # fmt: skip

STATES = (
    "G", "H", "X", "U", "E", "T", "TH", "TX",
    "M", "MH", "MX", "MU", "B", "BH", "BX", "BU",
)  # fmt: skip

OPEN_PLACES = {
    "G": 0, "H": 2, "X": 1, "U": 0, "E": 0, "T": 3, "TH": 2, "TX": 1, "M": 6, "B": 9,
}  # fmt: skip
"""Zeros that close a group; a group after «миллионов» cannot end, only go on to «тысяч»."""

NEW_GROUP_COST = 4.0
"""Nats for starting a new group where the last could have gone on («двадцать» «три» as 20, 3)."""

DIGITS = {
    W.UNIT: 1, W.TEEN: 2, W.TEN: 1, W.HUNDRED: 1, W.ZERO: 1, W.THOUSAND: 0, W.THOUSAND_ONE: 1,
    W.MILLION: 0, W.MILLION_ONE: 1, W.BILLION: 0, W.BILLION_ONE: 1,
}  # fmt: skip
"""How many digits each word of a class has, where it is the same for all."""

PLACES = {W.UNIT: 1, W.ZERO: 1, W.NOUN: 1, W.PAIR: 1, W.TEN: 2, W.TEEN: 2, W.HUNDRED: 3}
"""The place that a word fills first: units 1, tens 2, hundreds 3."""

_START = {
    W.UNIT: "U", W.TEEN: "U", W.TEN: "X", W.HUNDRED: "H", W.ZERO: "E", W.NOUN: "E",
    W.PAIR: "E", W.THOUSAND_ONE: "T", W.MILLION_ONE: "M", W.BILLION_ONE: "B",
}  # fmt: skip

_SAME_SOUND = {W.THOUSAND_ONE: W.THOUSAND, W.MILLION_ONE: W.MILLION, W.BILLION_ONE: W.BILLION}

_BELOW = {"M": "T", "B": "M"}
"""The scale whose words may follow at once, the thousands (millions) being none."""

_Key = tuple[str, W]


def _group(prefix: str, done: str) -> Iterator[tuple[_Key, tuple[str, int]]]:
    """Three places after the scale `prefix` ('' for none): (state, class) -> (state, zeros)."""
    yield (f"{prefix}H", W.TEN), (f"{prefix}X", 0)
    yield (f"{prefix}H", W.TEEN), (done, 0)
    yield (f"{prefix}H", W.UNIT), (done, 1)
    yield (f"{prefix}X", W.UNIT), (done, 0)
    if prefix:
        yield (prefix, W.HUNDRED), (f"{prefix}H", 0)
        yield (prefix, W.TEN), (f"{prefix}X", 1)
        yield (prefix, W.TEEN), (done, 1)
        yield (prefix, W.UNIT), (done, 2)


def _scale(prefix: str, word: W, scale: str) -> Iterator[tuple[_Key, tuple[str, int]]]:
    """«тысяч» (`word`) after a group: its open places are closed."""
    for state, zeros in (("H", 2), ("X", 1), ("U", 0)):
        yield (f"{prefix}{state}", word), (scale, zeros)


_GO_ON: dict[_Key, tuple[str, int]] = dict(
    (
        *_group("", "U"), *_group("T", "E"), *_group("M", "MU"), *_group("B", "BU"),
        *_scale("", W.THOUSAND, "T"), *_scale("", W.MILLION, "M"), *_scale("", W.BILLION, "B"),
        *_scale("M", W.THOUSAND, "T"), *_scale("B", W.MILLION, "M"),
        (("M", W.THOUSAND_ONE), ("T", 2)), (("B", W.MILLION_ONE), ("M", 2)),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One way to take a number word: `zeros` come before the word's own digits."""

    state: str
    zeros: int
    cost: float = 0.0


def continuing(state: str, word: W) -> Iterator[Step]:
    """Ways in which `word` goes on with the group that `state` has open."""
    if (state, word) in _GO_ON:
        yield Step(*_GO_ON[state, word])
    if state in _BELOW:
        for step in continuing(_BELOW[state], word):
            yield Step(step.state, step.zeros + 3)


def beginning(state: str, word: W) -> Iterator[Step]:
    """The way in which `word` begins a new group after `state`, which is closed with zeros."""
    if word in _START and state in OPEN_PLACES:
        could_go_on = any(True for _ in continuing(state, _SAME_SOUND.get(word, word)))
        cost = NEW_GROUP_COST if could_go_on else 0.0
        yield Step(_START[word], OPEN_PLACES[state], cost)


def steps(state: str, word: W) -> Iterator[Step]:
    """All ways to take `word` inside one string of digits."""
    yield from continuing(state, word)
    yield from beginning(state, word)


def place_after(state: str, taken_back: int) -> int:
    """The place (units 1, tens 2, hundreds 3) that is open again when the last `taken_back`
    digits of a number in `state` are taken back."""
    open_in_group = {"H": 2, "X": 1}.get(state[-1], 0)
    return (open_in_group + taken_back - 1) % 3 + 1
