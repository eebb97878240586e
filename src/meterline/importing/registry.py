"""Registries: payments and current readings of a file, each through the one way into its ledger.

Whether the file is whole is checked first: a file whose form or totals are wrong hands over
nothing. Then each row stands for itself: what the history does not bear out is stored for a
person to look at, and what no account or meter can be found for is kept as a held row.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, transaction

from meterline.customers.models import ImportRun
from meterline.importing.handed import Handed, read_handed, sender_of
from meterline.importing.handover import Handover, Outcome
from meterline.importing.report import FileReport
from meterline.importing.services import PLAIN, Manner
from meterline.importing.taking import Batch, Evidence
from meterline.importing.waiting import fresh, keep, release

AT_ONCE = 500
"""Rows of one transaction: others wait for its end, so it is short."""


def import_registry(path: Path, at: datetime, manner: Manner = PLAIN) -> Handover:
    """Hand over what a file received at `at` holds. A second time changes nothing.

    A dry run tells what would happen; rows of one account are then looked at each by itself.
    """
    report = FileReport(path.name)
    rows = read_handed(path, manner.columns, report)
    if manner.despite_totals:
        report.pass_over()
    done = Handover(file=report, dry_run=manner.dry_run)
    if not report.problems:
        _Work(path, at, manner, done).take(rows)
    return done


class _Work:
    """The rows of a file on their way."""

    def __init__(self, path: Path, at: datetime, manner: Manner, done: Handover) -> None:
        self._at = at
        self._manner = manner
        self._done = done
        self._file = Evidence(path, sender_of(path, manner.columns), at, manner.author)
        self._run: ImportRun | None = None

    def take(self, rows: Sequence[Handed]) -> None:
        """Hand every row over, some hundreds in a transaction."""
        stream = iter(rows)
        with _rows_left_alone():
            while some := list(islice(stream, AT_ONCE)):
                self._done.add(self._surely_taken(some))
                if self._manner.progress:
                    self._manner.progress(self._file.name, some[-1].line)
        if self._run:
            self._run.added, self._run.unchanged = self._done.stored, self._done.known
            self._run.save(update_fields=["added", "unchanged"])

    def _surely_taken(self, rows: list[Handed]) -> Outcome:
        try:
            return self._taken(rows)
        except IntegrityError:
            # Another program took one of these payments meanwhile: now it is seen.
            return self._taken(rows)

    def _taken(self, rows: list[Handed]) -> Outcome:
        with transaction.atomic():
            batch = Batch(self._file, self._at, self._done.file, store=not self._manner.dry_run)
            batch.take(rows)
            run = self._noted(batch) if not self._manner.dry_run else None
            if self._manner.dry_run:
                transaction.set_rollback(True)
        self._run = run
        return batch.outcome

    def _noted(self, batch: "Batch") -> ImportRun | None:
        """Keep that the file was loaded, once it brought anything, and the rows that wait."""
        waiting = fresh(self._file.sender, batch.held)
        run = self._run
        if run is None and (batch.stored or waiting):
            run = self._file.run(self._done.file)
        if run:
            held = [one.key(self._file.sender) for one in batch.held]
            release(self._file.sender, batch.stored, held)
            keep(run, self._file.sender, waiting)
        return run


@contextmanager
def _rows_left_alone() -> Iterator[None]:
    """Spare the collector of cycles the rows of the file, which it would walk again and again.

    It took a quarter of the time of a registry of 20,000 rows.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
