"""Charges that hold, line by line, each line with its explanation."""

import json
from collections.abc import Iterator

from django.db.models import Prefetch

from meterline.charging.explained import explained
from meterline.charging.models import Charge, Line
from meterline.customers.models import Meter, MeteringPoint
from meterline.exporting.batches import in_batches
from meterline.exporting.scope import Scope
from meterline.exporting.writers import Cells

CHARGES_AT_ONCE = 500


def charges(scope: Scope) -> Iterator[Cells]:
    """Rows in the order of `formats.CHARGES`; a charge without lines has none."""
    for batch in batches_of(scope):
        points = Points(batch)
        for charge in batch:
            for line, sentence in explained(charge.lines.all()):
                yield _row(charge, line, sentence, points)


def batches_of(scope: Scope) -> Iterator[list[Charge]]:
    """Charges with their accounts and lines, some at once."""
    lines = Prefetch("lines", Line.objects.select_related("meter").order_by("place"))
    rows = Charge.objects.current().filter(
        **scope.of_branch("account__branch"), **scope.of_months("period")
    )
    yield from in_batches(rows.select_related("account").prefetch_related(lines), CHARGES_AT_ONCE)


class Points:
    """What the points of some charges' lines are called outside."""

    def __init__(self, charges: list[Charge]) -> None:
        keys = {line.point for charge in charges for line in charge.lines.all()}
        named = MeteringPoint.objects.filter(pk__in=[key for key in keys if key > 0])
        self._names = dict(named.values_list("pk", "name"))
        first = Meter.objects.filter(pk__in=[-key for key in keys if key < 0])
        self._meters = dict(first.values_list("pk", "serial"))

    def name(self, point: int) -> str:
        """A named point's name, else nothing."""
        return self._names.get(point, "")

    def meter(self, point: int) -> str:
        """The serial of an unnamed point's first meter, else nothing."""
        return self._meters.get(-point, "")


def _row(charge: Charge, line: Line, sentence: str, points: Points) -> Cells:
    return (
        charge.account.number,
        f"{charge.period:%Y-%m}",
        line.place,
        points.name(line.point),
        points.meter(line.point),
        line.meter.serial if line.meter else None,
        line.zone,
        line.step,
        f"{line.month:%Y-%m}",
        line.ground,
        line.reason,
        line.rule,
        *(line.energy, line.price, line.coefficient, line.amount),
        line.tariff,
        line.placeholder,
        json.dumps(line.numbers, ensure_ascii=False, sort_keys=True),
        sentence,
    )
