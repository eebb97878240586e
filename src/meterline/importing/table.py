"""Tables of text, whatever they were read from: each cell by the parser of its column."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from meterline.importing.report import FileReport

Parser = Callable[[str], Any]
"""Turns a stripped cell into a value. Raises ValueError with a reason in Russian."""

Lines = Iterable[tuple[int, Sequence[str]]]
"""Number of a line, from 1, and its cells, as many as the header has; the first is the header.

Raises Unreadable, or Told.
"""


class Told(Exception):
    """A table that is read no further: the report holds the reason already."""


class Unreadable(Exception):
    """A table that cannot be read any further; `reason` in Russian."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Columns:
    """The columns of a table. What an absent optional one would say stays as it is."""

    required: Mapping[str, Parser]
    optional: Mapping[str, Parser] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, Parser]:
        """Every column that there may be."""
        return {**self.required, **self.optional}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. Cells that could not be read are missing; it is not `good` then."""

    line: int
    cells: dict[str, Any]
    good: bool

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]

    def get(self, column: str) -> Any:
        """A cell of an optional column; None where there is no such column."""
        return self.cells.get(column)

    def pick(self, columns: Iterable[str]) -> dict[str, Any]:
        """Some of the cells by column, those there are."""
        cells = self.cells
        return {column: cells[column] for column in columns if column in cells}


def read_rows(lines: Lines, columns: Columns, report: FileReport) -> Iterator[Row]:
    """The rows of a table; what is wrong goes into the report."""
    try:
        yield from _rows(iter(lines), columns, report)
    except Unreadable as unreadable:
        report.blame(unreadable.line, "", "", unreadable.reason)
    except Told:
        return


def _rows(
    lines: Iterator[tuple[int, Sequence[str]]], columns: Columns, report: FileReport
) -> Iterator[Row]:
    first, header = next(lines, (1, []))
    if not _header_fits(first, header, columns, report):
        return
    known = columns.all
    parsers = [(column, known[column]) for column in header]
    for line, cells in lines:
        report.rows += 1
        yield _row(parsers, cells, report, line)


def _header_fits(line: int, header: Sequence[str], columns: Columns, report: FileReport) -> bool:
    for column in columns.required:
        if column not in header:
            report.blame(line, column, "", "нет такого столбца")
    known = columns.all
    for place, column in enumerate(header):
        if column not in known:
            report.blame(line, "", column, f"неизвестный столбец; бывают: {', '.join(known)}")
        elif column in header[:place]:
            report.blame(line, column, "", "столбец назван дважды")
    return not report.problems


def _row(
    parsers: list[tuple[str, Parser]], cells: Sequence[str], report: FileReport, line: int
) -> Row:
    values: dict[str, Any] = {}
    for (column, parse), cell in zip(parsers, cells, strict=True):
        stripped = cell.strip()
        try:
            values[column] = parse(stripped)
        except ValueError as error:
            report.blame(line, column, stripped, str(error))
    return Row(line, values, good=len(values) == len(parsers))
