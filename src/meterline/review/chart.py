"""A register's values month by month as a line: places for an SVG, computed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from meterline.readings.periods import months_between

WIDTH, HEIGHT = 480, 170
LEFT, RIGHT, TOP, BOTTOM = 40, 40, 30, 30
NAMED = 3
"""There is room for the name of every third month, the last one's among them."""


@dataclass(frozen=True)
class Shown:
    """A value of a month; `doubted` is the one to be decided about."""

    month: date
    value: int
    doubted: bool = False


@dataclass(frozen=True)
class Point:
    """A value's place, in the picture's units."""

    shown: Shown
    x: float
    y: float
    named: bool
    """Whether there is room for the month's name."""


@dataclass(frozen=True)
class Chart:
    """Points in order; `line` joins those that hold, `doubt` leads from the last to the doubted."""

    points: tuple[Point, ...]
    line: str
    doubt: str
    width: int = WIDTH
    height: int = HEIGHT
    ground: int = HEIGHT - BOTTOM


def chart(values: Sequence[Shown]) -> Chart | None:
    """The picture of some values in order of months; None where they are of one month."""
    last = months_between(values[0].month, values[-1].month) if values else 0
    if last < 1:
        return None
    lowest = min(one.value for one in values)
    span = max(one.value for one in values) - lowest or 1
    points = tuple(
        Point(
            one,
            round(LEFT + place * (WIDTH - LEFT - RIGHT) / last, 1),
            round(HEIGHT - BOTTOM - (one.value - lowest) / span * (HEIGHT - TOP - BOTTOM), 1),
            (last - place) % NAMED == 0,
        )
        for one in values
        for place in [months_between(values[0].month, one.month)]
    )
    held = [one for one in points if not one.shown.doubted]
    doubted = [one for one in points if one.shown.doubted]
    return Chart(points, _line(held), _line([*held[-1:], *doubted[:1]]) if doubted else "")


def _line(points: Sequence[Point]) -> str:
    return " ".join(f"{one.x},{one.y}" for one in points)
