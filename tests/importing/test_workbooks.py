"""Workbooks are read as Excel keeps them, and every bad cell is named as Excel names it."""

from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from tables_made_up import make_company, map_for, take, told, workbook
from xlsxwriter import Workbook

from meterline.customers.models import Account, Meter
from meterline.importing import files
from meterline.importing.files import as_text
from meterline.readings.models import Reading

METERS = ["account", "serial", "zones", "digits", "installed", "verified_until", "ratio"]
THEIRS = ["ЛС", "Номер", "Тарифов", "Цифр", "Установлен", "Поверен", "К"]
ROW = ["000123456", "N1", 1, 5, None, None, 1]
READINGS = ["account", "serial", "month", "zone", "value", "source"]


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    make_company(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (722818662011.0, "722818662011"),
        (0.0, "0"),
        (-5.0, "-5"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (1234567890123456.0, "1.23456789012346E+15"),
        (True, "1"),
        (False, "0"),
        ("000123", "000123"),
        ("'+79130000001", "+79130000001"),
        ("''=1", "'=1"),
        ("'", "'"),
        ("", ""),
        (date(2026, 11, 25), "2026-11-25"),
        (datetime(2026, 11, 25), "2026-11-25"),  # noqa: DTZ001 - Excel knows no zones
        (datetime(2026, 11, 25, 13, 5), "2026-11-25T13:05:00"),  # noqa: DTZ001
    ],
)
def test_a_cell_as_text(cell: object, text: str) -> None:
    assert as_text(cell) == text


def test_numbers_dates_and_leading_zeros(folder: Path) -> None:
    rows = [
        METERS,
        ["000123456", "N1", 1, 5.0, date(2015, 5, 15), date(2031, 6, 1), 1],
        [100000007, 55120001.0, 2, 6, None, None, 30.5],
    ]
    report = take("meters", workbook(folder / "m.xlsx", ("Лист1", rows)))
    assert (report.problems, report.added) == ([], 2)
    fresh = Meter.objects.get(serial="N1")
    assert (fresh.account.number, fresh.installed) == ("000123456", date(2015, 5, 15))
    assert str(Meter.objects.get(serial="55120001").ratio) == "30.50"
    assert take("meters", folder / "m.xlsx").unchanged == 2


def test_a_month_is_its_first_day_in_excel(folder: Path) -> None:
    rows = [
        READINGS,
        ["000123456", "S1", date(2026, 7, 1), "single", 900, "phone"],
        ["000123456", "S1", date(2026, 6, 2), "single", 800, "phone"],
    ]
    report = take("readings", workbook(folder / "r.xlsx", ("показания", rows)))
    assert told(report) == [(3, "C (month)", "нужен месяц вида 2026-11")]
    rows.pop()
    assert take("readings", workbook(folder / "r.xlsx", ("показания", rows))).added == 1
    assert Reading.objects.filter(counted_for=date(2026, 7, 1), value=900).exists()


def test_problems_are_named_by_sheet_row_and_letter(folder: Path) -> None:
    # The table stands in the middle of the sheet, as people like to put it.
    rows = [
        [None, "Счётчики на ноябрь"],
        [],
        [None, *THEIRS],
        [None, "000123456", "N1", 9, 5, "позавчера", None, 1],
        [],
        [None, "100000007", "N2", 1, 5, None, None, 0.5],
    ]
    columns = map_for(
        "meters",
        file={"sheet": "ноябрь", "header": 3},
        columns=dict(zip(THEIRS, METERS, strict=True)),
    )
    path = workbook(folder / "m.xlsx", ("прочее", []), ("ноябрь", rows))
    report = take("meters", path, columns)
    assert [str(one) for one in report.problems] == [
        "m.xlsx, лист «ноябрь», строка 4, столбец D (Тарифов), «9»: нужно целое число от 1 до 3",
        "m.xlsx, лист «ноябрь», строка 4, столбец F (Установлен), «позавчера»: "
        "нужна дата вида 2026-11-25",
        "m.xlsx, лист «ноябрь», строка 6, столбец H (К), «0.5»: коэффициент не может быть меньше 1",
    ]
    assert not Meter.objects.filter(serial__startswith="N").exists()


def _merged(path: Path) -> Path:
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("Лист1")
        sheet.merge_range(0, 0, 0, 1, "account")
        for place, name in enumerate(METERS[2:], start=2):
            sheet.write_string(0, place, name)
    return path


def _cut(path: Path) -> Path:
    whole = workbook(path, ("Лист1", [METERS] * 50)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def _no_workbook(path: Path) -> Path:
    path.write_text("account;serial", encoding="utf-8")
    return path


def _other_archive(path: Path) -> Path:
    with ZipFile(path, "w") as packed:
        packed.writestr("letter.txt", "нет")
    return path


@pytest.mark.parametrize(
    ("make", "line", "column", "reason"),
    [
        (_merged, 1, "B", "столбец без названия (объединённые ячейки?)"),
        (_cut, 1, "", "это не книга Excel или она оборвана"),
        (_no_workbook, 1, "", "это не книга Excel или она оборвана"),
        (_other_archive, 1, "", "книга Excel не читается"),
        (
            lambda path: workbook(path, ("а", [METERS]), ("б", [METERS])),
            *(1, "", "листов несколько (а, б): назовите лист в карте столбцов"),
        ),
        (lambda path: workbook(path, ("а", [])), 1, "account", "нет такого столбца"),
        (
            lambda path: workbook(path, ("а", [[*METERS, "serial"]])),
            *(1, "H (serial)", "столбец назван дважды"),
        ),
        (
            lambda path: workbook(path, ("а", [METERS, [*ROW, 7]])),
            *(2, "", "полей 8, а столбцов 7"),
        ),
        (
            # Excel has rounded it already.
            lambda path: workbook(path, ("а", [METERS, [72281866201100012345, *ROW[1:]]])),
            *(2, "A (account)", "нужны 4–20 цифр без пробелов"),
        ),
    ],
)
def test_a_bad_workbook(folder: Path, make: object, line: int, column: str, reason: str) -> None:
    assert callable(make)
    report = take("meters", make(folder / "bad.xlsx"))
    first = report.problems[0]
    assert (first.line, first.column) == (line, column)
    assert first.reason.startswith(reason)
    assert not Meter.objects.filter(serial="N1").exists()


def test_a_workbook_that_unpacks_into_gigabytes_is_not_unpacked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(folder / "big.xlsx", ("а", [METERS]))
    monkeypatch.setattr(files, "MOST_UNPACKED", 1000)
    assert "слишком много" in take("meters", path).problems[0].reason


def test_a_missing_sheet_and_a_missing_file_are_told(folder: Path) -> None:
    path = workbook(folder / "m.xlsx", ("а", [METERS]))
    columns = map_for("meters", file={"sheet": "б"})
    assert told(take("meters", path, columns)) == [(1, "", "нет листа «б»; есть: а")]
    assert "не читается" in take("meters", folder / "none.xlsx").problems[0].reason


def test_the_accounts_are_as_they_were(folder: Path) -> None:
    assert set(Account.objects.values_list("number", flat=True)) >= {"000123456", "100000007"}
