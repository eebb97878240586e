"""When operators work and when readings are taken, by a branch's own clock."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import holidays

HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True)
class Hours:
    """Part of a day in minutes after midnight; the end is outside, 24:00 is the day's end."""

    opens: int
    closes: int

    def holds(self, moment: datetime) -> bool:
        """Whether a local time lies within."""
        return self.opens <= moment.hour * 60 + moment.minute < self.closes


def parse_hours(text: str) -> Hours | None:
    """`08:00-17:00`; None for an empty text. Raises ValueError with a reason in Russian."""
    if not text:
        return None
    found = HOURS.fullmatch(text)
    if not found:
        raise ValueError("часы пишутся как 08:00-17:00")
    hour, minute, last_hour, last_minute = map(int, found.groups())
    hours = Hours(hour * 60 + minute, last_hour * 60 + last_minute)
    if minute > 59 or last_minute > 59 or not hours.opens < hours.closes <= 24 * 60:
        raise ValueError("часы должны идти по порядку в пределах суток")
    return hours


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("RU", years=year)


def is_workday(day: date) -> bool:
    """Whether Russia works that day: holidays, moved days off and working Saturdays count."""
    return bool(_calendar(day.year).is_working_day(day))


def is_holiday(day: date) -> bool:
    """Whether the day is a public holiday or a day off moved from one."""
    return day in _calendar(day.year)


def operators_open(moment: datetime, workday: str, window: str, *, in_window: bool) -> bool:
    """Whether operators answer at a local time.

    `workday` holds on working days, `window` on every day of the submission window,
    Saturdays and Sundays included; on public holidays nobody answers.
    """
    day = moment.date()
    if in_window and not is_holiday(day):
        hours = parse_hours(window)
    else:
        hours = parse_hours(workday) if is_workday(day) else None
    return hours is not None and hours.holds(moment)
