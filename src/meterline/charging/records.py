"""A charge of the law as rows of the tables."""

import json
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from meterline.charging.law.facts import ESTIMATES, Ground
from meterline.charging.law.results import Charge, Line

LINE_FIELDS = (
    "place",
    "point",
    "meter",
    "zone",
    "step",
    "month",
    "ground",
    "reason",
    "rule",
    "energy",
    "price",
    "coefficient",
    "amount",
    "tariff",
    "placeholder",
    "numbers",
)
"""What `Record.lines` hold, in this order; the charge's id is added when it is stored."""

CHARGE_FIELDS = ("energy", "amount", "ground", "reason", "estimated", "issuable", "digest")
"""What `Record.charge` holds."""


@dataclass(frozen=True)
class Record:
    """A charge as values of columns, and what tells it from another."""

    charge: tuple[Any, ...]
    lines: tuple[tuple[Any, ...], ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the lines."""
        return str(self.charge[-1])


def record_of(charge: Charge) -> Record:
    """The rows of a charge. The same charge gives the same digest everywhere."""
    lines = tuple(_line(place, line) for place, line in enumerate(charge.lines, 1))
    chief = chief_line(charge)
    values = (
        str(charge.energy),
        str(charge.amount),
        chief.portion.ground.value if chief else "",
        reason_of(chief) if chief else "",
        any(line.portion.ground in ESTIMATES for line in charge.lines),
        charge.issuable,
        sha256(repr(lines).encode()).hexdigest(),
    )
    return Record(values, lines)


def chief_line(charge: Charge) -> Line | None:
    """The line by which a charge is counted: the dearest, and no refund where there is another."""
    return max(charge.lines, key=_weight, default=None)


def _weight(line: Line) -> tuple[bool, Decimal, Decimal]:
    return line.portion.ground != Ground.REFUND, abs(line.amount), abs(line.energy)


def reason_of(line: Line) -> str:
    """The reason's value, empty where the line rests on readings."""
    return line.portion.reason.value if line.portion.reason else ""


def _line(place: int, line: Line) -> tuple[Any, ...]:
    portion = line.portion
    return (
        place,
        portion.point,
        portion.meter,
        line.zone.value,
        line.step,
        portion.month.isoformat(),
        portion.ground.value,
        reason_of(line),
        portion.rule,
        str(line.energy),
        str(line.price),
        str(portion.coefficient),
        str(line.amount),
        line.tariff,
        line.placeholder,
        json.dumps(dict(portion.numbers), ensure_ascii=False, sort_keys=True),
    )
