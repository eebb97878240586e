"""Which months of a meter's history have a reading, and how it came.

Of households 46 % send in a month: some always, some never, most now and then.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import NamedTuple

from meterline.readings.models import Source
from meterline.readings.periods import Window, shift
from meterline.synth.made import Moment

ALWAYS, NEVER = 0.25, 0.12
"""Shares of households that hardly miss a month, and that never send."""
SENT_BY_FAITHFUL = 0.97
SENT_BY_OTHERS = 0.345
"""So that 46 of 100 send in a month: 0.25 · 0.97 + 0.63 · 0.345."""
SENT_BY_ORGANISATIONS = 0.9
LATE = 0.03
CONTROL = 0.02
"""Shares of readings sent after the window, and of months with a controller's visit."""

WAYS = [
    source.value
    for source, share in {
        Source.PHONE: 34,
        Source.WEB: 24,
        Source.RECEIPT: 12,
        Source.REGISTRY: 8,
        Source.SMS: 8,
        Source.CLERK: 8,
        Source.EMAIL: 4,
        Source.CONSUMER: 2,
    }.items()
    for _ in range(share)
]
"""A hundred readings' sources."""


class Sending(NamedTuple):
    """A reading to be made: `month` counts from the first of the history."""

    month: int
    late: bool
    source: str
    at: Moment


class Calendar:
    """Moments at which readings of a branch come in, month by month."""

    def __init__(self, window: Window, last: date, months: int) -> None:
        self.months = [shift(last, at + 1 - months) for at in range(months)]
        self.in_window = [list(_in_window(window, month)) for month in self.months]
        self.late = [list(_late(window, month)) for month in self.months]

    def any(self, moments: list[Moment], chance: Random) -> Moment:
        """One of some moments."""
        return moments[int(chance.random() * len(moments))]


def habit(chance: Random, organisation: bool) -> float:
    """How often an account sends its readings, as a share of the months."""
    if organisation:
        return SENT_BY_ORGANISATIONS
    kind = chance.random()
    if kind < NEVER:
        return 0
    return SENT_BY_FAITHFUL if kind < NEVER + ALWAYS else SENT_BY_OTHERS


def sendings(share: float, automatic: bool, calendar: Calendar, chance: Random) -> list[Sending]:
    """What an account sends in the months of a calendar."""
    if automatic:
        return [
            Sending(month, False, Source.SMART.value, moments[-1])
            for month, moments in enumerate(calendar.in_window)
        ]
    return list(_sent(share, calendar, chance))


def _sent(share: float, calendar: Calendar, chance: Random) -> Iterator[Sending]:
    for month, moments in enumerate(calendar.in_window):
        kind = chance.random()
        if kind < share:
            late = chance.random() < LATE
            when = calendar.any(calendar.late[month] if late else moments, chance)
            yield Sending(month, late, WAYS[int(chance.random() * len(WAYS))], when)
        elif kind > 1 - CONTROL:
            when = calendar.any(moments, chance)
            yield Sending(month, False, Source.CONTROL.value, when)


def _in_window(window: Window, month: date) -> Iterator[Moment]:
    for day in range(max(window.first, 15), window.last_day(month) + 1):
        yield from _hours(month.replace(day=day), window)


def _late(window: Window, month: date) -> Iterator[Moment]:
    day, following = month.replace(day=window.last_day(month)), shift(month, 1)
    while (day := day + timedelta(days=1)) < following:
        yield from _hours(day, window)


def _hours(day: date, window: Window) -> Iterator[Moment]:
    for hour in (9, 12, 15, 18, 20):
        local = datetime(day.year, day.month, day.day, hour, 20, tzinfo=window.zone)
        day_text, _, time_text = local.astimezone(UTC).isoformat(sep=" ")[:19].partition(" ")
        yield Moment(day_text, time_text)
