"""Billing periods: calendar months, each written as its first day (Decree 354, п. 37)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
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


class Term(Protocol):
    """The days on which readings for a month are handed over, by a branch's own clock."""

    @property
    def zone(self) -> ZoneInfo:
        """The branch's own time."""

    def due(self, day: date) -> date:
        """The month whose readings are being handed over on a day, or were to be just before."""

    def opens(self, month: date) -> date:
        """The first day on which readings for a month come in time."""

    def closes(self, month: date) -> date:
        """The last one."""


@dataclass(frozen=True)
class Window:
    """Days of the month itself, both included: households, and premises on common property."""

    zone: ZoneInfo
    first: int
    last: int

    def last_day(self, month: date) -> int:
        """The window's last day in a month that may be shorter than the window."""
        return min(self.last, monthrange(month.year, month.month)[1])

    def due(self, day: date) -> date:
        """See Term."""
        return month_of(day)

    def opens(self, month: date) -> date:
        """See Term. Later than the month has days, it is the month's last."""
        return month.replace(day=min(self.first, self.last_day(month)))

    def closes(self, month: date) -> date:
        """See Term."""
        return month.replace(day=self.last_day(month))


@dataclass(frozen=True)
class MonthEnd:
    """From the month's last day to a day of the following month (Decree 442; rule L4).

    What comes after that, up to `late_to` of the following month, was meant for the month.
    """

    zone: ZoneInfo
    hand_over: int
    late_to: int

    def due(self, day: date) -> date:
        """See Term."""
        return shift(day, -1) if day.day <= self.late_to else month_of(day)

    def opens(self, month: date) -> date:
        """See Term."""
        return shift(month, 1) - timedelta(days=1)

    def closes(self, month: date) -> date:
        """See Term."""
        return shift(month, 1).replace(day=self.hand_over)


@dataclass(frozen=True)
class Placement:
    """Which month a reading was handed over for and which billing period it counts for."""

    period: date
    counted_for: date
    late: bool
    early: bool

    @property
    def in_window(self) -> bool:
        """Whether it came in time, neither late nor early."""
        return not self.late and not self.early


def place(at: datetime, term: Term) -> Placement:
    """Where a reading received at `at` belongs.

    It counts for the month if it comes by the term's last day, in the time zone of the
    account's branch; a later one counts for the next month (Decree 354, п. 59 «б»; 442, L4).
    """
    day = at.astimezone(term.zone).date()
    period = term.due(day)
    late = day > term.closes(period)
    counted_for = shift(period, 1) if late else period
    return Placement(period, counted_for, late, early=day < term.opens(period))
