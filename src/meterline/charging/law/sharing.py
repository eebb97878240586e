"""Whole kilowatt-hours: rounding, sharing out, filling up."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from meterline.charging.law.facts import Charged, Energy
from meterline.language.zones import Zone

NOUGHT = Decimal(0)


def whole(energy: Decimal) -> Decimal:
    """Whole kWh, half up (D)."""
    return energy.to_integral_value(ROUND_HALF_UP)


def share_out(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` in whole kWh by weight; the parts' sum is the total (D: running sums are rounded).

    Weights are not negative and not all nought. A fraction of the total goes to the last part.
    """
    sum_of_weights = sum(weights, NOUGHT)
    parts, before, weight_so_far = [], NOUGHT, NOUGHT
    for weight in weights[:-1]:
        weight_so_far += weight
        bound = min(whole(total * weight_so_far / sum_of_weights), total)
        parts.append(bound - before)
        before = bound
    return [*parts, total - before]


def fill_up(levels: Sequence[Decimal], amount: Decimal) -> list[Decimal]:
    """What to add to each level so that `amount` (≥ 0) lifts the lowest ones to one height."""
    if not amount:
        return [NOUGHT] * len(levels)
    height = _height(sorted(levels), amount)
    return share_out(amount, [max(height - level, NOUGHT) for level in levels])


def _height(ascending: Sequence[Decimal], amount: Decimal) -> Decimal:
    height, filled = NOUGHT, amount
    for count, level in enumerate(ascending, start=1):
        if count > 1 and height <= level:
            break
        filled += level
        height = filled / count
    return height


def over_zones(total: Decimal, zones: Sequence[Zone], history: Mapping[Zone, Decimal]) -> Energy:
    """An estimate shared over the meter's zones as its history was, else all in the first (D)."""
    if len(zones) == 1:
        return {zones[0]: total}
    weights = [max(history.get(zone, NOUGHT), NOUGHT) for zone in zones]
    if not any(weights):
        weights[0] = Decimal(1)
    return dict(zip(zones, share_out(total, weights), strict=True))


def sum_of(charges: Iterable[Charged]) -> dict[Zone, Decimal]:
    """kWh by zone of several charges."""
    total: dict[Zone, Decimal] = {}
    for charged in charges:
        add(total, charged.energy)
    return total


def add(total: dict[Zone, Decimal], more: Energy) -> None:
    """Add kWh by zone to a running total."""
    for zone, energy in more.items():
        total[zone] = total.get(zone, NOUGHT) + energy
