"""branches.csv, windows.csv and days.csv: branches with their windows and calendars."""

from typing import Any

from meterline.customers.models import Branch, BranchDay, SubmissionWindow
from meterline.importing.base import Run, Seen
from meterline.importing.formats import BRANCHES, DAYS, WINDOWS
from meterline.importing.report import FileReport
from meterline.importing.table import Columns, Lines, Row, read_rows
from meterline.importing.writing import NewRows, Updates


def import_branches(lines: Lines, run: Run, report: FileReport) -> None:
    """Add branches and bring known ones up to date."""
    known = {branch.key: branch for branch in Branch.objects.all()}
    seen, new, updates = Seen(report), NewRows(Branch), Updates(run.by(report))
    for row in read_rows(lines, BRANCHES, report):
        run.mentioned.add(("branch", row.cells.get("key")))
        if not row.good or seen.again(row["key"], row.line, "key", row["key"]):
            continue
        if _in_order(row, "window_from", "window_to", report):
            report.count(_store(known.get(row["key"]), row.cells, new, updates))
    new.write()
    updates.write()


def import_windows(lines: Lines, run: Run, report: FileReport) -> None:
    """Add windows that hold from a month on, and bring known ones up to date."""
    found = SubmissionWindow.objects.all()
    known = {(one.branch_id, one.valid_from): one for one in found}
    seen, new, updates = Seen(report), NewRows(SubmissionWindow), Updates(run.by(report))
    for row, branch in _of_branches(lines, WINDOWS, run, report):
        key, shown = (branch, row["valid_from"]), f"{row['valid_from']:%Y-%m}"
        if seen.again(key, row.line, "valid_from", shown):
            continue
        if _in_order(row, "first_day", "last_day", report):
            values = {"branch_id": branch, **row.pick(("valid_from", "first_day", "last_day"))}
            report.count(_store(known.get(key), values, new, updates))
    new.write()
    updates.write()


def import_days(lines: Lines, run: Run, report: FileReport) -> None:
    """Add the days on which branches work by hours of their own, or not at all."""
    known = {(one.branch_id, one.day): one for one in BranchDay.objects.all()}
    seen, new, updates = Seen(report), NewRows(BranchDay), Updates(run.by(report))
    for row, branch in _of_branches(lines, DAYS, run, report):
        key = (branch, row["day"])
        if not seen.again(key, row.line, "day", row["day"].isoformat()):
            values = {"branch_id": branch, **row.pick(("day", "hours", "note"))}
            report.count(_store(known.get(key), values, new, updates))
    new.write()
    updates.write()


def _of_branches(
    lines: Lines, columns: Columns, run: Run, report: FileReport
) -> list[tuple[Row, int]]:
    """The good rows with the ids of their branches."""
    branches = dict(Branch.objects.values_list("key", "pk"))
    found = []
    for row in read_rows(lines, columns, report):
        if row.good and row["branch"] in branches:
            found.append((row, branches[row["branch"]]))
        elif row.good and ("branch", row["branch"]) not in run.mentioned:
            report.blame(row.line, "branch", row["branch"], "нет такого филиала")
    return found


def _in_order(row: Row, first: str, last: str, report: FileReport) -> bool:
    if row[first] > row[last]:
        reason = "приём не может кончаться раньше, чем начинается"
        report.blame(row.line, last, str(row[last]), reason)
    return bool(row[first] <= row[last])


def _store(known: Any, values: dict[str, Any], new: NewRows, updates: Updates) -> bool | None:
    """Whether something known changed; None where it is new."""
    if known is not None:
        return updates.assign(known, values)
    new.add(values)
    return None
