"""Energy between two readings of a point, whichever meters lie between them.

The old meter's closing value − its last reading + the new meter's reading − its opening value,
each × its own ratio (L7); meters that came and went in between add closing − opening.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from meterline.charging.law.control import registered
from meterline.charging.law.facts import Kind, MeterFacts, Shown
from meterline.charging.law.marks import Mark
from meterline.charging.law.results import Numbers
from meterline.charging.law.sharing import NOUGHT, whole
from meterline.language.zones import Zone


class Run(NamedTuple):
    """The way of one meter's registers between two readings of the point."""

    meter: MeterFacts
    start: Shown
    end: Shown
    kind: Kind | None
    """Who took the value at the end."""


def runs_between(meters: Sequence[MeterFacts], earlier: Mark, later: Mark) -> list[Run]:
    """The ways of all meters between two marks, in order.

    A meter without closing values is taken to have stood still since its last reading (D). The
    company takes closing values, so that they may lie below what was told (H14, D).
    """
    last = meters[later.meter]
    if earlier.meter == later.meter:
        return [Run(last, earlier.shown, later.shown, later.kind)]
    first = meters[earlier.meter]
    runs = [Run(first, earlier.shown, first.closing or earlier.shown, Kind.CONTROL)]
    runs += [
        Run(meter, meter.opening, meter.closing or meter.opening, Kind.CONTROL)
        for meter in meters[earlier.meter + 1 : later.meter]
    ]
    return [*runs, Run(last, last.opening, later.shown, later.kind)]


def energy_between(meters: Sequence[MeterFacts], earlier: Mark, later: Mark) -> dict[Zone, Decimal]:
    """kWh by zone between two neighbouring marks, whole after the ratio (L7, D)."""
    return total_of(runs_between(meters, earlier, later))


def total_of(runs: Iterable[Run]) -> dict[Zone, Decimal]:
    """kWh by zone of all runs, whole after the ratio (L7, D)."""
    energy: dict[Zone, Decimal] = {}
    for run in runs:
        ratio = run.meter.ratio
        for zone, counted in _counted(run).items():
            energy[zone] = energy.get(zone, NOUGHT) + counted * ratio
    return {zone: whole(value) for zone, value in energy.items()}


def _counted(run: Run) -> dict[Zone, int]:
    """Each register's own way; one that lacks a value at either end counts nothing (D)."""
    meter, start, end, kind = run
    return {
        zone: registered(start[zone], end[zone], meter.digits, kind)
        for zone in meter.zones
        if zone in start and zone in end
    }


def numbers_of(runs: Sequence[Run]) -> Numbers:
    """What a sentence tells of the runs: `0.serial`, `0.ratio`, `0.day.start`, `0.day.end` …"""
    numbers: dict[str, str | int | None] = {"runs": len(runs)}
    for place, run in enumerate(runs):
        numbers[f"{place}.serial"] = run.meter.serial
        numbers[f"{place}.ratio"] = str(run.meter.ratio)
        for zone, counted in _counted(run).items():
            numbers[f"{place}.{zone}.start"] = run.start[zone]
            numbers[f"{place}.{zone}.end"] = run.end[zone]
            numbers[f"{place}.{zone}.counted"] = counted
    return numbers


def shown_at_end(numbers: Numbers) -> Shown:
    """What the registers showed at the end of the runs that `numbers_of` told of."""
    last = int(numbers.get("runs") or 0) - 1
    ends = {zone: numbers.get(f"{last}.{zone}.end") for zone in Zone}
    return {zone: int(end) for zone, end in ends.items() if end is not None}
