"""What a message is to the robot, and the port through which it works messages off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from meterline.dialogue.facts import AccountFacts, DraftFacts, MeterValue


@dataclass(frozen=True)
class Certain:
    """Values that may be submitted without asking anybody."""

    account: str
    values: tuple[MeterValue, ...]
    name_confirmed: bool


class Reason(StrEnum):
    """Why a message goes to a person."""

    EMERGENCY = "emergency"
    ASKED = "asked"
    """Something else is wanted, an operator say."""
    SILENT = "silent"
    ACCOUNT = "account"
    NAME = "name"
    VALUES = "values"
    CHECK = "check"
    """The history does not bear the values out."""
    OTHER = "other"
    """The call had told something else than the message says."""
    REFUSED = "refused"
    UNHEARD = "unheard"
    """Recognition failed on this very message, again and again."""


@dataclass(frozen=True)
class MessageLeft:
    """A message that waits. `pcm` is the caller's side: signed 16 bit, 8 kHz; may be empty.

    `tries` counts this one. `confirmed` was said yes to in the call and could not be stored
    then; `draft` is what else the call had understood, `linked` are the accounts of the
    caller's number.
    """

    call: str
    pcm: bytes
    tries: int = 1
    confirmed: Certain | None = None
    draft: DraftFacts | None = None
    linked: tuple[AccountFacts, ...] = ()


@dataclass(frozen=True)
class Guess:
    """The best that is known of what a message says, for a person; `heard` as the log has it."""

    account: str | None = None
    values: tuple[MeterValue, ...] = ()
    heard: Mapping[str, object] = field(default_factory=dict)


class Messages(Protocol):
    """Where messages wait. Every method may block and raise CompanyUnavailable.

    `submit` and `leave` do nothing for a message that has been worked off already.
    """

    def take(self) -> MessageLeft | None:
        """The oldest that waits, with one more try counted."""

    def submit(
        self, call: str, certain: Certain, guess: Guess, doubt: Reason | None = None
    ) -> None:
        """Store values with the call as evidence, once; with a `doubt` a person looks too.

        Raises NotStored.
        """

    def leave(self, call: str, reason: Reason, guess: Guess) -> None:
        """Leave the message to a person."""
