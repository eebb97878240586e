"""Plain facts of accounts with their registers, as of a moment."""

from dataclasses import dataclass

from meterline.customers.cards import BranchCard
from meterline.language.zones import Zone


@dataclass(frozen=True)
class RegisterCard:
    """A register and its history, in its own units (kWh before the transformation ratio)."""

    zone: Zone
    digits: int
    last: int | None
    monthly: float | None
    months: int


@dataclass(frozen=True)
class MeterCard:
    """A meter with its registers in the order of the bill."""

    serial: str
    ratio: float
    registers: tuple[RegisterCard, ...]
    automatic: bool = False
    """Whether it sends its readings itself: nobody else's are taken (H19)."""


@dataclass(frozen=True)
class AccountCard:
    """An account as a call needs it.

    `last_day`: readings come in time to the end of this day of the month (of the following
    one, for organisations).
    """

    account: str
    branch: BranchCard
    name: str
    organisation: bool
    closed: bool
    last_day: int
    meters: tuple[MeterCard, ...]


@dataclass(frozen=True)
class AccountListed:
    """An account as it stands in the list of the whole customer base. `branch` is its key."""

    account: str
    branch: str
    name: str
    organisation: bool
    meters: tuple[MeterCard, ...]
