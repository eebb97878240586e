"""Import of files: everything is stored, or nothing is and the report says why."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from meterline.customers.models import ImportRun
from meterline.errors import Mendable
from meterline.importing.base import Run
from meterline.importing.branches import import_branches, import_days, import_windows
from meterline.importing.charges import import_charges
from meterline.importing.customers import import_customers
from meterline.importing.gis_ids import import_gis_ids
from meterline.importing.maps import PLAIN_MAP, ColumnMap
from meterline.importing.meters import import_meters
from meterline.importing.points import import_acts, import_points
from meterline.importing.readings import import_readings
from meterline.importing.report import FileReport, ImportReport
from meterline.importing.sources import lines_of
from meterline.importing.table import Lines

Importer = Callable[[Lines, Run, FileReport], None]

IMPORTERS: dict[str, Importer] = {
    "branches": import_branches,
    "windows": import_windows,
    "days": import_days,
    "customers": import_customers,
    "points": import_points,
    "meters": import_meters,
    "acts": import_acts,
    "readings": import_readings,
    "charges": import_charges,
    "gis-ids": import_gis_ids,
}
"""What a file holds → how it is read, in the order in which one needs the other."""

Progress = Callable[[str, int], None]
"""Hears the name of a file and how many of its lines have been read."""

LINES_A_STEP = 1000


@dataclass(frozen=True)
class Manner:
    """How an import is done: who does it, whether it only tries, who hears of its progress.

    `columns` is the column map of the files. With `despite_totals` a registry is taken though
    its own totals disagree: somebody has looked at it.
    """

    author: str = "import"
    dry_run: bool = False
    progress: Progress | None = None
    columns: ColumnMap = PLAIN_MAP
    despite_totals: bool = False


PLAIN = Manner()


def import_folder(folder: Path, at: datetime, manner: Manner = PLAIN) -> ImportReport:
    """Import `branches.csv`, `customers.csv` and so on (see IMPORTERS), those there are.

    `at` is when the files were received. Raises Mendable where there is none of them.
    """
    files = [(kind, folder / f"{kind}.csv") for kind in IMPORTERS]
    found = [(kind, path) for kind, path in files if path.exists()]
    if not found:
        names = ", ".join(path.name for _, path in files)
        raise Mendable(f"{folder} holds nothing to import", f"name a folder with {names}")
    return _import(found, at, manner)


def import_file(kind: str, path: Path, at: datetime, manner: Manner = PLAIN) -> ImportReport:
    """Import one file: CSV, XLSX or, of readings and charges, JSON. `kind`: see IMPORTERS."""
    return _import([(kind, path)], at, manner)


def _import(files: Sequence[tuple[str, Path]], at: datetime, manner: Manner) -> ImportReport:
    run = Run(at, manner.author)
    with transaction.atomic():
        for kind, path in files:
            report = FileReport(path.name)
            run.reports.append(report)
            lines = lines_of(kind, path, manner.columns, report)
            IMPORTERS[kind](watched(lines, path.name, manner.progress), run, report)
            if not run.failed:
                note_run(kind, path, run, report)
        if run.failed or manner.dry_run:
            transaction.set_rollback(True)
    return ImportReport(tuple(run.reports), dry_run=manner.dry_run)


def watched(lines: Lines, file: str, progress: Progress | None) -> Lines:
    """The same lines, while somebody hears how many have been read."""
    return lines if progress is None else _told(lines, file, progress)


def _told(lines: Lines, file: str, progress: Progress) -> Iterator[tuple[int, Sequence[str]]]:
    line = 0
    for line, cells in lines:
        if line % LINES_A_STEP == 0:
            progress(file, line)
        yield line, cells
    progress(file, line)


def note_run(kind: str, path: Path, run: Run, report: FileReport) -> None:
    """Keep that the file was imported: what it added has no other record."""
    if report.added + report.changed:
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        ImportRun.objects.create(
            at=run.at,
            author=run.author[:100],
            kind=kind,
            file=path.name[:200],
            sha256=digest,
            added=report.added,
            changed=report.changed,
            unchanged=report.unchanged,
        )
