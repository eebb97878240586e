"""Tables of text, whatever they were read from: each cell by the parser of its column."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meterline.importing.report import FileReport

Parser = Callable[[str], Any]
"""Turns a stripped cell into a value. Raises ValueError with a reason in Russian."""

Lines = Iterable[tuple[int, Sequence[str]]]
"""Number of a line, from 1, and its cells; the first one is the header. Raises Unreadable."""


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


def csv_lines(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """The lines of a CSV file with `;` in UTF-8. Raises Unreadable."""
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, delimiter=";", strict=True)
            for cells in reader:
                line = reader.line_num
                yield line, cells
    except UnicodeDecodeError as error:
        raise Unreadable(line + 1, "файл не в кодировке UTF-8") from error
    except OSError as error:
        raise Unreadable(1, f"файл не читается ({error.strerror})") from error
    except csv.Error as error:
        raise Unreadable(reader.line_num, f"строка не читается ({error})") from error


def read_rows(lines: Lines, columns: Columns, report: FileReport) -> Iterator[Row]:
    """The rows of a table; what is wrong goes into the report."""
    try:
        yield from _rows(iter(lines), columns, report)
    except Unreadable as unreadable:
        report.blame(unreadable.line, "", "", unreadable.reason)


def _rows(
    lines: Iterator[tuple[int, Sequence[str]]], columns: Columns, report: FileReport
) -> Iterator[Row]:
    header = [cell.strip() for cell in next(lines, (1, []))[1]]
    if not _header_fits(header, columns, report):
        return
    known = columns.all
    parsers = [(column, known[column]) for column in header]
    for line, cells in lines:
        if not any(cells):
            continue
        report.rows += 1
        if len(cells) == len(header):
            yield _row(parsers, cells, report, line)
        else:
            report.blame(line, "", "", f"полей {len(cells)}, а столбцов {len(header)}")


def _header_fits(header: list[str], columns: Columns, report: FileReport) -> bool:
    for column in columns.required:
        if column not in header:
            report.blame(1, column, "", "нет такого столбца")
    known = columns.all
    for place, column in enumerate(header):
        if column not in known:
            report.blame(1, "", column, f"неизвестный столбец; бывают: {', '.join(known)}")
        elif column in header[:place]:
            report.blame(1, column, "", "столбец назван дважды")
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
