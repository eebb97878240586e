"""Dated sheets of prices and norms, as the company's files give them (docs/tariffs.md).

A sheet is read by `sheets_reading.py`, which refuses what is wrong or missing, and compared
with the other sheets by `sheets_check.py`. Here is what has been found right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meterline.language.zones import Zone

ZONE_SETS = {
    "one_zone": (Zone.SINGLE,),
    "two_zones": (Zone.DAY, Zone.NIGHT),
    "three_zones": (Zone.PEAK, Zone.HALF_PEAK, Zone.NIGHT),
}
"""Tables of prices in a file → their zones, in the order of the bill."""

PLACEHOLDER_WORD = "Заглушка"
"""What the name of made-up figures begins with."""


class SheetRefused(Exception):
    """A sheet has rows that are wrong or missing, told all at once."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """`problems` are Russian lines «ключ: причина»."""
        super().__init__("\n".join(problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type["SheetRefused"], tuple[tuple[str, ...]]]:
        """Go to another process with all problems."""
        return type(self), (self.problems,)


@dataclass(frozen=True)
class Prices:
    """What energy costs a group by one kind of meter.

    `by_zone`: roubles a kWh for every range, or one price where the group has no ranges.
    `placeholder` says why the figures are made up; it is empty where they are true.
    """

    by_zone: Mapping[Zone, tuple[Decimal, ...]]
    placeholder: str


@dataclass(frozen=True)
class Group:
    """A tariff group (тарифная группа): prices by number of the meter's zones, 1 to 3."""

    name: str
    prices: Mapping[int, Prices]


@dataclass(frozen=True)
class Ranges:
    """Upper limits of the ranges of a month (диапазоны) in kWh; the last range has none.

    Homes with electric heating have `heating` limits in the `heating_months` (1 to 12).
    """

    limits: tuple[Decimal, ...]
    heating: tuple[Decimal, ...]
    heating_months: frozenset[int]

    def of(self, month: date, electric_heating: bool) -> tuple[Decimal, ...]:
        """The limits of a home in a month."""
        in_season = electric_heating and month.month in self.heating_months
        return self.heating if in_season else self.limits


@dataclass(frozen=True)
class Dated:
    """What every sheet says of itself; both days are included, no `valid_to` is an open end."""

    branch: str
    name: str
    source: str
    valid_from: date
    valid_to: date | None
    placeholder: str
    """Why the figures are made up; empty where they are true."""

    @property
    def title(self) -> str:
        """Name and date, as lines of a charge show it."""
        return f"{self.name} с {self.valid_from:%d.%m.%Y}"

    def holds(self, day: date) -> bool:
        """Whether the sheet is meant for a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Tariff(Dated):
    """Prices of a branch.

    An account without a group of its own is in `usual_group`, or in `stove_group` where the
    home cooks or heats by electricity.
    """

    ranges: Ranges
    groups: Mapping[str, Group]
    usual_group: str
    stove_group: str
    organisations: Group


@dataclass(frozen=True)
class Norms(Dated):
    """Norms of a branch (нормативы потребления), kWh a person a month.

    Tables are by rooms, 1 to 4 and more, then by people, 1 to 5 and more.
    """

    electric_stove: tuple[tuple[Decimal, ...], ...]
    no_electric_stove: tuple[tuple[Decimal, ...], ...]


Sheet = Tariff | Norms
