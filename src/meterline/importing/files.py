"""Files of tables as lines of text: text files, and workbooks as Excel keeps them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from meterline.importing.maps import ColumnMap
from meterline.importing.report import FileReport
from meterline.importing.table import Unreadable
from meterline.importing.text_files import RawLines, plain, text_lines

WORKBOOKS = (".xlsx", ".xlsm")

MOST_UNPACKED = 2 << 30
"""Bytes of an unpacked workbook: Excel's largest sheet of text is smaller."""

EXACT = 10**15
"""From here on Excel rounds whole numbers: it keeps 15 digits."""


def raw_lines(path: Path, columns: ColumnMap, report: FileReport) -> RawLines:
    """The lines of a file by its ending. Raises Unreadable."""
    book = path.suffix.lower() in WORKBOOKS
    lines = _workbook_lines(path, columns.sheet, report) if book else text_lines(path, columns)
    return (one for one in lines if one[0] > columns.skip)


def _workbook_lines(path: Path, sheet: str, report: FileReport) -> RawLines:
    _look_at(path)
    try:
        book = CalamineWorkbook.from_path(path)
        report.sheet = _sheet_name(book.sheet_names, sheet)
        found = book.get_sheet_by_name(report.sheet)
        # Columns before the first one in use are not among the cells.
        report.left = found.start[1] if found.start else 0
        for line, cells in enumerate(found.iter_rows(), start=1):
            yield line, [as_text(cell) for cell in cells]
    except CalamineError as error:
        raise Unreadable(1, f"книга Excel не читается ({error})") from error


def _look_at(path: Path) -> None:
    """Raise Unreadable where a file is no workbook, or too large a one to unpack."""
    try:
        with ZipFile(path) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except OSError as error:
        raise Unreadable(1, f"файл не читается ({error.strerror})") from error
    except BadZipFile as error:
        raise Unreadable(1, "это не книга Excel или она оборвана") from error
    if size > MOST_UNPACKED:
        raise Unreadable(1, f"книга распаковывается в {size >> 20} МБ, это слишком много")


def _sheet_name(names: Sequence[str], wanted: str) -> str:
    if wanted and wanted not in names:
        raise Unreadable(1, f"нет листа «{wanted}»; есть: {', '.join(names)}")
    if not wanted and len(names) > 1:
        listed = ", ".join(names)
        raise Unreadable(1, f"листов несколько ({listed}): назовите лист в карте столбцов")
    return wanted or names[0]


def as_text(cell: Any) -> str:
    """A cell of a workbook as a CSV file would have it: `722818662011`, `2026-11-25`, `1`."""
    if isinstance(cell, str):
        return plain(cell)
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float | int):
        return _number(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number(value: float) -> str:
    if abs(value) >= EXACT:
        # With its exponent, so that no column of digits takes it: digits are lost already.
        return f"{value:.14E}"
    whole = int(value)
    return str(whole) if whole == value else f"{value:.15g}"
