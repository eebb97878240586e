"""Years whose readings are corrected or cancelled after their months were charged."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from law_cases_reading import rules_of

from meterline.charging.law.facts import (
    READINGS,
    AccountFacts,
    Charged,
    Ground,
    MeterFacts,
    PointFacts,
    Taken,
)
from meterline.charging.law.policy import Policy
from meterline.charging.law.results import Portion
from meterline.charging.law.volumes import portions
from meterline.language.zones import Zone
from meterline.readings.periods import shift

RULES = rules_of()
START = date(2026, 7, 1)
MONTHS = 9
NORM = Decimal(246)
FIRST = 9_500
"""Registers of four digits pass through nought in most of these years."""


@dataclass(frozen=True)
class Told:
    """A month's reading: how far it is off, and in which month that is put right, if ever.

    Off by None: cancelled then. Nothing is put right only after the next reading was charged
    below a wrong one: such a reading is asked about and does not go into the ledger.
    """

    off: int | None
    mended_after: int


@dataclass(frozen=True)
class Year:
    """kWh a month, and what was told of them; None: nothing."""

    used: tuple[int, ...]
    told: tuple[Told | None, ...]
    policy: Policy


@st.composite
def years(draw: st.DrawFn) -> Year:
    used = draw(st.lists(st.integers(0, 300), min_size=MONTHS, max_size=MONTHS))
    told: list[Told | None] = [Told(0, 0)]
    for month in range(1, MONTHS - 1):
        told.append(draw(st.none() | _told(used[month])))
    return Year(tuple(used), (*told, Told(0, 0)), Policy(spread=draw(st.booleans())))


def _told(used: int) -> st.SearchStrategy[Told]:
    late = st.builds(Told, st.integers(-used // 2, 0), st.integers(1, 4))
    soon = st.builds(Told, st.integers(1, 900), st.just(1))
    cancelled = st.builds(Told, st.none(), st.integers(1, 4))
    return st.just(Told(0, 0)) | late | soon | cancelled


def ledger(year: Year, now: int) -> tuple[Taken, ...]:
    """The readings that stand when month `now` is charged."""
    found, shown = [], FIRST
    for month, told in enumerate(year.told[: now + 1]):
        shown += year.used[month] if month else 0
        if told is None:
            continue
        mended = month + told.mended_after <= now
        if told.off is None and mended and told.mended_after:
            continue
        value = shown + (0 if mended else told.off or 0)
        found.append(Taken(shift(START, month), {Zone.SINGLE: value % 10_000}))
    return tuple(found)


def account_of(year: Year, now: int, charged: dict[date, list[Charged]]) -> AccountFacts:
    """What is known when month `now` is charged."""
    meter = MeterFacts(1, "А-1", 4, (Zone.SINGLE,), ledger(year, now))
    earlier = [each for charges in charged.values() for each in charges]
    return AccountFacts(False, (PointFacts(1, "", (meter,)),), residents=3, charged=tuple(earlier))


def as_charged(found: tuple[Portion, ...], account: AccountFacts, period: date) -> list[Charged]:
    """Portions as the next months see them: those by a reading tell up to where they went."""
    [point] = account.points
    shown = next((r.shown for r in point.meters[0].readings if r.month == period), None)
    plain = [Charged(period, p.month, p.point, p.ground, p.energy, p.meter) for p in found]
    return [replace(each, shown=shown) if each.ground in READINGS else each for each in plain]


def energy_of(charged: dict[date, list[Charged]]) -> Decimal:
    return sum((k for m in charged.values() for c in m for k in c.energy.values()), Decimal(0))


def run(year: Year, charged: dict[date, list[Charged]], month: int, now: int) -> None:
    period = shift(START, month)
    account = account_of(year, now, charged)
    found = portions(account, period, RULES, year.policy, NORM)
    charged[period] = as_charged(found, account, period)


@settings(max_examples=200)
@given(years())
def test_a_year_costs_what_was_counted_whatever_was_put_right(year: Year) -> None:
    charged: dict[date, list[Charged]] = {}
    for month in range(1, MONTHS):
        run(year, charged, month, now=month)
    assert energy_of(charged) == sum(year.used[1:])


@settings(max_examples=150)
@given(years(), st.integers(1, MONTHS - 1))
def test_charging_months_again_counts_nothing_twice(year: Year, since: int) -> None:
    """At the year's end all months from one on are charged again by the ledger of then."""
    charged: dict[date, list[Charged]] = {}
    for month in range(1, MONTHS):
        run(year, charged, month, now=month)
    for month in range(since, MONTHS):
        run(year, charged, month, now=MONTHS - 1)
    assert energy_of(charged) == sum(year.used[1:])


@settings(max_examples=150)
@given(years(), st.sets(st.integers(2, MONTHS - 2)))
def test_months_that_were_never_charged_are_made_up_for(year: Year, left: set[int]) -> None:
    """The first month is read and charged, so that later ones know from where to count."""
    year = replace(year, told=(year.told[0], Told(0, 0), *year.told[2:]))
    charged: dict[date, list[Charged]] = {}
    for month in range(1, MONTHS):
        if month not in left:
            run(year, charged, month, now=month)
    assert energy_of(charged) == sum(year.used[1:])


def test_values_of_a_meter_that_is_not_there_any_more_are_passed_over() -> None:
    october = shift(START, 3)
    readings = [Taken(shift(START, n), {Zone.SINGLE: 1000 + 120 * n}) for n in range(4)]
    meter = MeterFacts(1, "А-1", 5, (Zone.SINGLE,), tuple(readings))
    shown = {Zone.SINGLE: 77}
    gone = Charged(
        shift(START, 2), shift(START, 2), 1, Ground.ACTUAL, {Zone.SINGLE: Decimal(9)}, 44, shown
    )
    account = AccountFacts(False, (PointFacts(1, "", (meter,)),), charged=(gone,))
    [found] = portions(account, october, RULES, Policy(), NORM)
    assert found.energy == {Zone.SINGLE: 120}
