"""Consumption as bars: sizes and places for an SVG, computed; the template draws. Pure.

Bars lie, so that names of months and numbers stay readable on a small screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meterline.cabinet.consumption import Used
from meterline.language.zones import Zone

WIDTH = 300
LEFT = 56
"""Room for the names of months."""
RIGHT = 56
"""Room for the numbers."""
ROW = 26
BAR = 18


@dataclass(frozen=True)
class Piece:
    """A zone's part of a bar, in the picture's units."""

    zone: Zone
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """A month's bar: its top, the line of its texts, the place of its number; kWh by zone."""

    month: date
    y: int
    baseline: int
    pieces: tuple[Piece, ...]
    end: float
    by_zone: tuple[Decimal, ...]
    total: Decimal
    averaged: bool


@dataclass(frozen=True)
class Chart:
    """A picture of so many units."""

    width: int
    height: int
    left: int
    bar: int
    bars: tuple[Bar, ...]


def chart(used: Sequence[Used], zones: Sequence[Zone]) -> Chart | None:
    """The bars of some months; None where there is nothing to draw."""
    most = max((one.total for one in used), default=Decimal(0))
    if most <= 0:
        return None
    scale = (WIDTH - LEFT - RIGHT) / float(most)
    bars = tuple(_bar(one, place, zones, scale) for place, one in enumerate(used))
    return Chart(WIDTH, ROW * len(bars), LEFT, BAR, bars)


def _bar(used: Used, place: int, zones: Sequence[Zone], scale: float) -> Bar:
    pieces, x = [], float(LEFT)
    for zone in zones:
        width = float(used.energy.get(zone, Decimal(0))) * scale
        if width > 0:
            pieces.append(Piece(zone, round(x, 1), round(width, 1)))
            x += width
    y = place * ROW + (ROW - BAR) // 2
    return Bar(
        month=used.month,
        y=y,
        baseline=y + BAR - 4,
        pieces=tuple(pieces),
        end=round(x + 6, 1),
        by_zone=tuple(used.energy.get(zone, Decimal(0)) for zone in zones),
        total=used.total,
        averaged=used.averaged,
    )
