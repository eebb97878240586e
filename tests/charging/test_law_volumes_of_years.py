"""What holds for the volumes of any year with gaps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from law_cases_reading import rules_of

from meterline.charging.law.facts import (
    ESTIMATES,
    AccountFacts,
    Charged,
    Ground,
    MeterFacts,
    PointFacts,
    Taken,
)
from meterline.charging.law.policy import Policy, TrueUp
from meterline.charging.law.results import Portion
from meterline.charging.law.volumes import portions
from meterline.language.zones import ZONES_OF_METER, Zone
from meterline.readings.periods import shift

RULES = rules_of()
START = date(2026, 7, 1)
MONTHS = 14
NORM = Decimal("246")


@dataclass(frozen=True)
class Year:
    """What registers count each month, and in which months the consumer tells it."""

    zones: tuple[Zone, ...]
    digits: int
    ratio: int
    first: int
    used: tuple[tuple[int, ...], ...]
    """By month, by zone."""
    read: tuple[bool, ...]
    replaced_in: int | None
    """The month (from 0) in which the meter is replaced before it is read."""
    organisation: bool
    policy: Policy


@st.composite
def years(draw: st.DrawFn, true_up: TrueUp = TrueUp.FULL) -> Year:
    zones = ZONES_OF_METER[draw(st.integers(1, 3))]
    month = st.tuples(*(st.integers(0, 300) for _ in zones))
    read = draw(st.lists(st.booleans(), min_size=MONTHS - 2, max_size=MONTHS - 2))
    return Year(
        zones=zones,
        digits=draw(st.integers(4, 6)),
        ratio=draw(st.sampled_from([1, 40])),
        first=draw(st.integers(0, 9999)),
        used=tuple(draw(st.lists(month, min_size=MONTHS, max_size=MONTHS))),
        read=(True, *read, True),
        replaced_in=draw(st.none() | st.integers(1, MONTHS - 1)),
        organisation=draw(st.booleans()),
        policy=Policy(true_up=true_up, spread=draw(st.booleans())),
    )


def meters_of(year: Year) -> tuple[MeterFacts, ...]:
    """One meter, or two where it is replaced: the new one begins at 17."""
    shown = [year.first] * len(year.zones)
    meters = [MeterFacts(1, "А-1", year.digits, year.zones, ratio=Decimal(year.ratio))]
    for number, used in enumerate(year.used):
        if number == year.replaced_in:
            day = shift(START, number).replace(day=12)
            meters[-1] = replace(meters[-1], removed=day, closing=_by_zone(year, shown))
            shown = [17] * len(year.zones)
            new = replace(meters[0], key=2, readings=(), removed=None, closing={})
            meters.append(replace(new, installed=day, opening=_by_zone(year, shown)))
        if number:
            shown = [old + more for old, more in zip(shown, used, strict=True)]
        if year.read[number]:
            taken = Taken(shift(START, number), _by_zone(year, shown))
            meters[-1] = replace(meters[-1], readings=(*meters[-1].readings, taken))
    return tuple(meters)


def _by_zone(year: Year, shown: Sequence[int]) -> dict[Zone, int]:
    return {z: value % 10**year.digits for z, value in zip(year.zones, shown, strict=True)}


def charged_month_by_month(year: Year) -> list[tuple[date, tuple[Portion, ...]]]:
    """The portions of every month after the first, each knowing the ones before."""
    point = PointFacts(1, "", meters_of(year), max_power_kw=Decimal(2))
    account = AccountFacts(year.organisation, (point,), residents=3)
    result = []
    for number in range(1, MONTHS):
        period = shift(START, number)
        found = portions(account, period, RULES, year.policy, NORM)
        result.append((period, found))
        more = tuple(Charged(period, p.month, p.point, p.ground, p.energy) for p in found)
        account = replace(account, charged=account.charged + more)
    return result


def total(found: Sequence[Portion]) -> dict[Zone, Decimal]:
    result: dict[Zone, Decimal] = {}
    for portion in found:
        for zone, energy in portion.energy.items():
            result[zone] = result.get(zone, Decimal(0)) + energy
    return {zone: energy for zone, energy in result.items() if energy}


@settings(max_examples=50)
@given(years())
def test_a_year_costs_what_the_registers_counted(year: Year) -> None:
    found = [portion for _, month in charged_month_by_month(year) for portion in month]
    counted = {
        zone: Decimal(sum(month[place] for month in year.used[1:]) * year.ratio)
        for place, zone in enumerate(year.zones)
    }
    assert total(found) == {zone: energy for zone, energy in counted.items() if energy}


@settings(max_examples=50)
@given(years())
def test_no_month_is_given_back_more_than_it_was_charged(year: Year) -> None:
    by_month: dict[date, list[Portion]] = {}
    for _, found in charged_month_by_month(year):
        for portion in found:
            by_month.setdefault(portion.month, []).append(portion)
        for month in by_month.values():
            assert all(energy >= 0 for energy in total(month).values())


@settings(max_examples=50)
@given(years(TrueUp.KEEP_NORM))
def test_what_the_norm_charged_stays_where_it_is_kept(year: Year) -> None:
    by_month: dict[date, list[Portion]] = {}
    for _, found in charged_month_by_month(year):
        for portion in found:
            by_month.setdefault(portion.month, []).append(portion)
    for month in by_month.values():
        if any(portion.ground is Ground.NORM for portion in month):
            assert all(portion.ground is not Ground.REFUND for portion in month)


@settings(max_examples=50)
@given(years())
def test_estimates_stand_only_where_nothing_was_read(year: Year) -> None:
    for number, (_, found) in enumerate(charged_month_by_month(year), start=1):
        assert any(p.ground in ESTIMATES for p in found) != year.read[number]


@settings(max_examples=50)
@given(years(), st.randoms(use_true_random=False))
def test_the_order_of_facts_and_a_second_run_change_nothing(year: Year, random: Random) -> None:
    point = PointFacts(1, "", meters_of(year), max_power_kw=Decimal(2))
    charged = [
        Charged(period, p.month, p.point, p.ground, p.energy)
        for period, found in charged_month_by_month(year)
        for p in found
    ]
    account = AccountFacts(year.organisation, (point,), residents=3, charged=tuple(charged))
    random.shuffle(charged)
    meters = [replace(m, readings=_shuffled(m.readings, random)) for m in point.meters]
    random.shuffle(meters)
    other = replace(account, points=(replace(point, meters=tuple(meters)),), charged=tuple(charged))
    for number in range(1, MONTHS):
        period = shift(START, number)
        once = portions(account, period, RULES, year.policy, NORM)
        assert once == portions(account, period, RULES, year.policy, NORM)
        assert once == portions(other, period, RULES, year.policy, NORM)


def _shuffled(readings: Sequence[Taken], random: Random) -> tuple[Taken, ...]:
    mixed = list(readings)
    random.shuffle(mixed)
    return tuple(mixed)
