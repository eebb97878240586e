"""What earlier periods charged, for those accounts whose charge it can change.

Where every month has its reading, earlier charges decide nothing. They do where a reading
comes back after a gap (what was estimated meanwhile is set off), where it is lower than
before (more was charged than used), and where a month was estimated although it has a
reading by now (that reading came too late for it).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from meterline.charging.law.facts import Charged, Ground, MeterFacts, PointFacts
from meterline.charging.loading.batch import Batch
from meterline.charging.models import Charge, Line
from meterline.language.zones import Zone
from meterline.readings.periods import shift

Points = tuple[PointFacts, ...]

Key = tuple[date, date, int, str]
"""Period, month of use, point, ground."""

FIELDS = ("charge__account_id", "charge__period", "month", "point", "ground", "zone", "energy")

NO_MONTHS: frozenset[date] = frozenset()


def charged_of(batch: Batch, points: Mapping[int, Points]) -> dict[int, tuple[Charged, ...]]:
    """Account's id → the charges that hold for earlier periods, where they matter."""
    estimated = _estimated(batch)
    reach: dict[int, date] = {}
    for account, own in points.items():
        first = needed_from(own, batch.period, estimated.get(account, NO_MONTHS), batch.since)
        if first is not None:
            reach[account] = first
    return {account: tuple(_charged(own)) for account, own in _sums(batch, reach).items()}


def needed_from(
    points: Points, period: date, estimated: Iterable[date], since: date
) -> date | None:
    """The first period whose charges can matter, None where no charge does."""
    estimated = set(estimated)
    if estimated and any(taken in estimated for taken in _months(points)):
        return min(since, *(_last_before(point, period, estimated) for point in points))
    if not any(_read_in(point, period) for point in points):
        return None
    before = min(_last_before(point, period, estimated) for point in points)
    if before < shift(period, -1):
        return before
    fell = any(_fell(meter) for point in points for meter in point.meters)
    return since if fell else None


def _months(points: Points) -> Iterator[date]:
    return (taken.month for point in points for meter in point.meters for taken in meter.readings)


def _read_in(point: PointFacts, period: date) -> bool:
    return any(one.readings and one.readings[-1].month == period for one in point.meters)


def _last_before(point: PointFacts, period: date, estimated: set[date]) -> date:
    """The last earlier month that was charged by its reading."""
    return max(
        (
            taken.month
            for meter in point.meters
            # Of a home that was never estimated the last two tell it.
            for taken in (meter.readings if estimated else meter.readings[-2:])
            if taken.month < period and taken.month not in estimated
        ),
        default=date.min,
    )


def _fell(meter: MeterFacts) -> bool:
    """Whether the last reading is below the one before it (or the register went through zero)."""
    if len(meter.readings) < 2:
        return False
    before, last = meter.readings[-2].shown, meter.readings[-1].shown
    return any(value < before.get(zone, 0) for zone, value in last.items())


def _estimated(batch: Batch) -> dict[int, list[date]]:
    """Account's id → earlier periods that were charged without readings."""
    found: dict[int, list[date]] = defaultdict(list)
    rows = Charge.objects.current().filter(
        estimated=True, period__lt=batch.period, **batch.within("account")
    )
    for account, period in rows.order_by().values_list("account_id", "period"):
        found[account].append(period)
    return found


def _sums(batch: Batch, reach: Mapping[int, date]) -> dict[int, dict[Key, dict[Zone, Decimal]]]:
    sums: dict[int, dict[Key, dict[Zone, Decimal]]] = defaultdict(dict)
    if not reach:
        return sums
    rows = Line.objects.filter(
        charge__account__in=reach,
        charge__successor=None,
        charge__period__gte=min(reach.values()),
        charge__period__lt=batch.period,
    ).order_by("charge__account_id", "charge__period", "place")
    for account, period, month, point, ground, zone, energy in rows.values_list(*FIELDS):
        if period >= reach[account]:
            zones = sums[account].setdefault((period, month, point, ground), {})
            zones[Zone(zone)] = zones.get(Zone(zone), Decimal(0)) + _plain(energy)
    return sums


def _plain(energy: Decimal) -> Decimal:
    """As the law wrote it: columns fill up with noughts."""
    whole = energy.to_integral_value()
    return whole if whole == energy else energy.normalize()


def _charged(sums: Mapping[Key, Mapping[Zone, Decimal]]) -> Iterator[Charged]:
    for (period, month, point, ground), energy in sums.items():
        yield Charged(period, month, point, Ground(ground), energy)
