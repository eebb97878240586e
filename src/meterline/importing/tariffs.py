"""T1, T2, T3: how other programs number the zones of a meter."""

from collections.abc import Iterable

from meterline.customers.models import Register
from meterline.language.zones import ZONES_OF_DISPLAY, Zone

MeterKey = tuple[str, str]
"""Account's number, meter's serial."""


def tariff_of(zone: str, zones: int) -> int:
    """The number of a zone, from 1, at a meter of so many zones."""
    return ZONES_OF_DISPLAY[zones].index(Zone(zone)) + 1


def zones_of_meters(keys: Iterable[MeterKey]) -> dict[MeterKey, tuple[Zone, ...]]:
    """Zones in the order T1, T2, T3 of those meters that there are."""
    wanted = set(keys)
    rows = Register.objects.filter(meter__account__number__in={account for account, _ in wanted})
    counts: dict[MeterKey, int] = {}
    for key in rows.values_list("meter__account__number", "meter__serial"):
        counts[key] = counts.get(key, 0) + 1
    return {key: ZONES_OF_DISPLAY[counts[key]] for key in wanted if key in counts}
