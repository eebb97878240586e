"""What the conversation wants done: its outputs, to be carried out in order."""

from dataclasses import dataclass

from meterline.dialogue.facts import MeterValue
from meterline.language.speech import Piece
from meterline.language.turn import Expectation


@dataclass(frozen=True)
class Say:
    """Speak. Speech or a key cuts it short unless `barge_in` is False (legal notices).

    `slow`: to somebody who finds it hard to follow.
    """

    pieces: tuple[Piece, ...]
    barge_in: bool = True
    slow: bool = False


@dataclass(frozen=True)
class Listen:
    """Expect a turn. It may begin while what was said before is still playing.

    `silence` is how many seconds after the end of speaking the caller may be silent
    before `SilenceLasted` comes.
    """

    expectation: Expectation
    silence: float = 6.0


@dataclass(frozen=True)
class FindAccount:
    """Look an account up; answered by `AccountsFound`."""

    account: str


@dataclass(frozen=True)
class CheckValues:
    """Check values against the history; answered by `ValuesChecked` or `ValuesRefused`."""

    account: str
    values: tuple[MeterValue, ...]


@dataclass(frozen=True)
class StoreValues:
    """Submit confirmed values; answered by `ValuesStored` or `ValuesRefused`."""

    account: str
    values: tuple[MeterValue, ...]
    name_confirmed: bool
    review: bool = False
    """True when a person must look at them (the caller insisted on an implausible value)."""


@dataclass(frozen=True)
class KeepDraft:
    """Keep what has been understood so far, in case the call breaks."""

    account: str | None
    values: tuple[MeterValue, ...]
    heard: str
    name_confirmed: bool = False


@dataclass(frozen=True)
class LinkPhone:
    """Remember the caller's number for an account; answered by `PhoneLinked`."""

    account: str


@dataclass(frozen=True)
class ForgetDraft:
    """The caller does not want what his last call left."""


@dataclass(frozen=True)
class StopReminders:
    """The number that was called wants no more reminders."""


@dataclass(frozen=True)
class Record:
    """Voice box or call-back: record for at most `seconds`, until `#`, then `SayingEnded`."""

    purpose: str
    seconds: float = 60.0


@dataclass(frozen=True)
class Transfer:
    """Hand the call over; only a failure is answered, by `TransferFailed`."""

    target: str
    purpose: str


@dataclass(frozen=True)
class HangUp:
    """End the call after everything has been said."""


@dataclass(frozen=True)
class Note:
    """A line for the call's log: what the conversation decided. Values are not masked here."""

    kind: str
    data: tuple[tuple[str, str], ...] = ()


Action = (
    Say
    | Listen
    | FindAccount
    | CheckValues
    | StoreValues
    | KeepDraft
    | LinkPhone
    | ForgetDraft
    | StopReminders
    | Record
    | Transfer
    | HangUp
    | Note
)
