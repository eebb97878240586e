"""How much an account used, by month and zone, as its readings tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from meterline.customers.models import Account, Register
from meterline.language.zones import Zone
from meterline.readings.history import Dated, advance, with_opening
from meterline.readings.ledger import actual_readings
from meterline.readings.periods import month_of, months_between, shift

MONTHS = 12
LOOKED_BACK = 24
"""Months before the first shown in which the reading before it is looked for."""

ORDER = (Zone.SINGLE, Zone.DAY, Zone.PEAK, Zone.HALF_PEAK, Zone.NIGHT)


@dataclass(frozen=True)
class Used:
    """A month's kWh by zone; empty where nothing is known.

    `averaged` is whether a reading was left out, so that the difference of those around it
    is spread over its months in equal parts.
    """

    month: date
    energy: Mapping[Zone, Decimal]
    averaged: bool

    @property
    def total(self) -> Decimal:
        """kWh of all zones."""
        return sum(self.energy.values(), Decimal(0))


Parts = dict[date, tuple[Decimal, bool]]
"""Month → kWh of one register and whether it is a mean."""


def consumption(account: Account, last: date) -> list[Used]:
    """The twelve months up to `last`, oldest first."""
    first = shift(last, 1 - MONTHS)
    registers = list(Register.objects.filter(meter__account=account).select_related("meter"))
    pks = [one.pk for one in registers]
    held = actual_readings(pks, shift(last, 1), since=shift(first, -LOOKED_BACK))
    energy: dict[date, dict[Zone, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    averaged: set[date] = set()
    for one in registers:
        for month, (kwh, mean) in _parts(one, held.get(one.pk, [])).items():
            energy[month][Zone(one.zone)] += kwh
            if mean:
                averaged.add(month)
    months = (shift(first, place) for place in range(MONTHS))
    return [Used(one, dict(energy.get(one, {})), one in averaged) for one in months]


def zones_of(used: Iterable[Used]) -> list[Zone]:
    """The zones that occur, those of the day before the night."""
    found = {zone for one in used for zone in one.energy}
    return [zone for zone in ORDER if zone in found]


def _parts(register: Register, readings: list[Dated]) -> Parts:
    """kWh of each month between a register's readings, its opening and closing values too."""
    parts: Parts = {}
    for (before, shown), (month, value) in pairwise(_with_ends(register, readings)):
        gap = months_between(before, month)
        kwh = _used(shown, value, register.meter.digits) * register.meter.ratio
        for back in range(gap):
            parts[shift(month, -back)] = (kwh / gap, gap > 1)
    return parts


def _used(before: int, after: int, digits: int) -> int:
    """How far a register went. Half of the way round is too far: a value was set right then."""
    forward = advance(before, after, digits)
    return forward if forward <= 10**digits // 2 else 0


def _with_ends(register: Register, readings: list[Dated]) -> list[Dated]:
    meter = register.meter
    known = list(with_opening(readings, register.opening, meter.installed))
    if register.closing is None or meter.removed is None:
        return known
    closed = month_of(meter.removed)
    return [*(one for one in known if one[0] < closed), (closed, register.closing)]
