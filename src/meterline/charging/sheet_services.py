"""Import of sheets: all files of a call, or none and every problem told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from meterline.charging.law.sheets import SheetRefused
from meterline.charging.models import Sheet
from meterline.charging.sheet_files import BUILT_IN, SheetFile, found_in, read, twice
from meterline.customers.bulk import reserve_ids
from meterline.customers.models import Branch


@dataclass(frozen=True)
class Problem:
    """What is wrong with a file."""

    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.text}"


@dataclass
class SheetsReport:
    """What an import did; with any problem it did nothing."""

    added: list[Sheet] = field(default_factory=list)
    superseding: list[Sheet] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the files are imported."""
        return not self.problems


def import_sheets(path: Path, author: str, at: datetime) -> SheetsReport:
    """Import a file, or all files of a folder. Raises Mendable where there is none.

    A sheet whose kind, branch and date are there already takes the place of the earlier one,
    which stays as history; the same file again changes nothing.
    """
    return _import(found_in(path), author, at, passing=False)


def import_built_in(author: str, at: datetime) -> SheetsReport:
    """Import the sheets that come with the program, for the branches that there are.

    What a company imported itself for the same date stays.
    """
    return _import(found_in(BUILT_IN), author, at, passing=True)


def _import(paths: Iterable[Path], author: str, at: datetime, *, passing: bool) -> SheetsReport:
    report = SheetsReport()
    branches = {branch.key: branch for branch in Branch.objects.all()}
    sheets = _read(paths, report)
    if passing:
        sheets = [one for one in sheets if not one.branch or one.branch in branches]
    for one in sheets:
        if one.branch and one.branch not in branches:
            report.problems.append(Problem(one.path.name, f"нет филиала «{one.branch}»"))
    for first, second in twice(sheets):
        text = f"та же дата и филиал, что в {first.path.name}"
        report.problems.append(Problem(second.path.name, text))
    if report.ok:
        with transaction.atomic():
            for one in sheets:
                _take(one, branches.get(one.branch), (author, at), report, keep=passing)
    return report


def _read(paths: Iterable[Path], report: SheetsReport) -> list[SheetFile]:
    sheets = []
    for path in paths:
        try:
            sheets.append(read(path))
        except SheetRefused as refused:
            report.problems += [Problem(path.name, text) for text in refused.problems]
    return sheets


def _take(
    one: SheetFile,
    branch: Branch | None,
    signed: tuple[str, datetime],
    report: SheetsReport,
    *,
    keep: bool,
) -> None:
    found = Sheet.objects.current().filter(kind=one.kind, branch=branch, valid_from=one.valid_from)
    before = found.select_for_update().order_by("pk").first()
    if before is not None and (keep or before.sha256 == one.sha256):
        report.unchanged += 1
        return
    [pk] = reserve_ids(Sheet, 1)
    if before is not None:
        # First the old one goes: two sheets of a date must never hold at once.
        found.update(superseded_by=pk)
    sheet = Sheet.objects.create(
        pk=pk,
        kind=one.kind,
        branch=branch,
        valid_from=one.valid_from,
        name=one.name,
        content=one.content,
        source=one.source,
        placeholder=one.placeholder,
        file=one.path.name,
        sha256=one.sha256,
        author=signed[0],
        imported_at=signed[1],
    )
    (report.added if before is None else report.superseding).append(sheet)
