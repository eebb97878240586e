"""How the energy of a month fills the ranges of the tariff, zone by zone.

Energy in kWh. Ranges are steps from 1; limits are upper limits and belong to the range below
(«до 1200» holds the 1,200th kWh). Results lose and add nothing, whatever is shared.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from meterline.charging.law.facts import Energy
from meterline.charging.law.policy import ZoneRanges
from meterline.language.zones import Zone

IN_BILL = (Zone.SINGLE, Zone.DAY, Zone.PEAK, Zone.HALF_PEAK, Zone.NIGHT)
"""Zones in the order of the bill."""

Cell = tuple[Zone, int, Decimal]
"""Energy of a zone in a range."""

PLACES = 3
"""Shares are whole thousandths of a kWh, finer only where the energy itself is."""


def slices(start: Decimal, energy: Decimal, limits: Sequence[Decimal]) -> list[tuple[int, Decimal]]:
    """Range and kWh of energy that comes on top of what the month holds already."""
    found: list[tuple[int, Decimal]] = []
    end = start + energy
    for step, limit in enumerate(limits, 1):
        if start >= end:
            return found
        if start < limit:
            top = min(limit, end)
            found.append((step, top - start))
            start = top
    if start < end:
        found.append((len(limits) + 1, end - start))
    return found


def cells(
    start: Decimal, energy: Energy, limits: Sequence[Decimal], strategy: ZoneRanges
) -> list[Cell]:
    """How positive energy of zones lies in the ranges, above `start` kWh of the same month."""
    found = slices(start, sum(energy.values(), Decimal(0)), limits)
    if len(found) == 1:
        return [(zone, found[0][0], kwh) for zone, kwh in energy.items()]
    if strategy is ZoneRanges.CHRONOLOGICAL or len(energy) == 1:
        return _one_after_another(start, energy, limits)
    return _in_proportion(found, energy)


def _one_after_another(start: Decimal, energy: Energy, limits: Sequence[Decimal]) -> list[Cell]:
    found: list[Cell] = []
    for zone, kwh in energy.items():
        found += [(zone, step, part) for step, part in slices(start, kwh, limits)]
        start += kwh
    return found


def _in_proportion(found: Sequence[tuple[int, Decimal]], energy: Energy) -> list[Cell]:
    """Each range shared as the zones' energy that is left for it and the ranges above."""
    places = max(PLACES, *(_places(kwh) for kwh in (*energy.values(), *(k for _, k in found))))
    left = {zone: int(kwh.scaleb(places)) for zone, kwh in energy.items()}
    by_zone: dict[Zone, list[Cell]] = {zone: [] for zone in energy}
    for step, kwh in found:
        for zone, units in _shared(int(kwh.scaleb(places)), left).items():
            left[zone] -= units
            if units:
                by_zone[zone].append((zone, step, Decimal(units).scaleb(-places)))
    return [cell for zone in by_zone.values() for cell in zone]


def _shared(units: int, left: Mapping[Zone, int]) -> dict[Zone, int]:
    """Whole units in proportion to what is left, by largest remainder; never more than that."""
    total = sum(left.values())
    shares = {zone: units * each // total for zone, each in left.items()}
    over = units - sum(shares.values())
    # The sort is stable: of equal remainders the zone that stands first in the bill wins.
    for zone in sorted(left, key=lambda zone: -(units * left[zone] % total))[:over]:
        shares[zone] += 1
    return shares


def _places(kwh: Decimal) -> int:
    return -int(kwh.as_tuple().exponent)
