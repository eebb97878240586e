"""Rows that came into the ledger without a transmission: histories of another program.

They are too many for an entry each. One entry covers a whole import: for each table the
ranges of ids and one hash over all rows, so that a changed, removed or inserted one shows.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from meterline.readings.journal.chain import append, canonical, plain, writing
from meterline.readings.journal.ledger_rows import READING, RECEIPT, REPEAT
from meterline.readings.models import (
    AppendOnly,
    JournalEntry,
    Reading,
    Receipt,
    Repeat,
)

Range = list[int]
"""First and last id, both included."""

BATCH = 5000


@dataclass(frozen=True)
class Table:
    """A table of the ledger; `entry` leads from its row to the entry of its transmission."""

    name: str
    model: type[AppendOnly]
    columns: tuple[str, ...]
    entry: str


TABLES = (
    Table("receipts", Receipt, RECEIPT, "entry"),
    Table("readings", Reading, READING, "receipt__entry"),
    Table("repeats", Repeat, REPEAT, "receipt__entry"),
)


class Digest:
    """Ids and hash of rows that are taken in order of their ids."""

    def __init__(self) -> None:
        self.ranges: list[Range] = []
        self._hash = sha256()

    def take(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take rows, each with its id first."""
        for row in rows:
            self._hash.update(canonical([plain(value) for value in row]).encode() + b"\n")
            if self.ranges and self.ranges[-1][1] == row[0] - 1:
                self.ranges[-1][1] = row[0]
            else:
                self.ranges.append([row[0], row[0]])

    def summary(self) -> dict[str, Any]:
        """What is put on record of the rows."""
        return {"ranges": self.ranges, "sha256": self._hash.hexdigest()}


def note_past(what: str, author: str, digests: dict[str, Digest]) -> None:
    """Put rows on record by one entry; nothing where there are none."""
    taken = {name: digest.summary() for name, digest in digests.items() if digest.ranges}
    if taken:
        append(JournalEntry.Kind.HISTORY, {"what": what, "author": author, "tables": taken})


def begin(author: str) -> int:
    """Put on record what the ledger holds and the journal does not. Returns how many rows."""
    with writing():
        covered = covered_ranges()
        digests = {table.name: Digest() for table in TABLES}
        for table in TABLES:
            digests[table.name].take(_rows_outside(table, covered[table.name]))
        note_past("что было до журнала", author, digests)
    return sum(last - first + 1 for one in digests.values() for first, last in one.ranges)


def covered_ranges() -> dict[str, list[Range]]:
    """Table's name → ranges of ids that entries of this kind cover, in order."""
    found: dict[str, list[Range]] = {table.name: [] for table in TABLES}
    entries = JournalEntry.objects.filter(kind=JournalEntry.Kind.HISTORY)
    for body in entries.values_list("body", flat=True):
        for name, taken in json.loads(body)["tables"].items():
            found[name] += taken["ranges"]
    return {name: sorted(ranges) for name, ranges in found.items()}


def outside(table: Table, covered: Sequence[Range]) -> Iterator[Any]:
    """Query sets of rows that no entry covers, in order of their ids."""
    rows = table.model.objects.filter(**{f"{table.entry}__isnull": True}).order_by("pk")
    after = 0
    for first, last in covered:
        if first > after + 1:
            yield rows.filter(pk__gt=after, pk__lt=first)
        after = max(after, last)
    yield rows.filter(pk__gt=after)


def _rows_outside(table: Table, covered: Sequence[Range]) -> Iterator[tuple[Any, ...]]:
    for rows in outside(table, covered):
        yield from rows.values_list(*table.columns).iterator(BATCH)


def same_rows(name: str, summary: dict[str, Any]) -> bool:
    """Whether a table still holds just the rows that an entry covers."""
    table = next(one for one in TABLES if one.name == name)
    digest = Digest()
    for first, last in summary["ranges"]:
        rows = table.model.objects.filter(pk__range=(first, last)).order_by("pk")
        digest.take(rows.values_list(*table.columns).iterator(BATCH))
    return digest.summary() == summary
