"""branches.csv"""

from pathlib import Path

from meterline.customers.models import Branch
from meterline.importing.base import Run, Seen, assign
from meterline.importing.formats import BRANCHES
from meterline.importing.report import FileReport
from meterline.importing.table import Row, read_rows


def import_branches(path: Path, run: Run, report: FileReport) -> None:
    """Add branches and bring known ones up to date."""
    known = {branch.key: branch for branch in Branch.objects.all()}
    seen = Seen(report)
    for row in read_rows(path, BRANCHES, report):
        run.mentioned.add(("branch", row.cells.get("key")))
        if row.good and _fits(row, seen, report) and not run.failed:
            _store(row, known.get(row["key"]), report)


def _fits(row: Row, seen: Seen, report: FileReport) -> bool:
    if row["window_from"] > row["window_to"]:
        reason = "приём не может кончаться раньше, чем начинается"
        report.blame(row.line, "window_to", str(row["window_to"]), reason)
        return False
    return not seen.again(row["key"], row.line, "key", row["key"])


def _store(row: Row, known: Branch | None, report: FileReport) -> None:
    if known is None:
        Branch.objects.create(**row.cells)
        report.added += 1
    elif assign(known, row.cells):
        known.save()
        report.changed += 1
    else:
        report.unchanged += 1
