"""Rows into files as they come: CSV, and XLSX whose rows leave the memory at once."""

import csv
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from meterline.importing.text_files import CELLS_FROM_TEXT

Cell = str | int | Decimal | date | bool | None
Cells = Sequence[Cell]

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would compute, or ask another program for."""

ROWS_OF_SHEET = 1_048_576
"""Rows that Excel has room for, the header included."""


class RowWriter(Protocol):
    """Takes rows, one after the other."""

    def row(self, cells: Cells) -> None:
        """Write a row."""


Writing = AbstractContextManager[RowWriter]
"""A writer that is used for the length of a block."""


def csv_text(cell: Cell) -> str:
    """A cell of a CSV file. A text that looks like a formula gets an apostrophe before it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith((*FORMULAS, *CELLS_FROM_TEXT)) else cell
    return str(cell)


class CsvWriter:
    """CSV with `;` in UTF-8 with a byte order mark, as Excel opens it."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";", lineterminator="\r\n")
        self._writer.writerow(columns)

    def __enter__(self) -> "CsvWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def row(self, cells: Cells) -> None:
        """Write a row."""
        self._writer.writerow([csv_text(cell) for cell in cells])


class XlsxWriter:
    """A workbook; what one sheet has no room for goes on in the next."""

    def __init__(self, path: Path, columns: Sequence[str], sheet: str) -> None:
        self._book = Workbook(str(path), {"constant_memory": True})
        self._columns, self._name = columns, sheet
        self._day = self._book.add_format({"num_format": "dd.mm.yyyy"})
        # Excel shows no apostrophe then, and takes the cell for a text even when edited.
        self._text = self._book.add_format({"quote_prefix": True})
        self._sheets = 0
        self._begin_sheet()

    def __enter__(self) -> "XlsxWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def row(self, cells: Cells) -> None:
        """Write a row."""
        if self._at == ROWS_OF_SHEET:
            self._begin_sheet()
        for place, cell in enumerate(cells):
            if cell is not None and cell != "":
                self._write(place, cell)
        self._at += 1

    def _begin_sheet(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet: Any = self._book.add_worksheet(name)
        self._at = 0
        self.row(self._columns)

    def _write(self, place: int, cell: str | int | Decimal | date) -> None:
        sheet, at = self._sheet, self._at
        if isinstance(cell, str):
            kept = f"'{cell}" if cell.startswith(CELLS_FROM_TEXT) else cell
            form = self._text if cell.startswith(FORMULAS) else None
            wrong = sheet.write_string(at, place, kept, form)
        elif isinstance(cell, date):
            wrong = sheet.write_datetime(at, place, cell, self._day)
        else:
            wrong = sheet.write_number(at, place, float(cell))
        if wrong:
            raise ValueError(f"row {at + 1}, column {place + 1}: Excel has no room for the cell")
