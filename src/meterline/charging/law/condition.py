"""Whether a meter was in order: broken, unverified, closed to the controller."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from meterline.charging.law.facts import Act, Kind, MeterFacts, Reason
from meterline.charging.law.marks import Mark
from meterline.readings.periods import month_of, shift


class Broken(NamedTuple):
    """Months in which a point's meter was broken."""

    touched: frozenset[date]
    """At some time of the month: no reading of it is charged."""
    lasting: frozenset[date]
    """Still at its end: its reading is no base for the next one either."""


NEVER = Broken(frozenset(), frozenset())


def broken_months(meters: Sequence[MeterFacts], period: date) -> Broken:
    """The months up to the period in which the point's meter did not count (п. 59 «а»).

    The month in which a meter breaks and the one in which it is repaired are both charged
    without readings (D: no reading exists on the day itself); one repaired on the first day
    of a month is in order in that month.
    """
    if not any(meter.acts for meter in meters):
        return NEVER
    touched: set[date] = set()
    lasting: set[date] = set()
    for start, end in _spans(meters):
        month = month_of(start)
        while month <= period and (end is None or month < end):
            touched.add(month)
            month = shift(month, 1)
            if end is None or end >= month:
                lasting.add(shift(month, -1))
    return Broken(frozenset(touched), frozenset(lasting))


def _spans(meters: Sequence[MeterFacts]) -> Iterator[tuple[date, date | None]]:
    for place, meter in enumerate(meters):
        start: date | None = None
        for on in sorted(meter.acts, key=lambda on: (on.day, on.act)):
            if on.act is Act.BROKEN and start is None:
                start = on.day
            elif on.act is Act.REPAIRED and start is not None:
                yield start, on.day
                start = None
        if start is not None:
            follower = meters[place + 1] if place + 1 < len(meters) else None
            yield start, meter.removed or (follower.installed if follower else None)


def unverified(meter: MeterFacts, month: date) -> bool:
    """H11: whether the verification had ended before the month began.

    The reading of the month in which it ends still holds (D: none is taken on that day).
    """
    return meter.verified_until is not None and meter.verified_until < month


def refusals(meters: Sequence[MeterFacts], marks: Sequence[Mark], period: date) -> int:
    """How often access was refused since the company last saw the meter (H10).

    A controller's or the meter's own reading wipes out the refusals up to its month (D).
    """
    seen = max((m.month for m in marks if m.kind in _SEEN), default=date.min)
    return sum(
        on.act is Act.ACCESS_REFUSED and seen < month_of(on.day) <= period
        for meter in meters
        for on in meter.acts
    )


_SEEN = frozenset({Kind.CONTROL, Kind.SMART})


def why_unread(meters: Sequence[MeterFacts], broken: Broken, period: date) -> Reason:
    """Why the period of a point that has a meter is charged without a reading."""
    present = meters[-1]
    if period in broken.touched:
        return Reason.BROKEN
    if unverified(present, period):
        return Reason.EXPIRED_VERIFICATION
    if _refused_in(meters, period):
        return Reason.ACCESS_REFUSED
    missed = {m.reason for meter in meters for m in meter.missed if m.month == period}
    return min(missed, default=Reason.NOT_SENT)


def _refused_in(meters: Sequence[MeterFacts], period: date) -> bool:
    return any(
        on.act is Act.ACCESS_REFUSED and month_of(on.day) == period
        for meter in meters
        for on in meter.acts
    )
