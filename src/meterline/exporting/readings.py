"""Rows of the ledger, and apart from them what was computed instead of readings."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from meterline.exporting.batches import pages_of
from meterline.exporting.scope import Scope
from meterline.exporting.writers import Cells
from meterline.readings.models import Reading, Repeat, Source, Verdict
from meterline.readings.receipts import receipt_number

FIELDS = (
    *("pk", "register__meter__account__number", "register__meter__serial", "register__zone"),
    *("counted_for", "value", "source", "status"),
    *("received_at", "author", "evidence", "receipt_id"),
)

AGAIN = ("reading_id", "source", "received_at", "author", "evidence", "receipt_id")


class Origin(NamedTuple):
    """Where a value came from."""

    source: str
    received_at: datetime
    author: str
    evidence: str
    receipt: int | None


class Told(NamedTuple):
    """A row of the ledger with the latest word on it, or the same value given again."""

    pk: int
    account: str
    serial: str
    zone: str
    month: date
    value: int
    status: str
    reason: str
    origin: Origin


def readings(scope: Scope) -> Iterator[Cells]:
    """Rows in the order of `formats.READINGS`: of all sources, those not accepted too."""
    for page in pages(scope):
        for one in page:
            yield _cells(one)


def pages(scope: Scope) -> Iterator[list[Told]]:
    """What was read, some rows at once; a value given again follows its reading."""
    rows = Reading.objects.filter(
        **scope.of_branch("register__meter__account__branch"), **scope.of_months("counted_for")
    )
    for page in pages_of(rows.exclude(source=Source.COMPUTED)):
        yield list(_told(page))


def _told(page: Any) -> Iterator[Told]:
    found = list(page.values_list(*FIELDS))
    keys = [row[0] for row in found]
    words = _words(keys)
    again = _again(keys)
    for pk, account, serial, zone, month, value, source, status, *origin in found:
        word, reason = words.get(pk, (status, ""))
        for one in (Origin(source, *origin), *again[pk]):
            yield Told(pk, account, serial, zone, month, value, word, reason, one)


def _words(readings: list[int]) -> dict[int, tuple[str, str]]:
    """Reading's id → the latest verdict on it with its reason."""
    rows = Verdict.objects.filter(reading__in=readings).order_by("id")
    return {pk: (kind, why) for pk, kind, why in rows.values_list("reading_id", "kind", "reason")}


def _again(readings: list[int]) -> dict[int, list[Origin]]:
    found: dict[int, list[Origin]] = defaultdict(list)
    rows = Repeat.objects.filter(reading__in=readings).order_by("id")
    for pk, *origin in rows.values_list(*AGAIN):
        found[pk].append(Origin(*origin))
    return found


def _cells(one: Told) -> Cells:
    origin = one.origin
    return (
        *(one.account, one.serial, f"{one.month:%Y-%m}", one.zone, one.value),
        *(origin.source, one.status, one.reason[:1000]),
        origin.received_at.isoformat(timespec="seconds"),
        *(origin.author, origin.evidence),
        receipt_number(origin.receipt) if origin.receipt else None,
    )
