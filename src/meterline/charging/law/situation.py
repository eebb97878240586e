"""One metering point in one billing period, with those of its facts that count then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from meterline.charging.law.condition import (
    NEVER,
    Broken,
    broken_months,
    unverified,
)
from meterline.charging.law.facts import ESTIMATES, Charged, MeterFacts, PointFacts
from meterline.charging.law.marks import UNDATED, Mark, in_order, marks_of
from meterline.readings.periods import month_of, months_between


@dataclass(frozen=True, slots=True)
class Situation:
    """What a period's charge of a point rests on."""

    period: date
    point: PointFacts
    meters: tuple[MeterFacts, ...]
    """Those installed by the period, one after another."""
    broken: Broken
    marks: tuple[Mark, ...]
    """All of them up to the period, whether they count or not."""
    earlier: tuple[Mark, ...]
    """The earlier months' marks that count."""
    now: Mark | None
    """The period's reading, if one holds and there is something to compare it with."""
    charged: tuple[Charged, ...]
    """What earlier periods charged at the point."""

    @property
    def missed(self) -> int | None:
        """k: the period's number among the periods without a reading; None: none is dated (H7)."""
        if not self.earlier or self.earlier[-1].month == UNDATED:
            return None
        return months_between(self.earlier[-1].month, self.period)

    @property
    def metered(self) -> bool:
        """Whether a meter was there when the period began or came within it."""
        if not self.meters:
            return False
        removed = self.meters[-1].removed
        return removed is None or month_of(removed) >= self.period


def look_at(point: PointFacts, charged: Sequence[Charged], period: date) -> Situation:
    """The situation of a point; facts of later months are passed over."""
    meters = in_order(point.meters, period)
    mine = tuple(c for c in charged if c.point == point.key and c.period < period)
    broken = broken_months(meters, period)
    marks = marks_of(meters, period)
    counting, now = marks, None
    if mine or broken is not NEVER or any(unverified(meter, period) for meter in meters):
        counting = _counting(meters, marks, mine, broken)
    if counting and counting[-1].month == period and counting[-1].kind is not None:
        counting, now = counting[:-1], counting[-1]
    if not counting or period in broken.touched:
        now = None
    return Situation(period, point, meters, broken, tuple(marks), tuple(counting), now, mine)


def _counting(
    meters: Sequence[MeterFacts],
    marks: Sequence[Mark],
    charged: Sequence[Charged],
    broken: Broken,
) -> list[Mark]:
    """The marks that readings may be compared with.

    Not those of a broken or unverified meter. A reading whose period was charged by an
    estimate came too late to count for it (H4, D): its energy is in the difference of the next
    one, unless it is the first of all or was taken after a repair.
    """
    estimated = {c.period for c in charged if c.ground in ESTIMATES} - broken.touched
    counting: list[Mark] = []
    for mark in marks:
        idle = mark.month in broken.lasting or unverified(meters[mark.meter], mark.month)
        late = mark.month in estimated and bool(counting)
        if mark.kind is None or not (idle or late):
            counting.append(mark)
    return counting
