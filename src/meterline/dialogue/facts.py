"""What the conversation is told of the company: plain facts, without a database."""

from dataclasses import dataclass
from enum import StrEnum

from meterline.language.turn import Candidate, MeterExpected
from meterline.language.zones import Zone


@dataclass(frozen=True)
class OfficeHours:
    """When a branch's operators answer these days, in full hours of its own clock."""

    opens: int
    closes: int
    everyday: bool = False


@dataclass(frozen=True)
class BranchFacts:
    """A branch as one call needs it now (its own hours, window and time zone already applied).

    `dispatcher_number` is told to a caller in need whom the dispatcher did not answer.
    """

    key: str
    account_digits: int
    operators_open: bool
    operator_target: str
    dispatcher_target: str
    name_unconfirmed_allowed: bool
    window_open: bool
    window_last_day: int
    hours: OfficeHours | None = None
    dispatcher_number: str = ""


@dataclass(frozen=True)
class CallFacts:
    """What is known when the call arrives.

    `branch` is None where the number tells no region; `regions` are the branches that it
    may be. `linked` are the accounts that the caller's number is linked to; `may_link` says
    whether it may be linked to another. `reference` is the number told to a caller who leaves
    a message, empty if there is none. `draft` is what a broken call left, `called_before`
    whether somebody submitted readings from this number before. `reminder`: the company
    calls, about this account. `hours_said` are the full hours that the voice can tell.
    """

    caller: str | None
    dialled: str | None
    branch: BranchFacts | None
    company: BranchFacts
    linked: tuple["AccountFacts", ...] = ()
    reference: str = ""
    regions: tuple[BranchFacts, ...] = ()
    may_link: bool = False
    draft: "DraftFacts | None" = None
    called_before: bool = False
    reminder: "AccountFacts | None" = None
    hours_said: frozenset[int] = frozenset()


class AccountState(StrEnum):
    """Whether readings are taken for an account."""

    ACTIVE = "active"
    CLOSED = "closed"
    SMART = "smart"


@dataclass(frozen=True)
class AccountFacts:
    """One account of the customer base.

    `meters` are those whose readings are the caller's to give: none that sends its own, as
    all meters of a SMART account do. `last_day`: readings for a month come in time to the end
    of this day (of the following month, for organisations); None where that is not known.
    """

    account: str
    branch: BranchFacts
    name: str
    organisation: bool
    meters: tuple[MeterExpected, ...]
    state: AccountState = AccountState.ACTIVE
    last_day: int | None = None

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


@dataclass(frozen=True)
class DraftFacts:
    """What was understood in a call from the same number that broke less than a day ago."""

    account: AccountFacts
    values: tuple[MeterValue, ...] = ()
    name_confirmed: bool = False


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


class Refusal(StrEnum):
    """Why the ledger, which is there, takes no readings: somebody changed the account meanwhile."""

    UNKNOWN_ACCOUNT = "unknown_account"
    CLOSED = "closed"
    UNKNOWN_REGISTER = "unknown_register"
    """The meter was replaced, or its zones were changed."""
    IMPLAUSIBLE = "implausible"
    """The register cannot show such a value."""


class ChargedSoFar(StrEnum):
    """By what the account was charged until this reading came."""

    READINGS = "readings"
    AVERAGE = "average"
    NORM = "norm"


@dataclass(frozen=True)
class Receipt:
    """What was stored: the number told to the caller and how the values count.

    `verification_expired`: the meter must be verified before its readings are charged.
    """

    number: str
    consumption: int | None
    late: bool = False
    early: bool = False
    duplicate: bool = False
    under_review: bool = False
    charged_so_far: ChargedSoFar = ChargedSoFar.READINGS
    verification_expired: bool = False
