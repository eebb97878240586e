"""CSV files with `;` in UTF-8, read row by row; each cell by the parser of its column."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meterline.importing.report import FileReport

Parser = Callable[[str], Any]
"""Turns a stripped cell into a value. Raises ValueError with a reason in Russian."""

Columns = Mapping[str, Parser]


@dataclass(frozen=True)
class Row:
    """A row of a file. Cells that could not be read are missing; it is not `good` then."""

    line: int
    cells: dict[str, Any]
    good: bool

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]

    def pick(self, *columns: str) -> dict[str, Any]:
        """Some of the cells by column."""
        return {column: self.cells[column] for column in columns}


def read_rows(path: Path, columns: Columns, report: FileReport) -> Iterator[Row]:
    """The rows of a file; what is wrong goes into the report."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from _rows(csv.reader(lines, delimiter=";", strict=True), columns, report)
    except UnicodeDecodeError:
        report.blame(report.rows + 1, "", "", "файл не в кодировке UTF-8")
    except OSError as error:
        report.blame(1, "", "", f"файл не читается ({error.strerror})")


def _rows(reader: Any, columns: Columns, report: FileReport) -> Iterator[Row]:
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _header_fits(header, columns, report):
            return
        for cells in reader:
            if not any(cells):
                continue
            report.rows += 1
            if len(cells) == len(header):
                yield _row(header, cells, columns, report, reader.line_num)
            else:
                reason = f"полей {len(cells)}, а столбцов {len(header)}"
                report.blame(reader.line_num, "", "", reason)
    except csv.Error as error:
        report.blame(reader.line_num, "", "", f"строка не читается ({error})")


def _header_fits(header: list[str], columns: Columns, report: FileReport) -> bool:
    for column in columns:
        if column not in header:
            report.blame(1, column, "", "нет такого столбца")
    for place, column in enumerate(header):
        if column not in columns:
            known = ", ".join(columns)
            report.blame(1, "", column, f"неизвестный столбец; бывают: {known}")
        elif column in header[:place]:
            report.blame(1, column, "", "столбец назван дважды")
    return not report.problems


def _row(
    header: list[str], cells: list[str], columns: Columns, report: FileReport, line: int
) -> Row:
    values: dict[str, Any] = {}
    for column, cell in zip(header, map(str.strip, cells), strict=True):
        try:
            values[column] = columns[column](cell)
        except ValueError as error:
            report.blame(line, column, cell, str(error))
    return Row(line, values, good=len(values) == len(header))
