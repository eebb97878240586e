"""Import of files: everything is stored, or nothing is and the report says why."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from meterline.errors import Mendable
from meterline.importing.base import Run
from meterline.importing.branches import import_branches
from meterline.importing.customers import import_customers
from meterline.importing.meters import import_meters
from meterline.importing.readings import import_readings
from meterline.importing.report import FileReport, ImportReport

Importer = Callable[[Path, Run, FileReport], None]

IMPORTERS: dict[str, Importer] = {
    "branches": import_branches,
    "customers": import_customers,
    "meters": import_meters,
    "readings": import_readings,
}
"""What a file holds → how it is read, in the order in which one needs the other."""


def import_folder(folder: Path, at: datetime) -> ImportReport:
    """Import `branches.csv`, `customers.csv`, `meters.csv` and `readings.csv`, those there are.

    `at` is when the files were received. Raises Mendable where there is none of them.
    """
    files = [(kind, folder / f"{kind}.csv") for kind in IMPORTERS]
    found = [(kind, path) for kind, path in files if path.exists()]
    if not found:
        names = ", ".join(path.name for _, path in files)
        raise Mendable(f"{folder} holds nothing to import", f"name a folder with {names}")
    return _import(found, at)


def import_file(kind: str, path: Path, at: datetime) -> ImportReport:
    """Import one file. `kind` is a key of IMPORTERS."""
    return _import([(kind, path)], at)


def _import(files: Sequence[tuple[str, Path]], at: datetime) -> ImportReport:
    run = Run(at)
    with transaction.atomic():
        for kind, path in files:
            report = FileReport(path.name)
            run.reports.append(report)
            IMPORTERS[kind](path, run, report)
        if run.failed:
            transaction.set_rollback(True)
    return ImportReport(tuple(run.reports))
