"""A figure by day as bars, drawn by the server: one series a chart, so grey tells all."""

from collections.abc import Sequence
from dataclasses import dataclass

from meterline.quality.tables import Column, Day

WIDTH, HEIGHT = 600.0, 120.0
"""The drawing's inside, in units of the picture; scale and days stand outside of it."""

MOST_GAP = 4.0
NICE = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Bar:
    """A day: the bar's place and size, and what is told of it."""

    x: str
    y: str
    width: str
    height: str
    told: str


@dataclass(frozen=True)
class Chart:
    """Bars from the first day to the last; `top` is the scale's end as it is written."""

    name: str
    bars: Sequence[Bar]
    top: str
    middle: str
    first: str
    last: str


def chart(column: Column, days: Sequence[Day], top: float | None) -> Chart:
    """A column of the table as a drawing. Days without the figure stay empty."""
    values = [column.value(day.tally) for day in days]
    end = top or nice(max((one for one in values if one is not None), default=0))
    step = WIDTH / max(1, len(days))
    gap = min(MOST_GAP, step / 4)
    bars = [
        _bar(at * step + gap / 2, step - gap, value / end, _told(column, days[at], value))
        for at, value in enumerate(values)
        if value is not None
    ]
    ends = (days[0].name, days[-1].name) if days else ("", "")
    return Chart(column.name, bars, _text(end, column), _text(end / 2, column), *ends)


def nice(value: float) -> float:
    """The least round number that is not smaller; 1 for nothing."""
    if value <= 0:
        return 1.0
    power = 1.0
    while power > value:
        power /= 10
    while power * 10 < value:
        power *= 10
    return next(power * one for one in NICE if power * one >= value)


def _bar(x: float, width: float, share: float, told: str) -> Bar:
    height = HEIGHT * min(1.0, share)
    return Bar(f"{x:.2f}", f"{HEIGHT - height:.2f}", f"{width:.2f}", f"{height:.2f}", told)


def _told(column: Column, day: Day, value: float) -> str:
    return f"{day.name}: {column.form.format(value).replace('.', ',')}"


def _text(value: float, column: Column) -> str:
    unit = " %" if "%" in column.form else ""
    return f"{value:.4g}{unit}".replace(".", ",")
