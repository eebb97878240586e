"""What the conversation is told of the company: plain facts, without a database."""

from dataclasses import dataclass
from enum import StrEnum

from meterline.language.turn import Candidate, MeterExpected
from meterline.language.zones import Zone


@dataclass(frozen=True)
class BranchFacts:
    """A branch as one call needs it now (its own hours, window and time zone already applied)."""

    key: str
    account_digits: int
    operators_open: bool
    operator_target: str
    dispatcher_target: str
    name_unconfirmed_allowed: bool
    window_open: bool
    window_last_day: int


@dataclass(frozen=True)
class CallFacts:
    """What is known when the call arrives.

    `branch` is None where the number tells no region. `linked` are the accounts that the
    caller's number is linked to. `reference` is the number told to a caller who leaves a
    message, empty if there is none.
    """

    caller: str | None
    dialled: str | None
    branch: BranchFacts | None
    company: BranchFacts
    linked: tuple["AccountFacts", ...] = ()
    reference: str = ""


class AccountState(StrEnum):
    """Whether readings are taken for an account."""

    ACTIVE = "active"
    CLOSED = "closed"
    SMART = "smart"


@dataclass(frozen=True)
class AccountFacts:
    """One account of the customer base."""

    account: str
    branch: BranchFacts
    name: str
    organisation: bool
    meters: tuple[MeterExpected, ...]
    state: AccountState = AccountState.ACTIVE

    @property
    def candidate(self) -> Candidate:
        """The account as the ears expect it."""
        return Candidate(self.account, self.name, self.organisation, self.meters)


@dataclass(frozen=True)
class MeterValue:
    """A value for one register, as it would be stored."""

    serial: str
    zone: Zone
    value: int


class Finding(StrEnum):
    """What the check of one value against the register's history found."""

    FINE = "fine"
    SAME = "same"
    LOWER = "lower"
    TOO_HIGH = "too_high"
    COMMA = "comma"
    """Ten times too high: the digit after the comma was read too; `proposal` drops it."""
    ROLL_OVER = "roll_over"
    SWAPPED = "swapped"
    TOO_MANY_DIGITS = "too_many_digits"


@dataclass(frozen=True)
class Checked:
    """One checked value. `consumption` is in kWh, after the transformation ratio."""

    value: MeterValue
    finding: Finding
    last: int | None
    consumption: int | None
    proposal: int | None = None


@dataclass(frozen=True)
class Receipt:
    """What was stored: the number told to the caller and how the values count."""

    number: str
    consumption: int | None
    late: bool = False
    early: bool = False
    duplicate: bool = False
    under_review: bool = False
