"""Entries of the journal beside the rows of the ledger that they tell of."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from meterline.readings.journal.ledger_rows import (
    READING,
    RECEIPT,
    REPEAT,
    VERDICT,
    Plain,
    short,
    taken,
    transmission,
)
from meterline.readings.journal.past import same_rows
from meterline.readings.models import JournalEntry, Reading, Receipt, Repeat, Verdict

Entry = Mapping[str, Any]
"""An entry's columns, and its body read as `content`."""

Kind = JournalEntry.Kind

DIFFERS = "не сходится с таблицей показаний: там изменено, удалено или добавлено"


def differing(entries: Sequence[Entry]) -> Iterator[tuple[int, str]]:
    """Number and reason for each entry whose rows are not what it tells, a few queries in all."""
    transmitted = _transmitted([one["receipt_id"] for one in entries if one["receipt_id"]])
    decided = _decided([one["verdict_id"] for one in entries if one["verdict_id"]])
    same: dict[str, Callable[[Entry], bool]] = {
        Kind.TRANSMISSION: lambda one: _told(one) == transmitted.get(one["receipt_id"]),
        Kind.VERDICT: lambda one: _told(one) == decided.get(one["verdict_id"]),
        Kind.HISTORY: _history_stands,
        Kind.EVIDENCE: lambda one: True,
    }
    for one in entries:
        if one["kind"] not in same or not same[one["kind"]](one):
            yield one["number"], DIFFERS


def _told(entry: Entry) -> Any:
    return entry["content"].get("rows", "")


def _history_stands(entry: Entry) -> bool:
    tables: dict[str, Any] = entry["content"].get("tables", {})
    return all(same_rows(name, summary) for name, summary in tables.items())


def _transmitted(receipts: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Receipt's id → what the ledger holds of its transmission now."""
    found = Receipt.objects.filter(pk__in=receipts).values_list(*RECEIPT)
    readings = _by_receipt(READING, Reading.objects.filter(receipt_id__in=receipts))
    repeats = _by_receipt(REPEAT, Repeat.objects.filter(receipt_id__in=receipts))
    return {
        row[0]: transmission(taken(RECEIPT, row), readings[row[0]], repeats[row[0]])
        for row in found
    }


def _by_receipt(columns: tuple[str, ...], rows: QuerySet[Any]) -> dict[int, list[Plain]]:
    found: dict[int, list[Plain]] = defaultdict(list)
    for row in rows.order_by().values_list(*columns):
        one = taken(columns, row)
        found[one["receipt_id"]].append(one)
    return found


def _decided(verdicts: Sequence[int]) -> dict[int, Plain]:
    rows = Verdict.objects.filter(pk__in=verdicts).order_by().values_list(*VERDICT)
    return {row[0]: short(taken(VERDICT, row)) for row in rows}
