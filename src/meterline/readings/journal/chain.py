"""The chain of the journal: each entry's hash covers the entry and the hash before it.

A changed, removed or inserted entry breaks the chain from there on; a cut-off end shows
only against a hash that was kept elsewhere (`meterline journal head`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from meterline.customers.bulk import insert_objects
from meterline.readings.models import JournalEntry

START = "0" * 64
"""What stands for the hash before the first entry."""

LOCK = 0x6D657465726C6A6E
"""Key of PostgreSQL's advisory lock: «meterljn»."""

COVERED = ("number", "at", "kind", "receipt_id", "verdict_id", "call_id", "body", "previous")
"""Columns of an entry that its hash covers."""

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@dataclass(frozen=True)
class Head:
    """The end of the chain: the last entry's number (0 where there is none) and hash."""

    number: int
    hash: str


def canonical(value: object) -> str:
    """JSON of plain values in the one form that is hashed: sorted keys, no spaces, UTF-8."""
    return _encoder.encode(value)


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it; moments in UTC to the microsecond."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, date | UUID) else value


def hash_of(columns: Mapping[str, Any]) -> str:
    """The hash of an entry's columns, all but `hash`; SHA-256, hexadecimal."""
    covered = [plain(columns[name]) for name in COVERED]
    return sha256(canonical(covered).encode()).hexdigest()


def head() -> Head:
    """The last entry's number and hash."""
    last = JournalEntry.objects.order_by("-number").values_list("number", "hash").first()
    return Head(*last) if last else Head(0, START)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that is the journal's only writer from here to its end.

    In SQLite every transaction is the only writer; PostgreSQL holds a lock for it.
    """
    with transaction.atomic(savepoint=False):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


@dataclass(frozen=True)
class Note:
    """An entry to be; `about` is what it is about (`receipt_id`, `verdict_id`, `call_id`)."""

    kind: JournalEntry.Kind
    body: Mapping[str, Any]
    about: Mapping[str, Any]


def append(kind: JournalEntry.Kind, body: Mapping[str, Any], **about: Any) -> JournalEntry:
    """Add an entry.

    It comes last in a transaction, since others wait for its end with theirs.
    """
    [added] = append_all([Note(kind, body, about)])
    return added


def append_all(notes: Iterable[Note]) -> list[JournalEntry]:
    """Add entries one after the other, as `append` would."""
    with writing():
        added = list(_chained(notes, head()))
        insert_objects(added)
        return added


def _chained(notes: Iterable[Note], before: Head) -> Iterator[JournalEntry]:
    """Entries that each name the one before."""
    for note in notes:
        columns = {
            "number": before.number + 1,
            "at": timezone.now(),
            "kind": note.kind.value,
            "receipt_id": note.about.get("receipt_id"),
            "verdict_id": note.about.get("verdict_id"),
            "call_id": note.about.get("call_id"),
            "body": canonical(note.body),
            "previous": before.hash,
        }
        entry = JournalEntry(**columns, hash=hash_of(columns))
        before = Head(entry.number, entry.hash)
        yield entry
