"""Registers of a meter, by tariff zone."""

from enum import StrEnum


class Zone(StrEnum):
    """A tariff zone (тарифная зона) that one register of a meter counts."""

    SINGLE = "single"
    DAY = "day"
    NIGHT = "night"
    PEAK = "peak"
    HALF_PEAK = "half_peak"


ZONES_OF_METER: dict[int, tuple[Zone, ...]] = {
    1: (Zone.SINGLE,),
    2: (Zone.DAY, Zone.NIGHT),
    3: (Zone.PEAK, Zone.HALF_PEAK, Zone.NIGHT),
}
"""Zones of a meter by its number of tariffs, in the order of the bill."""

ZONES_OF_DISPLAY: dict[int, tuple[Zone, ...]] = {
    1: (Zone.SINGLE,),
    2: (Zone.DAY, Zone.NIGHT),
    3: (Zone.PEAK, Zone.NIGHT, Zone.HALF_PEAK),
}
"""Zones by the number of a meter's tariffs as its display calls them T1, T2, T3.

R: so meters in Russia show them; to be checked against a company's own meters.
"""
