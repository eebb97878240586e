"""Questions to the ledger, each answered for many registers at once.

What holds is told by three things: the row's own status, the latest verdict on it, and the
precedence of its source. Verdicts are few, so they are read apart, once a question, and not
joined to every row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from meterline.readings.history import Dated
from meterline.readings.models import OWN, PRECEDENCE, Reading, Repeat, Source, Verdict

Actual = dict[int, list[Dated]]
"""Register's id → its actual readings in order of their billing periods."""

ACCEPTED = Reading.Status.ACCEPTED.value
OVERRULED = frozenset({Verdict.Kind.REJECTED.value, Verdict.Kind.CANCELLED.value})


class Row(NamedTuple):
    """One row of the ledger as it is looked upon now: `status` is the latest word on it."""

    pk: int
    register: int
    period: date
    value: int
    source: str
    status: str
    receipt: int | None

    @property
    def accepted(self) -> bool:
        """Whether it may be used."""
        return self.status == ACCEPTED


def actual_readings(registers: Iterable[int], before: date, since: date = date.min) -> Actual:
    """The readings that hold, for billing periods from `since` to before `before`."""
    return holding(
        Reading.objects.filter(
            register_id__in=registers, counted_for__gte=since, counted_for__lt=before
        )
    )


def holding(rows: QuerySet[Any]) -> Actual:
    """Which of some rows of the ledger hold. Give all rows of a register and period or none."""
    return held(rows_now(rows))


def held(rows: Iterable[Row]) -> Actual:
    """Which of some rows hold; they come in the order of `rows_now`."""
    found: Actual = defaultdict(list)
    rank = 0
    for row in rows:
        if not row.accepted:
            continue
        readings, own = found[row.register], PRECEDENCE.get(row.source, 0)
        if readings and readings[-1][0] == row.period:
            if own < rank:
                continue
            readings.pop()
        readings.append((row.period, row.value))
        rank = own
    return found


def rows_now(rows: QuerySet[Any]) -> Iterator[Row]:
    """Rows with the latest word on each, by register, period and time; no computed ones."""
    words = latest_words(rows)
    ordered = rows.order_by("register_id", "counted_for", "received_at", "id")
    fields = ("pk", "register_id", "counted_for", "value", "source", "status", "receipt_id")
    for pk, register, period, value, source, status, receipt in ordered.values_list(*fields):
        if source != Source.COMPUTED:
            yield Row(pk, register, period, value, source, words.get(pk, status), receipt)


def latest_words(rows: QuerySet[Any]) -> dict[int, str]:
    """Reading's id → the latest verdict on it, for those of some rows that have any."""
    told = Verdict.objects.filter(reading__in=rows.order_by().values("pk"))
    return dict(told.order_by("id").values_list("reading_id", "kind"))


def given(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Register's id → those of some rows that no verdict overrules, latest last."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.status not in OVERRULED:
            found[row.register].append(row)
    return found


def seen_by_company(rows: Iterable[Row]) -> dict[int, Row]:
    """Register's id → the latest of some rows that a controller or the meter itself bears out.

    A row bears its own source, and those of the same value given again.
    """
    used = [row for row in rows if row.accepted]
    if not used:
        return {}
    repeats = Repeat.objects.filter(reading_id__in=[row.pk for row in used], source__in=OWN)
    again = set(repeats.values_list("reading_id", flat=True))
    return {row.register: row for row in used if row.source in OWN or row.pk in again}
