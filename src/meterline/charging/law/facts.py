"""What the law is applied to: an account's meters, readings, acts and earlier charges.

Months are their first days; energy is in kWh after the transformation ratio, Decimal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from meterline.language.zones import Zone

Energy = Mapping[Zone, Decimal]
"""kWh by zone."""

Shown = Mapping[Zone, int]
"""What a meter's registers show, by zone, before the ratio."""


class Kind(StrEnum):
    """Who took a reading."""

    SMART = "smart"
    """The meter sent it by itself."""
    ACTUAL = "actual"
    """The consumer gave it."""
    CONTROL = "control"
    """The company's controller took it."""


class Act(StrEnum):
    """What was put on record at a meter."""

    BROKEN = "broken"
    REPAIRED = "repaired"
    ACCESS_REFUSED = "access_refused"


class Ground(StrEnum):
    """By what a volume is charged (основание)."""

    SMART = "smart"
    ACTUAL = "actual"
    CONTROL = "control"
    AVERAGE = "average"
    NORM = "norm"
    LAST_YEAR = "last_year"
    """Organisations: the same period of last year."""
    NEAREST = "nearest"
    """Organisations: the nearest period with readings."""
    MAX_POWER = "max_power"
    """Organisations: maximum power × hours."""
    REFUND = "refund"
    """What estimates charged too much, given back when readings return."""


ESTIMATES = frozenset(
    {Ground.AVERAGE, Ground.NORM, Ground.LAST_YEAR, Ground.NEAREST, Ground.MAX_POWER}
)
"""Grounds that stand in for readings."""

READINGS = {
    Ground.SMART: Kind.SMART,
    Ground.ACTUAL: Kind.ACTUAL,
    Ground.CONTROL: Kind.CONTROL,
}
"""Grounds of readings, and who took them."""


class Reason(StrEnum):
    """Why a volume is not charged by a reading."""

    NOT_SENT = "not_sent"
    LATE = "late"
    REJECTED = "rejected"
    EXPIRED_VERIFICATION = "expired_verification"
    BROKEN = "broken"
    ACCESS_REFUSED = "access_refused"
    NO_METER = "no_meter"
    NO_HISTORY = "no_history"


@dataclass(frozen=True)
class Taken:
    """The reading of a meter that holds for a billing period: a value for every register.

    A period for which some registers have no value has no reading (D: the decrees know
    readings of a meter, not of its parts).
    """

    month: date
    shown: Shown
    kind: Kind = Kind.ACTUAL


@dataclass(frozen=True)
class OnRecord:
    """An act at a meter."""

    act: Act
    day: date


@dataclass(frozen=True)
class Missed:
    """Why a period has no reading although one was given: it came late, or was rejected."""

    month: date
    reason: Reason


@dataclass(frozen=True)
class MeterFacts:
    """A meter with its readings in order of their months, at most one a month."""

    key: int
    serial: str
    digits: int
    zones: tuple[Zone, ...]
    readings: tuple[Taken, ...] = ()
    missed: tuple[Missed, ...] = ()
    acts: tuple[OnRecord, ...] = ()
    ratio: Decimal = Decimal(1)
    installed: date | None = None
    removed: date | None = None
    opening: Shown = field(default_factory=dict)
    closing: Shown = field(default_factory=dict)
    verified_until: date | None = None
    automatic: bool = False


@dataclass(frozen=True)
class PointFacts:
    """A metering point: its meters one after another, the present one last.

    `max_power_kw` is the point's own or, at an account with one point, the account's.
    """

    key: int
    """The metering point's id, or minus the first meter's id where an account names none."""
    name: str
    meters: tuple[MeterFacts, ...]
    max_power_kw: Decimal | None = None
    common_property: bool = False


@dataclass(frozen=True)
class Charged:
    """What an earlier billing period charged at a point; `month` is the one it was used in.

    A charge by a reading tells up to which values of which meter it went, where that is known.
    """

    period: date
    month: date
    point: int
    ground: Ground
    energy: Energy
    meter: int | None = None
    shown: Shown | None = None


@dataclass(frozen=True)
class AccountFacts:
    """An account as the law looks at it for one billing period.

    `charged` holds the earlier periods' charges, as far back as estimates may be trued up.
    """

    organisation: bool
    points: tuple[PointFacts, ...]
    residents: int | None = None
    rooms: int | None = None
    electric_stove: bool = False
    electric_heating: bool = False
    tariff_group: str = ""
    max_power_hours: int | None = None
    meter_can_be_fitted: bool = True
    charged: tuple[Charged, ...] = ()
