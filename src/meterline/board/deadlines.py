"""How long each branch still takes readings in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from meterline.customers.models import Branch
from meterline.customers.selectors import window_days
from meterline.readings.periods import Window, month_of, shift


@dataclass(frozen=True)
class Deadline:
    """A branch's window: `closes` is its own midnight after the last day."""

    branch: str
    opens: datetime
    closes: datetime
    open: bool

    def left(self, now: datetime) -> timedelta:
        """Until the window closes; until it opens where it is not open."""
        return (self.closes if self.open else self.opens) - now


def deadlines(now: datetime) -> tuple[Deadline, ...]:
    """All branches, the next to close first, then the next to open."""
    branches = Branch.objects.prefetch_related("windows")
    found = [_deadline(one, now) for one in branches]
    return tuple(sorted(found, key=lambda one: (not one.open, one.left(now), one.branch)))


def _deadline(branch: Branch, now: datetime) -> Deadline:
    today = now.astimezone(branch.zone).date()
    coming = (_window(branch, month) for month in _months(today))
    opens, closes = next(one for one in coming if one[1] > now)
    return Deadline(branch.name, opens, closes, opens <= now)


def _months(today: date) -> Iterator[date]:
    month = month_of(today)
    yield month
    yield shift(month, 1)


def _window(branch: Branch, month: date) -> tuple[datetime, datetime]:
    window = Window(branch.zone, *window_days(branch, month))
    first, last = window.opens(month), window.closes(month) + timedelta(days=1)
    return (
        datetime(first.year, first.month, first.day, tzinfo=branch.zone),
        datetime(last.year, last.month, last.day, tzinfo=branch.zone),
    )
