"""What earlier periods charged, for those accounts whose charge it can change.

Where every month has its reading, earlier charges decide nothing. They do where a reading
comes back after a gap (what was estimated meanwhile is set off), where it is lower than
before (more was charged than used), where a month was estimated although it has a reading by
now (that reading came too late for it), and where the last reading may be another than the one
that was charged, or was not charged at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from meterline.charging.law.facts import READINGS, Charged, Ground, MeterFacts, PointFacts, Shown
from meterline.charging.law.replacing import shown_at_end
from meterline.charging.loading.batch import Batch
from meterline.charging.models import Charge, Line
from meterline.language.zones import Zone
from meterline.readings.periods import shift

Points = tuple[PointFacts, ...]

FIELDS = (
    *("charge__account_id", "charge__period", "month", "point", "ground", "zone"),
    *("energy", "pk"),
)

MONTHS_TILL_RECORDED = 3
"""A replacement that is older than so many months was on record when the last one was charged."""

NO_MONTHS: frozenset[date] = frozenset()


class Key(NamedTuple):
    """What a charge of the law has once an account."""

    period: date
    month: date
    point: int
    ground: str


@dataclass
class Found:
    """The lines of an account's earlier charges, and at each point the last one by a reading."""

    sums: dict[Key, dict[Zone, Decimal]] = field(default_factory=dict)
    last: dict[int, tuple[date, int]] = field(default_factory=dict)
    """Point → period and a line's id."""

    def add(self, key: Key, zone: str, energy: Decimal, line: int) -> None:
        """Take in a line; they come in order of their periods."""
        zones = self.sums.setdefault(key, {})
        zones[Zone(zone)] = zones.get(Zone(zone), Decimal(0)) + _plain(energy)
        if key.ground in READINGS:
            self.last[key.point] = (key.period, line)


class UpTo(NamedTuple):
    """Up to which values of which meter a charge went."""

    meter: int | None
    shown: Shown | None


UNKNOWN = UpTo(None, None)


def charged_of(
    batch: Batch, points: Mapping[int, Points], doubted: Mapping[int, date]
) -> dict[int, tuple[Charged, ...]]:
    """Account's id → the charges that hold for earlier periods, where they matter.

    `doubted`: the last month whose reading may have been another when it was charged.
    """
    estimated, before = _estimated(batch), _charged_last_month(batch)
    reach: dict[int, date] = {}
    for account, own in points.items():
        months = estimated.get(account, NO_MONTHS)
        doubt = doubted.get(account, date.min)
        if account not in before or _replaced_lately(own, batch.period):
            doubt = batch.period
        first = needed_from(own, batch, months, doubt)
        if first is not None:
            reach[account] = first
    found = _found(batch, reach)
    ends = _ends(found.values())
    return {account: tuple(_charged(own, ends)) for account, own in found.items()}


def needed_from(
    points: Points, batch: Batch, estimated: Iterable[date], doubted: date
) -> date | None:
    """The first period whose charges can matter, None where no charge does.

    `doubted`: the last month that may have been charged by another reading than it has now.
    """
    period, since, estimated = batch.period, batch.since, set(estimated)
    if estimated and any(taken in estimated for taken in _months(points)):
        return min(since, *(_last_before(point, period, estimated) for point in points))
    if not any(_read_in(point, period) for point in points):
        return None
    before = min(_last_before(point, period, estimated) for point in points)
    if doubted >= before:
        return min(since, before)
    if before < shift(period, -1):
        return before
    fell = any(_fell(meter) for point in points for meter in point.meters)
    return since if fell else None


def _months(points: Points) -> Iterator[date]:
    return (taken.month for point in points for meter in point.meters for taken in meter.readings)


def _replaced_lately(points: Points, period: date) -> bool:
    """Whether a meter's place was taken so lately that the last charge may not know of it."""
    since = shift(period, -MONTHS_TILL_RECORDED)
    return any(
        one.installed is not None and one.installed >= since
        for point in points
        for one in point.meters[1:]
    )


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


def _charged_last_month(batch: Batch) -> set[int]:
    """Accounts that have a charge for the month before."""
    rows = Charge.objects.current().filter(
        period=shift(batch.period, -1), **batch.within("account")
    )
    return set(rows.order_by().values_list("account_id", flat=True))


def _found(batch: Batch, reach: Mapping[int, date]) -> dict[int, Found]:
    """Accounts' lines since their own first period; those that reach far are read apart."""
    found: dict[int, Found] = defaultdict(Found)
    far = {account for account, first in reach.items() if first <= batch.since}
    for accounts in (far, reach.keys() - far):
        if not accounts:
            continue
        rows = Line.objects.filter(
            charge__account__in=accounts,
            charge__successor=None,
            charge__period__gte=min(reach[account] for account in accounts),
            charge__period__lt=batch.period,
        ).order_by("charge__account_id", "charge__period", "place")
        for account, period, month, point, ground, *line in rows.values_list(*FIELDS):
            if period >= reach[account]:
                found[account].add(Key(period, month, point, ground), *line)
    return found


def _ends(found: Iterable[Found]) -> dict[int, UpTo]:
    """Line's id → up to where it charged, of the last lines by readings."""
    lines = {line for one in found for _, line in one.last.values()}
    rows = Line.objects.filter(pk__in=lines).order_by()
    return {
        pk: UpTo(meter, shown_at_end(numbers) or None)
        for pk, meter, numbers in rows.values_list("pk", "meter_id", "numbers")
    }


def _plain(energy: Decimal) -> Decimal:
    """As the law wrote it: columns fill up with noughts."""
    whole = energy.to_integral_value()
    return whole if whole == energy else energy.normalize()


def _charged(found: Found, ends: Mapping[int, UpTo]) -> Iterator[Charged]:
    for key, energy in found.sums.items():
        period, line = found.last.get(key.point, (None, 0))
        by_reading = key.ground in READINGS and key.period == period
        end = ends[line] if by_reading else UNKNOWN
        yield Charged(key.period, key.month, key.point, Ground(key.ground), energy, *end)
