"""Which prices, ranges and norms are in force: a branch's sheets laid out by months."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from meterline.charging.law.facts import AccountFacts
from meterline.charging.law.sheets import (
    PLACEHOLDER_WORD,
    Dated,
    Group,
    Norms,
    Prices,
    Sheet,
    Tariff,
)
from meterline.errors import Mendable
from meterline.language.zones import Zone

AnySheet = TypeVar("AnySheet", bound=Dated)

MEND_SHEETS = "загрузите лист тарифов филиала за этот месяц"
MEND_GROUP = "исправьте тарифную группу лицевого счёта или добавьте её в лист тарифов"


@dataclass(frozen=True, slots=True)
class Rate:
    """What a zone costs by one sheet: roubles a kWh for every range, or one price."""

    prices: tuple[Decimal, ...]
    label: str
    """Name of the sheet with its date and group, as lines show it."""
    placeholder: bool


Book = Mapping[tuple[int, Zone], tuple[tuple[int, Rate], ...]]
"""Prices of a group in a period by zones of the meter and zone: days of the period → rate."""


class InForce:
    """The prices of a branch in one billing period.

    `shares` are the sheets in force with their days: two where the price changes inside the
    month.
    """

    def __init__(self, period: date, shares: Sequence[tuple[Tariff, int]]) -> None:
        self.period = period
        self.shares = tuple(shares)
        self.days = sum(days for _, days in shares)
        self._books: dict[tuple[bool, str, bool], Book] = {}

    def book(self, account: AccountFacts) -> Book:
        """The prices that hold for an account.

        D: an account without a group is in the sheet's usual one, or, where it cooks or heats
        by electricity, in the one that the sheet names for that. Raises Mendable where a
        sheet has no such group.
        """
        electric = account.electric_stove or account.electric_heating
        key = account.organisation, account.tariff_group, electric
        if key not in self._books:
            self._books[key] = self._book(*key)
        return self._books[key]

    def _book(self, organisation: bool, group: str, electric: bool) -> Book:
        book: dict[tuple[int, Zone], tuple[tuple[int, Rate], ...]] = {}
        for tariff, days in self.shares:
            found = tariff.organisations if organisation else _group(tariff, group, electric)
            for count, prices in found.prices.items():
                for zone, by_range in prices.by_zone.items():
                    label = _label(tariff, found, prices)
                    rate = Rate(by_range, label, bool(prices.placeholder))
                    book[count, zone] = (*book.get((count, zone), ()), (days, rate))
        return book


def _group(tariff: Tariff, group: str, electric: bool) -> Group:
    key = group or (tariff.stove_group if electric else tariff.usual_group)
    if key not in tariff.groups:
        raise Mendable(f"в листе «{tariff.title}» нет тарифной группы «{key}»", MEND_GROUP)
    return tariff.groups[key]


def _label(tariff: Tariff, group: Group, prices: Prices) -> str:
    label = f"{tariff.title}, {group.name}"
    named = not prices.placeholder or PLACEHOLDER_WORD in label
    return label if named else f"{PLACEHOLDER_WORD}: {label}"


class BranchSheets:
    """All sheets of a branch, made ready for charging any month."""

    def __init__(self, sheets: Iterable[Sheet], branch: str) -> None:
        own = sorted((s for s in sheets if s.branch == branch), key=lambda s: s.valid_from)
        self.branch = branch
        self._tariffs = [sheet for sheet in own if isinstance(sheet, Tariff)]
        self._norms = [sheet for sheet in own if isinstance(sheet, Norms)]
        self._in_force: dict[date, InForce] = {}
        self._limits: dict[tuple[date, bool], tuple[Decimal, ...]] = {}

    def tariffs_on(self, month: date) -> InForce:
        """The prices of a billing period. Raises Mendable where a day of it has no sheet."""
        if month not in self._in_force:
            self._in_force[month] = InForce(month, self._shares(month))
        return self._in_force[month]

    def limits(self, month: date, electric_heating: bool) -> tuple[Decimal, ...]:
        """Upper limits of the ranges of a month in which energy was used, kWh.

        D: those of the sheet in force on the month's first day; in a month without one, of
        the first sheet after it, else of the last before it.
        """
        key = month, electric_heating
        if key not in self._limits:
            tariff = self._with_ranges(month)
            self._limits[key] = tariff.ranges.of(month, electric_heating)
        return self._limits[key]

    def norms_on(self, month: date) -> Norms | None:
        """The norms of a month: those in force on its first day (D)."""
        return _on(self._norms, month)

    def _shares(self, month: date) -> list[tuple[Tariff, int]]:
        count = monthrange(month.year, month.month)[1]
        found = [_on(self._tariffs, month.replace(day=day)) for day in range(1, count + 1)]
        sheets = {sheet.valid_from: sheet for sheet in found if sheet}
        days = Counter(sheet.valid_from for sheet in found if sheet)
        if days.total() < count:
            raise Mendable(f"нет тарифов филиала {self.branch} на {month:%m.%Y}", MEND_SHEETS)
        return [(sheets[start], days[start]) for start in sorted(days)]

    def _with_ranges(self, month: date) -> Tariff:
        sheet = _on(self._tariffs, month)
        later = (tariff for tariff in self._tariffs if tariff.valid_from > month)
        return sheet or next(later, self._tariffs[-1])


def _on(sheets: Sequence[AnySheet], day: date) -> AnySheet | None:
    """The sheet in force on a day: of those meant for it, the one that began last."""
    return next((sheet for sheet in reversed(sheets) if sheet.holds(day)), None)
