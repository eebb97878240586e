"""Histories of another program on their way into the ledger: many rows, no receipts."""

from collections.abc import Sequence

from meterline.readings.journal.ledger_rows import READING, REPEAT
from meterline.readings.journal.past import Digest, note_past
from meterline.readings.models import Reading, Repeat


class Intake:
    """One import's rows: stored batch by batch, put on record by one entry at the end.

    Use it within one transaction: rows without their entry would be found fault with.
    """

    def __init__(self) -> None:
        self._readings, self._repeats = Digest(), Digest()

    def store(self, readings: Sequence[Reading], repeats: Sequence[Repeat]) -> None:
        """Add rows; a repeat may name a reading of the same batch."""
        added = Reading.objects.bulk_create(readings)
        self._readings.take([[getattr(one, name) for name in READING] for one in added])
        again = Repeat.objects.bulk_create(repeats)
        self._repeats.take([[getattr(one, name) for name in REPEAT] for one in again])

    def close(self, what: str, author: str) -> None:
        """Put on record what was stored: `what` names the file, `author` who brought it."""
        note_past(what, author, {"readings": self._readings, "repeats": self._repeats})
