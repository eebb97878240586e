"""A small company to import into, and files as other programs write them."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from files_made_up import AT, folder_of
from xlsxwriter import Workbook

from meterline.importing.formats import COLUMNS
from meterline.importing.map_files import map_of
from meterline.importing.maps import PLAIN_MAP, ColumnMap
from meterline.importing.report import FileReport
from meterline.importing.services import Manner, import_file, import_folder

CUSTOMERS = (
    "account;branch;kind;name;address;phone;residents;rooms;electric_stove;max_power_kw\n"
    "000123456;tyva;person;Ондар Чечек;Кызыл, Мира, 9;;1;1;0;\n"
    "100000007;tyva;person;Кара-оол Белек;Кызыл, Мира, 7;;1;1;0;\n"
)
METERS = (
    "account;serial;zones;digits;installed;verified_until;ratio\n"
    "000123456;S1;1;5;;;1\n"
    "100000007;T3;3;5;;;1\n"
    "100000007;T2;2;5;;;1\n"
)
READINGS = (
    "account;serial;month;zone;value;source\n"
    "000123456;S1;2026-08;single;1000;phone\n"
    "000123456;S1;2026-09;single;1100;phone\n"
    "000123456;S1;2026-10;single;1200;phone\n"
)


def make_company(folder: Path) -> None:
    """Branch tyva with the accounts of `files_made_up`, and two more."""
    assert import_folder(folder_of(folder / "good"), AT).ok
    for kind, text in (("customers", CUSTOMERS), ("meters", METERS), ("readings", READINGS)):
        path = folder / f"more-{kind}.csv"
        path.write_text(text, encoding="utf-8")
        assert import_file(kind, path, AT).ok


def take(kind: str, path: Path, columns: ColumnMap = PLAIN_MAP, **manner: Any) -> FileReport:
    """Import a file; its report."""
    return import_file(kind, path, AT, Manner(columns=columns, **manner)).files[0]


def map_for(kind: str, **content: Any) -> ColumnMap:
    return map_of(content, COLUMNS[kind].all)


def told(report: FileReport) -> list[tuple[int, str, str]]:
    """Line, column and reason of every problem."""
    return [(one.line, one.column, one.reason) for one in report.problems]


def workbook(path: Path, *sheets: tuple[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook: texts as texts, numbers as numbers, dates as dates."""
    with Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, date | datetime):
                        sheet.write_datetime(at, place, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(at, place, cell)
                    elif cell is not None:
                        sheet.write(at, place, cell)
    return path
