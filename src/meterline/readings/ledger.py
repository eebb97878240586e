"""Questions to the ledger, each answered for many registers at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from meterline.readings.history import Dated
from meterline.readings.models import Reading

Actual = dict[int, list[Dated]]
"""Register's id → its actual readings in order of their billing periods."""


def actual_readings(registers: Iterable[int], before: date, since: date = date.min) -> Actual:
    """The readings that hold, for billing periods from `since` to before `before`.

    Of several rows for one billing period the latest accepted one holds.
    """
    return holding(
        Reading.objects.filter(
            register_id__in=registers, counted_for__gte=since, counted_for__lt=before
        )
    )


def holding(rows: QuerySet[Any]) -> Actual:
    """Which of some rows of the ledger hold."""
    found: Actual = defaultdict(list)
    accepted = rows.filter(status=Reading.Status.ACCEPTED)
    ordered = accepted.order_by("register_id", "counted_for", "id")
    for register, period, value in ordered.values_list("register_id", "counted_for", "value"):
        readings = found[register]
        if readings and readings[-1][0] == period:
            readings.pop()
        readings.append((period, value))
    return found


def latest_rows(registers: Iterable[int], counted_for: date) -> dict[int, Reading]:
    """Register's id → its latest row for a billing period, accepted or not."""
    rows = Reading.objects.filter(register_id__in=registers, counted_for=counted_for)
    return {row.register_id: row for row in rows.order_by("id")}
