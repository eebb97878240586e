"""Made-up readings as rows of the ledger, put on record in the journal as a history."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from django.db import connection

from meterline.customers.bulk import insert_rows, reserve_ids
from meterline.readings.journal.ledger_rows import READING
from meterline.readings.journal.past import Digest, note_past
from meterline.readings.models import Reading
from meterline.synth.made import Given, Moment

FIELDS = tuple(name.removesuffix("_id") for name in READING)
RECEIVED = READING.index("received_at")

WHAT = "придуманная история показаний"


class History:
    """Readings on their way into the ledger, and the hash over all of them."""

    def __init__(self) -> None:
        self._digest = Digest()
        # SQLite keeps text as it is given, and Django wants moments without a zone there.
        self._as_kept = connection.vendor == "postgresql"

    def add(self, readings: Iterable[tuple[Sequence[int], Given]]) -> None:
        """Insert readings, each with the ids of its meter's registers."""
        rows = [row for registers, one in readings for row in _rows(registers, one)]
        ids = reserve_ids(Reading, len(rows))
        noted = [(pk, *row) for pk, row in zip(ids, rows, strict=True)]
        self._digest.take(noted)
        insert_rows(
            Reading, FIELDS, noted if self._as_kept else [_for_sqlite(row) for row in noted]
        )

    def put_on_record(self, author: str) -> int:
        """Note all of it in the journal by one entry. Returns how many rows there are."""
        note_past(WHAT, author, {"readings": self._digest})
        return sum(last - first + 1 for first, last in self._digest.ranges)


def _rows(registers: Sequence[int], one: Given) -> Iterable[tuple[Any, ...]]:
    """Columns of the ledger but for the id, in the order of `READING` and as it hashes them."""
    period, counted_for = one.period.isoformat(), one.counted_for.isoformat()
    origin = (one.source, "", None, "", _hashed(one.at))
    ends = (period, counted_for, None, Reading.Status.ACCEPTED.value, True, *origin)
    return zip(repeat(None), registers, one.values, *map(repeat, ends), strict=False)


def _hashed(at: Moment) -> str:
    """A moment as the journal writes it (`chain.plain`), which PostgreSQL reads too."""
    return f"{at.day}T{at.time}.000000+00:00"


def _for_sqlite(row: tuple[Any, ...]) -> tuple[Any, ...]:
    moment = row[RECEIVED]
    return (*row[:RECEIVED], f"{moment[:10]} {moment[11:19]}", *row[RECEIVED + 1 :])
