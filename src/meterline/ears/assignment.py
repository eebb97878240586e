"""Which meter and register each value heard belongs to, and how plausible that makes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from meterline.ears.plausible import log_prior
from meterline.language.meaning import Value
from meterline.language.symbols import Mark
from meterline.language.turn import MeterExpected, RegisterExpected
from meterline.language.zones import ZONES_OF_DISPLAY, Zone

_NAMED = {
    Mark.ZONE_DAY: Zone.DAY,
    Mark.ZONE_NIGHT: Zone.NIGHT,
    Mark.ZONE_PEAK: Zone.PEAK,
    Mark.ZONE_HALF_PEAK: Zone.HALF_PEAK,
    Mark.ZONE_SINGLE: Zone.SINGLE,
}
_TARIFF = {Mark.ZONE_T1: 0, Mark.ZONE_T2: 1, Mark.ZONE_T3: 2}
_SHOWN = {
    mark: frozenset(zones[at] for zones in ZONES_OF_DISPLAY.values() if at < len(zones))
    for mark, at in _TARIFF.items()
}
"""Zones that a display may mean by a tariff's number."""
STRAY_VALUE = -8.0
"""Nats for a value that no register can take."""
NO_PLACE = -2.0
"""Nats for a correction of digits that were not read."""
SOME_VALUE = 6.0
"""Nats that every value earns, so that a plausible one is not dearer than none at all."""
UNPLACED_VALUE = -4.0
"""Nats for a value where no meter is known to compare it with."""
TOO_LONG_VALUE = -5.0
"""Nats more for each digit beyond those that meters have."""
MOST_DIGITS = 7
MISSING_REGISTER = -1.5
"""Nats for a register of the meter left unsaid: both are usually said together."""


@dataclass(frozen=True)
class Placed:
    """A value with its place; `zone` and `serial` None where the meter is not known."""

    value: Value
    zone: Zone | None
    serial: str | None
    register: RegisterExpected | None = None


@dataclass(frozen=True)
class Assignment:
    """Values placed, the sum of their log priors, and how many found no place."""

    placed: tuple[Placed, ...]
    score: float
    stray: int = 0


def zone_of(mark: Mark | None, zones: Sequence[Zone]) -> Zone | None:
    """The zone that `mark` names at a meter of these `zones`; a tariff's number is that of
    the meter's display."""
    if mark in _TARIFF:
        return next((zone for zone in zones if zone in _SHOWN[mark]), None)
    return None if mark is None else _NAMED.get(mark)


def _register_of(value: Value, meter: MeterExpected, free: list[RegisterExpected]) -> int | None:
    """The place in `free` of the register that the value's zone names; None if there is none."""
    zone = zone_of(value.zone, [register.zone for register in meter.registers])
    return next((i for i, r in enumerate(free) if r.zone is zone), None)


def _on_meter(values: Sequence[Value], meter: MeterExpected, wanted: Sequence[Zone]) -> Assignment:
    """Named values to their registers, bare ones to the rest in the order of the bill."""
    registers = [r for r in meter.registers if not wanted or r.zone in wanted]
    free = registers or list(meter.registers)
    places: dict[int, RegisterExpected] = {}
    for i, value in enumerate(values):
        at = None if value.zone is None else _register_of(value, meter, free)
        if at is not None:
            places[i] = free.pop(at)
    bare = [i for i, value in enumerate(values) if value.zone is None]
    places.update(_best_order(values, bare, free))
    missing = len(free) - len(places.keys() & set(bare))
    score = sum(SOME_VALUE + log_prior(int(values[i].digits), r) for i, r in places.items())
    score += STRAY_VALUE * (len(values) - len(places)) + MISSING_REGISTER * missing
    placed = tuple(Placed(values[i], r.zone, meter.serial, r) for i, r in sorted(places.items()))
    return Assignment(placed, score, len(values) - len(places))


def _best_order(
    values: Sequence[Value], bare: list[int], free: list[RegisterExpected]
) -> dict[int, RegisterExpected]:
    """Bare values in order to registers in order; where there are too many values (a number
    in a name, a floor), the most plausible of them."""
    size = min(len(bare), len(free))
    return max(
        (
            dict(zip(some, which, strict=True))
            for some in combinations(bare, size)
            for which in combinations(free, size)
        ),
        key=lambda places: sum(log_prior(int(values[i].digits), r) for i, r in places.items()),
    )


def _splits(count: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Ways to cut `count` values in order into `parts` runs, empty ones among them."""
    if parts == 1:
        yield (count,)
        return
    for first in range(count + 1):
        for rest in _splits(count - first, parts - 1):
            yield (first, *rest)


def _over_meters(
    values: Sequence[Value], meters: Sequence[MeterExpected], wanted: Sequence[Zone]
) -> Iterator[Assignment]:
    for order in permutations(meters, min(len(meters), 3)):
        for sizes in _splits(len(values), len(order)):
            placed: list[Placed] = []
            score, at, stray = 0.0, 0, 0
            for meter, size in zip(order, sizes, strict=True):
                run = values[at : at + size]
                at += size
                if not run:
                    continue
                part = _on_meter(run, meter, wanted)
                placed.extend(part.placed)
                score += part.score + _serial_score(run, meter)
                stray += part.stray
            yield Assignment(tuple(placed), score, stray)


def _serial_score(values: Sequence[Value], meter: MeterExpected) -> float:
    wrong = any(v.serial and not meter.serial.endswith(v.serial) for v in values)
    return STRAY_VALUE if wrong else 0.0


def assign(
    values: Sequence[Value], meters: Sequence[MeterExpected], wanted: Sequence[Zone] = ()
) -> list[Assignment]:
    """Assignments of `values` to `meters`, best first; different places only.

    `wanted` limits the registers to these zones. No meters: the zones that the words
    name by themselves.
    """
    if not values:
        return [Assignment((), 0.0)]
    if not meters:
        return [_without_meter(values)]
    best: dict[tuple[Placed, ...], Assignment] = {}
    for found in _over_meters(values, meters, wanted):
        if found.placed not in best or found.score > best[found.placed].score:
            best[found.placed] = found
    return sorted(best.values(), key=lambda a: -a.score)


def nowhere(values: Sequence[Value]) -> Assignment:
    """Corrections of what was not read: nothing to take, though it may be what was said."""
    return Assignment((), NO_PLACE * len(values), len(values))


def together(one: Assignment, other: Assignment) -> Assignment:
    """Both assignments."""
    placed = (*one.placed, *other.placed)
    return Assignment(placed, one.score + other.score, one.stray + other.stray)


def _unplaced(value: Value) -> float:
    return UNPLACED_VALUE + TOO_LONG_VALUE * max(0, len(value.digits) - MOST_DIGITS)


def _without_meter(values: Sequence[Value]) -> Assignment:
    marks = {v.zone for v in values}
    three = marks & {Mark.ZONE_T3, Mark.ZONE_PEAK, Mark.ZONE_HALF_PEAK}
    tariffs = ZONES_OF_DISPLAY[3 if three else 2]
    placed: list[Placed] = []
    for value in values:
        zone = zone_of(value.zone, tariffs)
        taken = zone in {p.zone for p in placed}
        placed.append(Placed(value, None if taken else zone, None))
    return Assignment(tuple(placed), sum(_unplaced(v) for v in values))
