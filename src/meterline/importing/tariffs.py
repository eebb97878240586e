"""T1, T2, T3: how other programs number the zones of a meter."""

from collections.abc import Iterable

from meterline.customers.models import Register
from meterline.language.zones import Zone

ZONES_BY_TARIFF: dict[int, tuple[Zone, ...]] = {
    1: (Zone.SINGLE,),
    2: (Zone.DAY, Zone.NIGHT),
    3: (Zone.PEAK, Zone.NIGHT, Zone.HALF_PEAK),
}
"""Zones by the number of a meter's tariffs: T1 is the day or peak, T2 the night, T3 half-peak.

R: so meters and bills here number them; to be checked against a company's own programs.
"""

MeterKey = tuple[str, str]
"""Account's number, meter's serial."""


def tariff_of(zone: str, zones: int) -> int:
    """The number of a zone, from 1, at a meter of so many zones."""
    return ZONES_BY_TARIFF[zones].index(Zone(zone)) + 1


def zones_of_meters(keys: Iterable[MeterKey]) -> dict[MeterKey, tuple[Zone, ...]]:
    """Zones in the order T1, T2, T3 of those meters that there are."""
    wanted = set(keys)
    rows = Register.objects.filter(meter__account__number__in={account for account, _ in wanted})
    counts: dict[MeterKey, int] = {}
    for key in rows.values_list("meter__account__number", "meter__serial"):
        counts[key] = counts.get(key, 0) + 1
    return {key: ZONES_BY_TARIFF[counts[key]] for key in wanted if key in counts}
