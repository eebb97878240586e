"""What can be said: the conversation names phrases and numbers, the mouth makes audio of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """A fixed phrase of the prompt pack, by its key (`menu.open`)."""

    key: str


@dataclass(frozen=True)
class Number:
    """A cardinal number spoken as a whole: 12345 -> «двенадцать тысяч триста сорок пять»."""

    value: int


@dataclass(frozen=True)
class Digits:
    """Digits spoken one by one, zeros included."""

    digits: str


@dataclass(frozen=True)
class Beep:
    """The signal after which the caller speaks: 880 Hz, 200 ms."""


@dataclass(frozen=True)
class Pause:
    """Silence of `seconds`."""

    seconds: float


Piece = Phrase | Number | Digits | Beep | Pause
