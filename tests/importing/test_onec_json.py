"""JSON as 1C writes it: every bad record is told, the good file changes nothing twice."""

import json
from pathlib import Path
from typing import Any

import pytest
from files_made_up import AT
from tables_made_up import make_company, take, told

from meterline.charging.models import Charge, Line
from meterline.charging.models import Run as ChargeRun
from meterline.importing import onec_reading
from meterline.importing.onec import ReadingRecord
from meterline.importing.services import import_file
from meterline.readings.models import Reading, Verdict

READING: dict[str, Any] = {
    "account": "100000007",
    "meter": "T3",
    "date": "2026-09-20",
    "T1": 300,
    "T2": 200,
    "T3": 100,
    "source": "web",
    "status": "accepted",
    "reason": "",
}
LINE: dict[str, Any] = {
    "meter": "S1",
    "point_meter": "S1",
    "zone": "single",
    "range": 1,
    "month": "2026-10",
    "ground": "actual",
    "rule": "H3",
    "energy": "100.0000",
    "price": "2.28000",
    "amount": "228.00",
    "tariff": "Село, 2026",
    "numbers": {
        "0.ratio": "1",
        "0.serial": "S1",
        "0.single.counted": 100,
        "0.single.end": 1200,
        "0.single.start": 1100,
        "decree": 354,
        "edition": "26.12.2016",
        "period": "2026-10-01",
        "runs": 1,
        "valid_from": "2017-01-01",
    },
}
CHARGE: dict[str, Any] = {
    "account": "000123456",
    "period": "2026-10",
    "energy": "100",
    "amount": "228.00",
    "lines": [LINE],
}


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    make_company(tmp_path)
    return tmp_path


def file_of(folder: Path, kind: str, *records: Any, **head: Any) -> Path:
    path = folder / f"{kind}.json"
    whole = {"format": f"meterline-{kind}", "version": 1, kind: records, **head}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def test_three_tariffs_go_to_their_zones(folder: Path) -> None:
    later = {**READING, "period": "2026-10", "T1": 310, "T2": 210, "T3": 110}
    path = file_of(folder, "readings", READING, later)
    assert take("readings", path).added == 6
    rows = Reading.objects.filter(register__meter__serial="T3", counted_for="2026-09-01")
    shown = dict(rows.values_list("register__zone", "value"))
    assert shown == {"peak": 300, "night": 200, "half_peak": 100}
    again = take("readings", path)
    assert (again.added, again.unchanged) == (0, 6)


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"account": 100000007}, "account", "нужен текст"),
        ({"account": "12 34"}, "account", "значение не того вида"),
        ({"date": "20.09.2026"}, "date", "нужна дата вида 2026-11-25"),
        ({"T1": -1}, "T1", "число слишком мало"),
        ({"T1": 1.5}, "T1", "нужно целое число"),
        ({"T1": 10**7}, "T1", "число слишком велико"),
        ({"T1": None, "T2": None, "T3": None}, "", "нет ни одного из значений T1, T2, T3"),
        ({"source": "dove"}, "source", "такого значения нет"),
        ({"status": "fine"}, "status", "такого значения нет"),
        ({"period": "2026-13"}, "period", "значение не того вида"),
        ({"colour": 1}, "colour", "неизвестное поле"),
        ({"meter": "T9"}, "meter", "у лицевого счёта нет такого счётчика"),
        ({"meter": "T2"}, "T3", "у этого счётчика нет такого тарифа"),
        ({"date": "2027-05-01"}, "period", "месяц ещё не наступил"),
        (
            {"status": "rejected", "period": "2026-08"},
            *("status", "в историю загружаются только принятые показания"),
        ),
    ],
)
def test_a_bad_record_does_not_hide_the_next(
    folder: Path, *, change: dict[str, Any], column: str, reason: str
) -> None:
    missing = {key: value for key, value in READING.items() if key != "account"}
    path = file_of(folder, "readings", READING, {**READING, **change}, missing)
    problems = sorted(set(told(take("readings", path))))
    assert (2, column, reason) in problems
    assert (3, "account", "нет обязательного поля") in problems
    assert {line for line, _, _ in problems} == {2, 3}
    assert not Reading.objects.filter(register__meter__serial="T3").exists()


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("[]", 1, "нужен объект JSON"),
        ('{"format": "other", "version": 1, "readings": []}', 1, "нужен объект JSON"),
        ('{"format": "meterline-readings", "version": 2, "readings": []}', 1, "только версия 1"),
        ('{"format": "meterline-readings", "version": 1}', 1, "нет списка readings"),
        ('{"format": "meterline-readings",\n"version": 1,', 2, "это не JSON"),
        ("показания", 1, "не в кодировке UTF-8"),
    ],
)
def test_a_bad_file(folder: Path, content: str, line: int, reason: str) -> None:
    path = folder / "r.json"
    path.write_text(content, encoding="cp1251")
    first = take("readings", path).problems[0]
    assert first.line == line
    assert reason in first.reason


def test_brackets_without_end_are_refused(folder: Path) -> None:
    path = folder / "r.json"
    path.write_text("[" * 100_000, encoding="utf-8")
    assert "вложенных скобок" in take("readings", path).problems[0].reason


def test_a_file_too_large_to_be_read_as_a_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onec_reading, "LARGEST_FILE", 10)
    assert "разделите" in take("readings", file_of(folder, "readings")).problems[0].reason
    assert "не читается" in take("readings", folder / "none.json").problems[0].reason
    assert "только показания" in take("meters", file_of(folder, "readings")).problems[0].reason


def test_the_schema_knows_the_ledger_s_words() -> None:
    words = ReadingRecord.model_json_schema()["properties"]["status"]["enum"]
    assert set(words) == {*Reading.Status.values, *Verdict.Kind.values}


def test_charges_of_another_base_are_stored_once(folder: Path) -> None:
    path = file_of(folder, "charges", CHARGE)
    assert take("charges", path).added == 1
    charge = Charge.objects.get()
    assert (charge.account.number, charge.amount, charge.ground) == ("000123456", 228, "actual")
    line = Line.objects.get()
    meter = charge.account.meters.get()
    assert (line.point, line.meter, line.price) == (-meter.pk, meter, line.price)
    run = ChargeRun.objects.get()
    assert (run.branch.key, f"{run.period}", run.finished) == ("tyva", "2026-10-01", AT)
    again = take("charges", path)
    assert (again.added, again.unchanged, again.problems) == (0, 1, [])
    assert ChargeRun.objects.count() == 1


@pytest.mark.parametrize(
    ("charge", "line", "column", "reason"),
    [
        ({"amount": "229.00"}, {}, "", "сумма строк не равна amount"),
        ({"energy": "99"}, {}, "", "объём строк не равен energy"),
        ({"account": "999999999"}, {}, "account", "нет такого лицевого счёта"),
        ({}, {"meter": "Z9"}, "meter", "у лицевого счёта нет такого счётчика"),
        ({}, {"point_meter": "Z9"}, "point_meter", "у лицевого счёта нет такого счётчика"),
        ({}, {"point": "Цех"}, "point", "у лицевого счёта нет такой точки учёта"),
        ({}, {"numbers": {}}, "numbers", "по этим числам начисление нельзя объяснить"),
        ({}, {"ground": "guess"}, "lines.1.ground", "такого значения нет"),
        ({}, {"price": "дорого"}, "lines.1.price", "нужно число"),
        ({}, {"price": "2.123456"}, "price", "нужно число, после запятой не больше 5 знаков"),
    ],
)
def test_a_bad_charge(
    folder: Path, *, charge: dict[str, Any], line: dict[str, Any], column: str, reason: str
) -> None:
    bad = {**CHARGE, "lines": [{**LINE, **line}], **charge}
    report = take("charges", file_of(folder, "charges", bad, {**CHARGE, "period": "2026-09"}))
    assert told(report) == [(1, column, reason)]
    assert not Charge.objects.exists()
    assert not ChargeRun.objects.exists()


def test_what_is_charged_already_is_not_replaced(folder: Path) -> None:
    assert take("charges", file_of(folder, "charges", CHARGE)).added == 1
    other = {**CHARGE, "lines": [{**LINE, "price": "2.30", "amount": "230.00"}], "amount": "230.00"}
    report = take("charges", file_of(folder, "charges", other))
    assert told(report) == [(1, "amount", "за этот месяц уже начислено иначе: 228.00 ₽")]
    twice = take("charges", file_of(folder, "charges", CHARGE, CHARGE))
    assert told(twice) == [(2, "account", "уже есть в строке 1")]


def test_a_dry_run_stores_no_charge(folder: Path) -> None:
    assert take("charges", file_of(folder, "charges", CHARGE), dry_run=True).added == 1
    assert not Charge.objects.exists()
    assert import_file("charges", folder / "charges.json", AT).changes == 1
