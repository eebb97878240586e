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
"""

from collections.abc import Iterator
from dataclasses import dataclass

from meterline.language.lexicon import WordClass as W

NUMBER_CLASSES = (
    W.UNIT, W.TEEN, W.TEN, W.HUNDRED, W.ZERO, W.NOUN,
    W.THOUSAND, W.THOUSAND_ONE, W.MILLION, W.MILLION_ONE,
)  # fmt: skip

STATES = ("G", "H", "X", "U", "E", "T", "TH", "TX", "M", "MH", "MX", "MU")

OPEN_PLACES = {
    "G": 0, "H": 2, "X": 1, "U": 0, "E": 0, "T": 3, "TH": 2, "TX": 1, "M": 6,
}  # fmt: skip
"""Zeros that close a group; MH, MX and MU cannot end, only go on to «тысяч»."""

NEW_GROUP_COST = 4.0
"""Nats for starting a new group where the last could have gone on («двадцать» «три» as 20, 3)."""

_START = {
    W.UNIT: "U", W.TEEN: "U", W.TEN: "X", W.HUNDRED: "H", W.ZERO: "E", W.NOUN: "E",
    W.THOUSAND_ONE: "T", W.MILLION_ONE: "M",
}  # fmt: skip

_SAME_SOUND = {W.THOUSAND_ONE: W.THOUSAND, W.MILLION_ONE: W.MILLION}

# (state, class) -> (next state, zeros before the word's own digits)
_GO_ON = {
    ("H", W.TEN): ("X", 0), ("H", W.TEEN): ("U", 0), ("H", W.UNIT): ("U", 1),
    ("H", W.THOUSAND): ("T", 2), ("H", W.MILLION): ("M", 2),
    ("X", W.UNIT): ("U", 0), ("X", W.THOUSAND): ("T", 1), ("X", W.MILLION): ("M", 1),
    ("U", W.THOUSAND): ("T", 0), ("U", W.MILLION): ("M", 0),
    ("T", W.HUNDRED): ("TH", 0), ("T", W.TEN): ("TX", 1), ("T", W.TEEN): ("E", 1),
    ("T", W.UNIT): ("E", 2),
    ("TH", W.TEN): ("TX", 0), ("TH", W.TEEN): ("E", 0), ("TH", W.UNIT): ("E", 1),
    ("TX", W.UNIT): ("E", 0),
    ("M", W.HUNDRED): ("MH", 0), ("M", W.TEN): ("MX", 1), ("M", W.TEEN): ("MU", 1),
    ("M", W.UNIT): ("MU", 2), ("M", W.THOUSAND_ONE): ("T", 2),
    ("MH", W.TEN): ("MX", 0), ("MH", W.TEEN): ("MU", 0), ("MH", W.UNIT): ("MU", 1),
    ("MH", W.THOUSAND): ("T", 2), ("MX", W.UNIT): ("MU", 0), ("MX", W.THOUSAND): ("T", 1),
    ("MU", W.THOUSAND): ("T", 0),
}  # fmt: skip


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
    if state == "M" and ("T", word) in _GO_ON:
        below, zeros = _GO_ON["T", word]
        yield Step(below, zeros + 3)


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
