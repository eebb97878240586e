"""Lines of charges as the tables keep them, each with its sentence."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from meterline.charging.law.explaining import explain
from meterline.charging.law.facts import Ground, Reason
from meterline.charging.law.results import Line, Portion
from meterline.charging.models import Line as Row
from meterline.language.zones import Zone


class Explained(NamedTuple):
    """A row with the Russian sentence that explains it."""

    row: Row
    sentence: str


def explained(rows: Iterable[Row]) -> list[Explained]:
    """Rows of one charge, each explained."""
    rows = list(rows)
    return [Explained(row, explain(line)) for row, line in zip(rows, law_lines(rows), strict=True)]


def law_lines(rows: list[Row]) -> list[Line]:
    """The lines of a charge as the law made them. A portion has the energy of all its lines."""
    return [_line(row, _portion(row, rows)) for row in rows]


def _line(row: Row, portion: Portion) -> Line:
    return Line(
        portion=portion,
        zone=Zone(row.zone),
        step=row.step,
        energy=row.energy,
        price=row.price,
        amount=row.amount,
        tariff=row.tariff,
        placeholder=row.placeholder,
    )


def _portion(row: Row, rows: list[Row]) -> Portion:
    energy: dict[Zone, Decimal] = {}
    for one in rows:
        if _key(one) == _key(row):
            energy[Zone(one.zone)] = energy.get(Zone(one.zone), Decimal(0)) + one.energy
    return Portion(
        point=row.point,
        meter=row.meter_id,
        month=row.month,
        ground=Ground(row.ground),
        energy=energy,
        rule=row.rule,
        reason=Reason(row.reason) if row.reason else None,
        coefficient=row.coefficient,
        numbers=row.numbers,
    )


def _key(row: Row) -> tuple[object, ...]:
    """What a portion has once a charge."""
    return row.point, row.meter_id, row.month, row.ground, row.rule, row.reason, row.coefficient
