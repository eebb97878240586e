"""The readings of a metering point as one course, over all its meters."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from meterline.charging.law.facts import Act, Kind, MeterFacts, Shown, Taken
from meterline.readings.periods import month_of, shift

UNDATED = date.min
"""Month of an opening value whose day nobody knows."""


class Mark(NamedTuple):
    """What a point's meter showed at the end of a month."""

    month: date
    meter: int
    """Place among the point's meters."""
    shown: Shown
    kind: Kind | None
    """None: the opening value of the meter."""


_RANK = {Kind.SMART: 0, Kind.ACTUAL: 1, Kind.CONTROL: 2}
"""SMART > ACTUAL > CONTROL: which reading of a month holds (H19)."""


def in_order(meters: Sequence[MeterFacts], period: date) -> tuple[MeterFacts, ...]:
    """The meters installed by the end of the period, one after another."""
    there = [m for m in meters if m.installed is None or month_of(m.installed) <= period]
    there.sort(key=lambda m: (m.installed or date.min, m.removed or date.max, m.key))
    return tuple(there)


def marks_of(meters: Sequence[MeterFacts], period: date) -> list[Mark]:
    """All marks up to the period, by month; an opening value before the month's reading."""
    openings: list[Mark] = []
    by_month: dict[date, Mark] = {}
    for place, meter in enumerate(meters):
        readings = _readings(meter, period)
        if place and readings and not _complete(meter, meter.opening):
            openings, by_month = [], {}  # nothing joins this meter to the one before
        openings.extend(_opening(meters, place, readings))
        for month, taken in readings.items():
            by_month[month] = Mark(month, place, taken.shown, taken.kind)
        left = _left_alone(meters, place, period)
        if left is not None:
            by_month[left] = Mark(left, place, meter.closing, Kind.CONTROL)
    marks = openings + [by_month[month] for month in sorted(by_month)]
    if len(meters) > 1:
        marks.sort(key=lambda mark: mark.month)
    return marks


def _readings(meter: MeterFacts, period: date) -> dict[date, Taken]:
    best = {taken.month: taken for taken in meter.readings if taken.month <= period}
    if len(best) < len(meter.readings):  # several of a month, or later ones
        for taken in meter.readings:
            rival = best.get(taken.month)
            if rival is not None and _RANK[taken.kind] < _RANK[rival.kind]:
                best[taken.month] = taken
    return best


def _opening(
    meters: Sequence[MeterFacts], place: int, readings: dict[date, Taken]
) -> Iterator[Mark]:
    """The opening value where a course begins: the first meter, or one after a broken meter."""
    meter = meters[place]
    begins = place == 0 or ended_broken(meters[place - 1])
    if begins and _complete(meter, meter.opening):
        month = min([opening_month(meter), *readings])
        yield Mark(month, place, meter.opening, None)


def opening_month(meter: MeterFacts) -> date:
    """The month at whose end the opening value stood: only whole months count as worked (D)."""
    if meter.installed is None:
        return UNDATED
    month = month_of(meter.installed)
    return shift(month, -1) if meter.installed.day == 1 else month


def ended_broken(meter: MeterFacts) -> bool:
    """Whether the meter's last act says that it was broken."""
    acts = [on for on in meter.acts if on.act is not Act.ACCESS_REFUSED]
    return bool(acts) and max(acts, key=lambda on: (on.day, on.act)).act is Act.BROKEN


def _complete(meter: MeterFacts, shown: Shown) -> bool:
    return all(zone in shown for zone in meter.zones)


def _left_alone(meters: Sequence[MeterFacts], place: int, period: date) -> date | None:
    """The month in which the meter was taken down with a closing value and none followed it."""
    meter = meters[place]
    if meter.removed is None or not meter.closing or month_of(meter.removed) > period:
        return None
    if ended_broken(meter) or not _complete(meter, meter.closing):
        return None
    month = month_of(meter.removed)
    followed = any(m.installed and month_of(m.installed) <= month for m in meters[place + 1 :])
    return None if followed else month
