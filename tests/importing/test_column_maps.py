"""Files of other programs by their column maps."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_made_up import make_company, map_for, take, told

from meterline.customers.models import Account, Meter
from meterline.importing.dates import moment, pattern_of
from meterline.importing.formats import COLUMNS, REGISTRY
from meterline.importing.forms import AMOUNTS, DATES, MOMENTS, MONTHS, SHOWN
from meterline.importing.map_files import BadMap, map_of, read_map
from meterline.importing.mapping import letters
from meterline.readings.models import Reading

THEIRS = {
    "Лицевой счёт": "account",
    "Вид": "kind",
    "ФИО": "name",
    "Адрес": "address",
    "Телефон": "phone",
    "Чел.": "residents",
    "Комн.": "rooms",
    "Эл. плита": "electric_stove",
    "Pmax, кВт": "max_power_kw",
}
CUSTOMER_MAP: dict[str, Any] = {
    "columns": THEIRS,
    "ignore": ["Примечание"],
    "constants": {"branch": "tyva"},
    "values": {
        "kind": {"Ф": "person", "Ю": "organisation"},
        "electric_stove": {"да": "1", "нет": "0", "-": "0"},
    },
}
ROW = [
    "100000009",
    "Ф",
    "Монгуш Айлана",
    "Кызыл, Кочетова, 3",
    "",
    "2",
    "1",
    "да",
    "1 012,5",
    "новый",
]


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    make_company(tmp_path)
    return tmp_path


def text(delimiter: str, *rows: list[str]) -> str:
    header = [*THEIRS, "Примечание"]
    return "".join(delimiter.join(cells) + "\r\n" for cells in (header, *rows))


@pytest.mark.parametrize(
    ("encoding", "delimiter", "named"),
    [("utf-8-sig", ";", "utf-8"), ("cp1251", ";", "windows-1251"), ("utf-8", "\t", "utf-8")],
)
def test_a_company_s_own_customers(folder: Path, encoding: str, delimiter: str, named: str) -> None:
    path = folder / "abonents.txt"
    path.write_text(text(delimiter, ROW), encoding=encoding, newline="")
    file = {"encoding": named, "delimiter": delimiter, "decimal": ","}
    columns = map_for("customers", file=file, **CUSTOMER_MAP)
    assert take("customers", path, columns).added == 1
    fresh = Account.objects.select_related("customer", "branch").get(number="100000009")
    assert (fresh.customer.name, fresh.customer.kind) == ("Монгуш Айлана", "person")
    assert (fresh.branch.key, fresh.electric_stove) == ("tyva", True)
    assert str(fresh.max_power_kw) == "1012.50"
    again = take("customers", path, columns)
    assert (again.unchanged, again.changed, again.added) == (1, 0, 0)


def test_every_bad_row_is_told_in_the_file_s_own_words(folder: Path) -> None:
    path = folder / "abonents.csv"
    robot = ["100000010", "Р", *ROW[2:]]
    poor = ["100000011", "Ф", "", *ROW[3:]]
    path.write_text(text(";", robot, ROW, poor, ROW[:4]), encoding="utf-8")
    report = take("customers", path, map_for("customers", file={"decimal": ","}, **CUSTOMER_MAP))
    assert sorted(told(report)) == [
        (2, "Вид", "бывает: person, organisation"),
        (4, "ФИО", "не заполнено"),
        (5, "", "полей 4, а столбцов 10"),
    ]
    assert report.rows == 4
    assert not Account.objects.filter(number="100000009").exists()


def test_dates_and_months_in_another_form(folder: Path) -> None:
    meters = folder / "m.csv"
    meters.write_text("ЛС;Номер;Дата\n100000007;N1;15.05.2015\n100000007;N2;31.02.2015\n", "utf-8")
    columns = map_for(
        "meters",
        file={"date": "ДД.ММ.ГГГГ"},
        columns={"ЛС": "account", "Номер": "serial", "Дата": "installed"},
        constants={"zones": "1", "digits": "5", "verified_until": "", "ratio": "1"},
    )
    assert told(take("meters", meters, columns)) == [(3, "Дата", "нужна дата вида ДД.ММ.ГГГГ")]
    meters.write_text("ЛС;Номер;Дата\n100000007;N1;15.05.2015\n100000007;N2;\n", "utf-8")
    assert take("meters", meters, columns).added == 2
    assert f"{Meter.objects.get(serial='N1').installed}" == "2015-05-15"
    readings = folder / "r.csv"
    readings.write_text("000123456;S1;31.07.2026;900,7\n", "utf-8")
    columns = map_for(
        "readings",
        file={"header": 0, "month": "ДД.ММ.ГГГГ", "decimal": ","},
        columns={"1": "account", "2": "serial", "3": "month", "4": "value"},
        constants={"zone": "single", "source": "clerk"},
    )
    assert take("readings", readings, columns).problems == []
    assert Reading.objects.filter(counted_for="2026-07-01", value=900).exists()


@pytest.mark.parametrize(
    ("header", "content", "line", "column", "reason"),
    [
        ("ЛС;Номер;Цвет", {}, 1, "Цвет", "впишите его в [columns] или в ignore"),
        ("ЛС;Номер", {"ignore": ["Цвет"]}, 1, "zones", "нет такого столбца"),
        ("ЛС", {}, 1, "Номер", "столбец есть в карте, а в файле его нет"),
        ("ЛС;Номер;ЛС", {}, 1, "ЛС", "столбец назван дважды"),
        ("ЛС;Номер;", {}, 1, "zones", "нет такого столбца"),
        ("ЛС;;Номер", {}, 1, "B", "столбец без названия"),
        ("", {}, 1, "ЛС", "столбец есть в карте"),
    ],
)
def test_a_header_that_does_not_fit(
    folder: Path, *, header: str, content: dict[str, Any], line: int, column: str, reason: str
) -> None:
    path = folder / "m.csv"
    path.write_text(f"{header}\n", encoding="utf-8")
    columns = map_for("meters", columns={"ЛС": "account", "Номер": "serial"}, **content)
    first = take("meters", path, columns).problems[0]
    assert (first.line, first.column) == (line, column)
    assert reason in first.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("= 1", "карта не в формате TOML"),
        ("colour = 1", "неизвестный ключ colour"),
        ("name = 1", "name: нужен текст в кавычках"),
        ("file = 1", "file: нужна таблица [file]"),
        ("[file]\ncolour = 1", "неизвестный ключ file.colour"),
        ('[file]\nencoding = "klingon"', "нет кодировки «klingon»"),
        ('[file]\nencoding = "base64"', "нет кодировки «base64»"),
        ('[file]\ndelimiter = ";;"', "delimiter: нужен один знак"),
        ("[file]\nheader = -1", "header: нужно целое число от 0"),
        ("[file]\nheader = true", "header: нужно целое число от 0"),
        ('[file]\ndecimal = "x"', "decimal: бывает"),
        ('[file]\ndate = "день"', "date: нужен вид вроде"),
        ('[file]\nmonth = "ММММ y"', "month: нужен вид вроде"),
        ('[columns]\n"А" = "accont"', "столбца accont здесь нет"),
        ('[columns]\n"А" = 1', "А: нужен текст в кавычках"),
        ('[columns]\n"А" = "account"\n"Б" = "account"', "[columns]: столбец account назван дважды"),
        (
            '[columns]\n"А" = "account"\n[constants]\naccount = "1"',
            "account берётся уже из столбца",
        ),
        ('ignore = "А"', "ignore: нужен список"),
        ('[values]\nkind = "Ф"', "kind: нужна таблица"),
        ('[values.colour]\n"Ф" = "person"', "столбца colour здесь нет"),
        ("[trailer]\nrows = 1", "trailer.begins"),
        (
            '[trailer]\nbegins = "="\nrows = 1\n[trailer.sums]\n"8" = 0',
            "поля строки итогов считают с 1",
        ),
        ('[trailer]\nbegins = "="\nlines = 2', "неизвестный ключ trailer.lines"),
    ],
)
def test_a_bad_map(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadMap) as caught:
        read_map(path, COLUMNS["customers"].all)
    assert reason in str(caught.value)


def test_all_faults_of_a_map_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadMap) as caught:
        map_of({"file": {"header": -1, "decimal": "x"}, "colour": 1})
    assert len(caught.value.reasons) == 3
    (tmp_path / "map.toml").write_text("имя", encoding="cp1251")
    with pytest.raises(BadMap, match="UTF-8"):
        read_map(tmp_path / "map.toml")
    with pytest.raises(BadMap, match="не читается"):
        read_map(tmp_path / "none.toml")


def test_a_wrong_encoding_is_told_by_its_row(folder: Path) -> None:
    path = folder / "abonents.csv"
    path.write_text(text(";", ROW), encoding="cp1251")
    first = take("customers", path, map_for("customers", **CUSTOMER_MAP)).problems[0]
    assert (first.line, first.reason) == (
        1,
        "файл не в кодировке UTF-8, а, похоже, в CP1251 (Windows): "
        "поправьте encoding в карте столбцов или попросите файл в прежней кодировке",
    )


def test_the_file_s_end_tells_whether_it_is_whole(folder: Path) -> None:
    columns = map_for(
        "readings",
        columns={"ЛС": "account", "Показание": "value"},
        constants={"serial": "S1", "month": "2026-07", "zone": "single", "source": "clerk"},
        trailer={"begins": "ИТОГО", "rows": 2},
    )
    path = folder / "r.csv"
    for end, problems in [
        ("ИТОГО;2\n", [(3, "итог, поле 2", "строк в файле 1, а в итоге записано другое")]),
        ("", [(1, "", "нет строки итогов, начинающейся с «ИТОГО»: файл оборван?")]),
        ("ИТОГО;1\n", []),
    ]:
        path.write_text(f"ЛС;Показание\n000123456;900\n{end}", encoding="utf-8")
        assert told(take("readings", path, columns, dry_run=True)) == problems


def _wants(parse: Any) -> str:
    """What a parser says of a cell that it cannot read."""
    try:
        parse("?" * 2000)
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("kind", [*COLUMNS, "registry"])
def test_the_map_knows_what_each_column_holds(kind: str) -> None:
    columns = REGISTRY if kind == "registry" else COLUMNS[kind]
    for name, parse in columns.all.items():
        wants = _wants(parse)
        assert (name in DATES | MOMENTS) == wants.startswith("нужна дата"), name
        assert (name in MONTHS) == wants.startswith("нужен месяц"), name
        assert (name in AMOUNTS) == wants.startswith("нужно число"), name
    assert {"value", "t1", "t2", "t3"} == SHOWN


@pytest.mark.parametrize(
    ("words", "cell", "read"),
    [
        ("ДД.ММ.ГГГГ", "25.11.2026", "2026-11-25T00:00:00"),
        ("ДД.ММ.ГГ чч:мм", "25.11.26 13:05", "2026-11-25T13:05:00"),
        ("ГГГГММДДччммсс", "20261125130501", "2026-11-25T13:05:01"),
        ("ММ/ГГГГ", "11/2026", "2026-11-01T00:00:00"),
        ("ДД.ММ.ГГГГ", "2026-11-25", "2026-11-25T00:00:00"),
    ],
)
def test_dates_as_people_write_their_form(words: str, cell: str, read: str) -> None:
    assert moment(cell, pattern_of(words)).isoformat() == read


@given(st.integers(0, 16383))
def test_letters_of_columns_are_excel_s(place: int) -> None:
    name, number = letters(place), 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    assert number == place + 1
