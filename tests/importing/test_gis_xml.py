"""ГИС ЖКХ: identifiers from a file, readings from XML that our schema lets pass."""

from pathlib import Path

import pytest
from files_made_up import AT
from tables_made_up import make_company, take, told

from meterline.customers.models import Change, GisMeter, HeldRow
from meterline.importing.gis import NAMESPACE, ROWS_OF_REQUEST, read_request
from meterline.importing.registry import Handover, import_registry
from meterline.importing.report import FileReport
from meterline.readings.models import Reading

HOUSE = "11111111-93b8-4a4c-9c43-2f6f0e8f7a10"
S1, T3 = "22222222-93b8-4a4c-9c43-2f6f0e8f7a10", "33333333-93b8-4a4c-9c43-2f6f0e8f7a10"
IDS = f"account;serial;house;device\n000123456;S1;{HOUSE};{S1}\n100000007;T3;{HOUSE};{T3.upper()}\n"


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    make_company(tmp_path)
    path = tmp_path / "ids.csv"
    path.write_text(IDS, encoding="utf-8")
    assert take("gis-ids", path).added == 2
    return tmp_path


def row(device: str, number: int, *values: str, day: str = "2026-11-21") -> str:
    shown = "".join(
        f"<MeteringValueT{tariff}>{value}</MeteringValueT{tariff}>"
        for tariff, value in enumerate(values, start=1)
    )
    transport = f"{number:08}-93b8-4a4c-9c43-2f6f0e8f7a10"
    return (
        f"<MeteringDevicesValues><MeteringDeviceRootGUID>{device}</MeteringDeviceRootGUID>\n"
        f"<CurrentValue><TransportGUID>{transport}</TransportGUID>"
        f"<DateValue>{day}</DateValue>{shown}</CurrentValue></MeteringDevicesValues>\n"
    )


def request(*rows: str, namespace: str = NAMESPACE, house: str = HOUSE, before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{before}'
        f'<importMeteringDeviceValuesRequest xmlns="{namespace}">'
        f"<FIASHouseGuid>{house}</FIASHouseGuid>\n{''.join(rows)}"
        "</importMeteringDeviceValuesRequest>"
    )


GOOD = row(S1, 1, "1290.75")


def load(folder: Path, text: str) -> Handover:
    path = folder / "gis.xml"
    path.write_text(text, encoding="utf-8")
    return import_registry(path, AT)


def test_identifiers_are_kept_and_their_changes_recorded(folder: Path) -> None:
    assert take("gis-ids", folder / "ids.csv").unchanged == 2
    other = "44444444-93b8-4a4c-9c43-2f6f0e8f7a10"
    (folder / "ids.csv").write_text(IDS.replace(HOUSE, other, 1), encoding="utf-8")
    assert take("gis-ids", folder / "ids.csv").changed == 1
    change = Change.objects.get(table="gismeter")
    assert (change.fields, change.account.number if change.account else "") == (
        {"house": [HOUSE, other]},
        "000123456",
    )
    assert GisMeter.objects.get(meter__serial="T3").device == T3


@pytest.mark.parametrize(
    ("rows", "line", "column", "reason"),
    [
        (f"100000007;T9;{HOUSE};{S1}", 2, "serial", "у лицевого счёта нет такого счётчика"),
        (f"100000007;T2;{HOUSE};{S1}", 2, "device", "это GUID другого счётчика"),
        ("100000007;T2;дом;1", 2, "house", "нужен GUID вида"),
        (f"100000007;T2;{HOUSE};{S1[:-1]}", 2, "device", "нужен GUID вида"),
        (
            f"000123456;S1;{HOUSE};{S1}\n100000007;T2;{HOUSE};{S1}",
            *(3, "device", "уже есть в строке 2"),
        ),
    ],
)
def test_bad_identifiers(folder: Path, rows: str, line: int, column: str, reason: str) -> None:
    path = folder / "bad.csv"
    path.write_text(f"account;serial;house;device\n{rows}\n", encoding="utf-8")
    first = told(take("gis-ids", path))[0]
    assert first[:2] == (line, column)
    assert first[2].startswith(reason)
    assert GisMeter.objects.count() == 2


def test_readings_of_the_state_s_system_are_checked_and_stored_once(folder: Path) -> None:
    text = request(GOOD, row(T3, 2, "310", "205", "107"))
    assert load(folder, text).accepted == 2
    rows = Reading.objects.filter(counted_for="2026-11-01").order_by("id")
    assert list(rows.values_list("register__zone", "value", "source", "evidence")) == [
        ("single", 1290, "consumer", "gis.xml, строка 3"),
        ("peak", 310, "consumer", "gis.xml, строка 5"),
        ("night", 205, "consumer", "gis.xml, строка 5"),
        ("half_peak", 107, "consumer", "gis.xml, строка 5"),
    ]
    assert load(folder, text).known == 2
    assert rows.count() == 4
    low = load(folder, request(row(S1, 3, "1100")))
    assert low.under_review[0].reason == "меньше прежнего показания (было 1200)"


def test_a_meter_that_nobody_has_is_held(folder: Path) -> None:
    stranger = "99999999-93b8-4a4c-9c43-2f6f0e8f7a10"
    done = load(folder, request(row(stranger, 1, "5"), row(S1, 2, "1290")))
    assert (done.accepted, done.refused[0].reason) == (1, "нет счётчика с таким GUID")
    assert stranger in HeldRow.objects.get().told


BOMB = (
    '<!DOCTYPE bomb [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;">]>\n'
)
SECRET = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>\n'


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        (request(GOOD, namespace="http://example.org/"), 1, "", "нужен importMeteringDevice"),
        (request(GOOD)[:200], 2, "", "это не XML, или файл оборван"),
        ("показания", 1, "", "это не XML, или файл оборван"),
        (request(GOOD, before=BOMB, house="&d;"), 1, "", "в файле есть DOCTYPE"),
        (request(GOOD, before=SECRET, house="&secret;"), 1, "", "в файле есть DOCTYPE"),
        (request(), 2, "importMeteringDeviceValuesRequest", "лишний, пропущенный"),
        (request(GOOD, house="дом"), 2, "FIASHouseGuid", "нужен GUID вида"),
        (request(GOOD, row("S1", 2, "1")), 5, "MeteringDeviceRootGUID", "нужен GUID вида"),
        (request(GOOD, row(S1, 2)), 6, "CurrentValue", "лишний, пропущенный"),
        (request(GOOD, row(S1, 2, "-1")), 6, "MeteringValueT1", "показание не может быть отриц"),
        (request(GOOD, row(S1, 2, "сто")), 6, "MeteringValueT1", "значение не того вида"),
        (request(GOOD, row(S1, 2, "1", day="21.11.2026")), 6, "DateValue", "значение не того"),
        (request(GOOD, row(S1, 2, "1", "2", "3", "4")), 6, "MeteringValueT4", "лишний, проп"),
        (request(GOOD, GOOD), 5, "TransportGUID", "уже есть в строке 3"),
    ],
)
def test_a_bad_request_hands_over_nothing(
    folder: Path, *, text: str, line: int, column: str, reason: str
) -> None:
    done = load(folder, text)
    assert any(
        (one.line, one.column) == (line, column) and one.reason.startswith(reason)
        for one in done.file.problems
    ), told(done.file)
    assert not Reading.objects.filter(counted_for="2026-11-01").exists()


def test_every_bad_row_is_told(folder: Path) -> None:
    done = load(folder, request(row("S1", 1, "1"), GOOD, row(S1, 2, "x"), row("T3", 3, "-1")))
    assert {one.line for one in done.file.problems} == {3, 8, 9, 10}


def test_a_request_has_a_thousand_rows_at_most(folder: Path) -> None:
    rows = [row(S1, number, "1290") for number in range(ROWS_OF_REQUEST + 1)]
    problems = told(load(folder, request(*rows)).file)
    assert problems[0][2] == "строк 1001, а в запросе их не больше 1000"
    path = folder / "gis.xml"
    path.write_text(request(*rows[:-1]), encoding="utf-8")
    report = FileReport("gis.xml")
    assert (len(read_request(path, report)), report.problems) == (ROWS_OF_REQUEST, [])


def test_a_missing_and_a_huge_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "не читается" in import_registry(folder / "none.xml", AT).file.problems[0].reason
    monkeypatch.setattr("meterline.importing.gis.LARGEST_FILE", 10)
    assert "больше" in load(folder, request(GOOD)).file.problems[0].reason
