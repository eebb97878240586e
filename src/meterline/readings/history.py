"""What a register's earlier readings tell of its next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from meterline.readings.periods import month_of, months_between, shift

MEAN_MONTHS = 12

Dated = tuple[date, int]
"""Billing period and value of one reading."""


@dataclass(frozen=True)
class History:
    """A register before a billing period, in the register's own units.

    `last` is the last actual reading, `monthly` the mean consumption a month over the last
    twelve months with readings, `months` the time since `last`.
    """

    last: int | None = None
    monthly: float | None = None
    months: int = 1


def advance(before: int, after: int, digits: int) -> int:
    """How far a register of so many digits went from one value to the other, through zero too."""
    return after - before if after >= before else 10**digits - before + after


def history_of(readings: Sequence[Dated], digits: int, period: date) -> History:
    """The history before `period` of readings in order of their billing periods."""
    past = [one for one in readings if one[0] < period]
    if not past:
        return History()
    last_period, last = past[-1]
    months = months_between(last_period, period)
    return History(last, _monthly(past, digits), months)


def with_opening(
    readings: Sequence[Dated], opening: int | None, installed: date | None
) -> Sequence[Dated]:
    """Readings of a register after the value with which its meter was put in.

    The opening value closes the month before the installation's, so that the month of the
    installation is the first that the new meter measures. Without a date it cannot be placed.
    """
    if opening is None or installed is None:
        return readings
    opened = shift(month_of(installed), -1)
    since = [one for one in readings if one[0] > opened]
    return [(opened, opening), *since]


def _monthly(past: Sequence[Dated], digits: int) -> float | None:
    since = shift(past[-1][0], -MEAN_MONTHS)
    recent = [one for one in past if one[0] >= since]
    months = months_between(recent[0][0], recent[-1][0])
    if months == 0:
        return None
    used = sum(advance(before[1], after[1], digits) for before, after in pairwise(recent))
    return used / months
