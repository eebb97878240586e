"""Rows of the ledger as the journal puts them on record, the same when it is checked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from meterline.readings.journal.chain import plain

ORIGIN = ("source", "author", "call_id", "evidence", "received_at")
"""Columns that all rows of one transmission share."""

RECEIPT = (
    *("id", "account_id", "issued_at", "key", "same_as_id", "consumption"),
    *("late", "early", "duplicate", "under_review"),
)
READING = (
    *("id", "receipt_id", "register_id", "value", "period", "counted_for", "corrects_id"),
    *("status", "name_confirmed", *ORIGIN),
)
REPEAT = ("id", "receipt_id", "reading_id", *ORIGIN)
VERDICT = ("id", "receipt_id", "reading_id", "kind", "reason", *ORIGIN)

Plain = dict[str, Any]
"""A row's columns as JSON holds them."""


def taken(names: Sequence[str], values: Iterable[Any]) -> Plain:
    """A row that was read as `values_list(*names)`."""
    return {name: plain(value) for name, value in zip(names, values, strict=True)}


def row_of(names: Sequence[str], row: object) -> Plain:
    """A row that was just written."""
    return {name: plain(getattr(row, name)) for name in names}


def transmission(
    receipt: Plain, readings: Iterable[Plain], repeats: Iterable[Plain]
) -> dict[str, Any]:
    """A receipt with its rows, in order of their ids; what is empty is left out."""
    return {
        "receipt": short(receipt),
        "readings": [short(one) for one in sorted(readings, key=_id)],
        "repeats": [short(one) for one in sorted(repeats, key=_id)],
    }


def short(row: Mapping[str, Any]) -> Plain:
    """A row without what is empty."""
    return {
        name: value
        for name, value in row.items()
        if value is not None and value is not False and value != ""
    }


def _id(row: Plain) -> int:
    number: int = row["id"]
    return number
