"""The meters of an account: what hangs there, what it shows, what was replaced."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from meterline.customers.models import MeterAct
from meterline.language.zones import ZONES_OF_METER
from meterline.readings.periods import shift
from meterline.synth.made import Given, MadeAct, MadeMeter
from meterline.synth.sending import Calendar, Sending

EXPIRED, REPLACED, ON_RECORD = 0.04, 0.02, 0.008
"""Shares of meters: verification is over, replaced in the months of the history, has an act."""

SEASONS = (1.25, 1.2, 1.1, 1.0, 0.9, 0.8, 0.75, 0.8, 0.9, 1.0, 1.1, 1.2)
"""How much is used from January to December, of the mean."""

PARTS = {1: (1.0,), 2: (0.68, 0.32), 3: (0.25, 0.43, 0.32)}
"""How consumption falls on the registers of a meter with so many."""

YEARS_VERIFIED = 16
ACTS = tuple(kind.value for kind in MeterAct.Kind)


class Use(NamedTuple):
    """What an account uses: kWh a month by the meter itself, before the ratio."""

    monthly: float
    zones: int
    digits: int
    ratio: int = 1
    automatic: bool = False


def digits_of_household(chance: Random) -> int:
    """Most meters have 5 or 6 digits."""
    kind = chance.random()
    if kind < 0.03:
        return 4
    return 5 if kind < 0.5 else 6 if kind < 0.93 else 7


def fitted(
    use: Use, point: str, sent: list[Sending], calendar: Calendar, chance: Random
) -> tuple[MadeMeter, ...]:
    """The meter of a place with its history, and the one before it where it was replaced."""
    course = _Course(use, calendar, chance)
    meter = _meter(use, point, calendar, chance)
    last = len(calendar.months) - 1
    if last < 2 or chance.random() >= REPLACED:
        meter.readings = course.readings(sent)
        return (meter,)
    return _replaced(meter, 1 + int(chance.random() * (last - 1)), sent, course)


class _Course:
    """What the registers of a place show, month by month."""

    def __init__(self, use: Use, calendar: Calendar, chance: Random) -> None:
        self.months = calendar.months
        self._top = 10**use.digits
        self._shown: list[tuple[int, ...]] = []
        """In the window of each month, the turn through zero not yet taken."""
        highest = min(self._top, 400_000)
        at = [chance.random() * highest * part for part in PARTS[use.zones]]
        for month in self.months:
            used = use.monthly * SEASONS[month.month - 1] * (0.8 + 0.4 * chance.random())
            at = [value + used * part for value, part in zip(at, PARTS[use.zones], strict=True)]
            self._shown.append(tuple(map(int, at)))

    def shown(self, month: int, less: int = 0) -> tuple[int, ...]:
        """What a meter shows that was `less` behind when the history began."""
        return tuple((value - less) % self._top for value in self._shown[month])

    def lowest(self, month: int) -> int:
        """What a meter put up in the following month is behind."""
        return min(self._shown[month])

    def readings(self, sent: Iterable[Sending], less: int = 0) -> tuple[Given, ...]:
        """What was sent, as readings of a meter."""
        return tuple(self._given(one, less) for one in sent)

    def _given(self, one: Sending, less: int) -> Given:
        month = self.months[one.month]
        counted_for = shift(month, 1) if one.late else month
        return Given(month, counted_for, self.shown(one.month, less), one.source, one.at)


def _meter(use: Use, point: str, calendar: Calendar, chance: Random) -> MadeMeter:
    age = int(chance.random() * 5000)
    installed = calendar.months[0] - timedelta(days=400 + age)
    over = installed.year + YEARS_VERIFIED
    verified = date(over, 1 + int(chance.random() * 12), 28)
    if chance.random() < EXPIRED:
        verified = calendar.months[-1] - timedelta(days=int(chance.random() * 600))
    meter = MadeMeter(
        serial=str(10**7 + int(chance.random() * 9 * 10**7)),
        point=point,
        zones=ZONES_OF_METER[use.zones],
        digits=use.digits,
        ratio=use.ratio,
        installed=installed,
        verified_until=verified,
        automatic=use.automatic,
    )
    if chance.random() < ON_RECORD:
        day = calendar.months[0] + timedelta(days=int(chance.random() * 25 * len(calendar.months)))
        meter.acts = (MadeAct(ACTS[int(chance.random() * len(ACTS))], day),)
    return meter


def _replaced(
    old: MadeMeter, month: int, sent: list[Sending], course: _Course
) -> tuple[MadeMeter, ...]:
    """The old meter to the tenth of a month, and from then on a new one that began near zero."""
    day, less = course.months[month].replace(day=10), course.lowest(month - 1)
    new = replace(
        old,
        serial=str(int(old.serial) + 1),
        installed=day,
        verified_until=day.replace(year=day.year + YEARS_VERIFIED),
        replaces=old.serial,
        opening=course.shown(month - 1, less),
        acts=(),
        readings=course.readings((one for one in sent if one.month >= month), less),
    )
    old.removed, old.closing = day, course.shown(month - 1)
    # A late one of the month before would count for a month that this meter does not see.
    seen = (one for one in sent if one.month + one.late < month)
    old.readings = course.readings(seen)
    old.acts = tuple(act for act in old.acts if act.day < day)
    return old, new
