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
    counting = _counting(meters, marks, mine, broken)
    now = None
    if counting and counting[-1].month == period and counting[-1].kind is not None:
        now = counting.pop()
        if not counting or period in broken.touched:
            now = None
    return Situation(period, point, meters, broken, tuple(marks), tuple(counting), now, mine)


def _counting(
    meters: Sequence[MeterFacts],
    marks: list[Mark],
    charged: Sequence[Charged],
    broken: Broken,
    period: date,
) -> list[Mark]:
    """The marks that readings may be compared with.

    Not those of a broken or unverified meter. A reading whose period was charged by an
    estimate came too late to count for it (H4, D): its energy is in the difference of the next
    one, unless it is the first of all or was taken after a repair.
    """
    estimated = {c.period for c in charged if c.ground in ESTIMATES}
    if not estimated and broken is NEVER and not any(unverified(m, period) for m in meters):
        return marks
    counting: list[Mark] = []
    for mark in marks:
        if mark.kind is not None:
            late = mark.month in estimated and mark.month not in broken.touched
            if mark.month in broken.lasting or unverified(meters[mark.meter], mark.month):
                continue
            if late and counting:
                continue
        counting.append(mark)
    return counting
