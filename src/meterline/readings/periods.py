"""Billing periods: calendar months, each written as its first day (Decree 354, п. 37)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


def month_of(day: date) -> date:
    """The month that holds a day."""
    return date(day.year, day.month, 1)


def shift(month: date, months: int) -> date:
    """The month so many months later (earlier where negative)."""
    count = month.year * 12 + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def months_between(earlier: date, later: date) -> int:
    """How many months one month is after another."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


@dataclass(frozen=True)
class Window:
    """Days of a month in which a branch takes readings, both included, by its own clock."""

    zone: ZoneInfo
    first: int
    last: int

    def last_day(self, month: date) -> int:
        """The window's last day in a month that may be shorter than the window."""
        return min(self.last, monthrange(month.year, month.month)[1])


@dataclass(frozen=True)
class Placement:
    """Which month a reading came in and which billing period it counts for."""

    period: date
    counted_for: date
    late: bool
    early: bool

    @property
    def in_window(self) -> bool:
        """Whether it came on a day of the window."""
        return not self.late and not self.early


def place(at: datetime, window: Window) -> Placement:
    """Where a reading received at `at` belongs.

    It counts for the month if it comes by the window's last day, in the time zone of the
    account's branch; a later one counts for the next month (Decree 354, п. 59 «б»).
    """
    day = at.astimezone(window.zone).date()
    period = month_of(day)
    late = day.day > window.last_day(period)
    counted_for = shift(period, 1) if late else period
    return Placement(period, counted_for, late, early=day.day < window.first)
