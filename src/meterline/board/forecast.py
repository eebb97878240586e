"""How many lines the coming days will need, from the same days of the last months.

Readings are sent by the calendar, so the 25th resembles the 25th of the month before more
than it resembles the 24th. Of the last months the busiest counts: who plans by the mean is
too small every second month.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F
from django.db.models.functions import TruncHour

from meterline.board.erlang import lines_for
from meterline.calls.models import Call
from meterline.customers.models import Branch
from meterline.readings.periods import month_of, shift

MONTHS = 3
DAYS = 7
"""How many days ahead are told."""

MOST_LOST = 0.01
"""One of a hundred callers may find all lines taken: what telephone companies plan by."""


@dataclass(frozen=True)
class Hour:
    """Calls that began in an hour, and their mean length in seconds."""

    begins: datetime
    calls: int
    seconds: float

    @property
    def load(self) -> float:
        """Erlangs: how many lines were taken on average."""
        return self.calls * self.seconds / 3600


@dataclass(frozen=True)
class DayExpected:
    """A coming day by the busiest hour of the same day in the last months; None: no calls then."""

    day: date
    busiest: Hour | None

    @property
    def lines(self) -> int:
        """Lines that lose no more than MOST_LOST of the calls of that hour (Erlang B)."""
        return lines_for(self.busiest.load, MOST_LOST) if self.busiest else 0

    @property
    def enough(self) -> bool | None:
        """Whether the lines that the company has suffice; None where it has not said."""
        return self.lines <= settings.METERLINE_LINES if settings.METERLINE_LINES else None


def expected(now: datetime) -> tuple[DayExpected, ...]:
    """The coming days, today first, by the head branch's calendar."""
    zone = _head().zone
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    like = {day: list(_same_days(day)) for day in days}
    hours = _hours({one for found in like.values() for one in found}, now)
    return tuple(DayExpected(day, _busiest(hours, like[day])) for day in days)


def _head() -> Branch:
    branches = {one.key: one for one in Branch.objects.order_by("key")}
    return branches.get(settings.METERLINE_HEAD_BRANCH) or next(iter(branches.values()))


def _same_days(day: date) -> Iterable[date]:
    """The same day of the last months; the 31st has no counterpart in a month of thirty."""
    for back in range(1, MONTHS + 1):
        first = shift(month_of(day), -back)
        same = first + timedelta(days=day.day - 1)
        if same.month == first.month:
            yield same


def _hours(days: set[date], now: datetime) -> list[Hour]:
    zone = _head().zone
    began = [datetime(one.year, one.month, one.day, tzinfo=zone) for one in sorted(days)]
    calls = Call.objects.none()
    for one in began:
        calls |= Call.objects.filter(started__gte=one, started__lt=one + timedelta(days=1))
    lasted = ExpressionWrapper(F("ended") - F("started"), output_field=DurationField())
    rows = (
        calls.filter(ended__isnull=False)
        .annotate(hour=TruncHour("started", tzinfo=zone))
        .values("hour")
        .annotate(count=Count("pk"), mean=Avg(lasted))
        .values_list("hour", "count", "mean")
    )
    return [Hour(hour, count, mean.total_seconds()) for hour, count, mean in rows]


def _busiest(hours: Iterable[Hour], days: Iterable[date]) -> Hour | None:
    wanted = set(days)
    same = [one for one in hours if one.begins.date() in wanted]
    return max(same, key=lambda one: one.load, default=None)
