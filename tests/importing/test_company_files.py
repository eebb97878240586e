"""Contracts, points, meters with their history, acts and calendars from files."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from files_made_up import AT, FILES, folder_of, header, load

from meterline.customers.histories import changes_of, tell
from meterline.customers.models import (
    Account,
    Branch,
    BranchDay,
    Change,
    Contract,
    Customer,
    ImportRun,
    LinkedEmail,
    LinkedPhone,
    Meter,
    MeterAct,
    MeteringPoint,
    Register,
    SubmissionWindow,
)
from meterline.importing.services import Manner, import_file, import_folder

TABLES = (
    *(Branch, SubmissionWindow, BranchDay, Customer, Contract, Account, LinkedPhone, LinkedEmail),
    *(MeteringPoint, Meter, Register, MeterAct),
)


def counts() -> list[int]:
    return [table._default_manager.count() for table in TABLES]


def test_every_column_is_stored(db: None, tmp_path: Path) -> None:
    assert load(tmp_path).ok
    assert counts() == [1, 2, 1, 2, 1, 3, 1, 1, 2, 3, 4, 1]
    person, organisation, closed = Account.objects.order_by("number")
    assert (person.tariff_group, person.electric_heating, person.meter_can_be_fitted) == (
        *("rural", True, False),
    )
    assert (organisation.max_power_kw, organisation.max_power_hours) == (Decimal("12.50"), 720)
    assert [one.state for one in (person, organisation, closed)] == ["active", "active", "closed"]
    assert (person.contract, person.emails.get().address) == (None, "ayana@example.ru")
    assert Branch.objects.get().dispatcher_number == "112"
    assert list(SubmissionWindow.objects.order_by("valid_from").values_list("first_day")) == [
        *((23,), (20,)),
    ]
    assert BranchDay.objects.get().day == date(2026, 8, 15)
    assert list(MeteringPoint.objects.values_list("name", "max_power_kw", "common_property")) == [
        ("Цех", Decimal(10), False),
        ("Лавка", Decimal("2.5"), True),
    ]
    act = MeterAct.objects.get()
    assert (act.meter.serial, act.kind, act.number) == ("A1", "broken", "7-Н")


def test_accounts_under_one_contract_are_one_customers(db: None, tmp_path: Path) -> None:
    load(tmp_path)
    contract = Contract.objects.get()
    assert {one.customer for one in contract.accounts.all()} == {contract.customer}
    assert contract.accounts.count() == 2
    assert contract.number_folded == "к-1 19"
    more = FILES["customers"].replace("100000003", "100000004").replace("100000002", "100000005")
    load(tmp_path, customers=more)
    assert contract.accounts.count() == 4
    assert Customer.objects.filter(name="ООО «Уют»").count() == 1


def test_a_replacement_joins_two_meters_in_any_order(db: None, tmp_path: Path) -> None:
    load(tmp_path)
    old, new = Meter.objects.get(serial="A1"), Meter.objects.get(serial="A2")
    assert (new.replaces, old.removed, new.automatic) == (old, date(2026, 5, 20), True)
    assert old.registers.get().closing == 99_876
    assert [one.opening for one in new.registers.all()] == [3, 0]
    assert Meter.objects.get(serial="B2").point == MeteringPoint.objects.get(name="Цех")


def test_the_same_files_again_change_nothing(db: None, tmp_path: Path) -> None:
    load(tmp_path)
    before = counts()
    again = load(tmp_path)
    assert (again.ok, again.changes) == (True, 0)
    assert counts() == before
    assert not Change.objects.exists()


def test_a_file_without_the_newer_columns_leaves_what_they_said(db: None, tmp_path: Path) -> None:
    load(tmp_path)
    old = {
        "customers": "account;branch;kind;name;address;phone;residents;rooms;electric_stove;"
        "max_power_kw\n100000001;tyva;person;Ооржак Аяна;Кызыл, Мира, 9;;2;1;1;\n"
        "100000009;tyva;person;Ли Ян;;;;;;\n",
        "meters": "account;serial;zones;digits;installed;verified_until;ratio\n"
        "100000001;A1;1;5;2015-05-15;2032-06-01;1\n100000009;C1;1;5;;;1\n",
    }
    report = load(tmp_path, **old)
    assert report.ok
    person = Account.objects.get(number="100000001")
    assert (person.address, person.tariff_group) == ("Кызыл, Мира, 9", "rural")
    assert person.emails.exists()
    meter = Meter.objects.get(serial="A1")
    assert (meter.removed, meter.registers.get().closing) == (date(2026, 5, 20), 99_876)
    fresh = Account.objects.get(number="100000009")
    assert (fresh.state, fresh.meter_can_be_fitted, fresh.electric_heating) == (
        *("active", True, False),
    )


def test_changed_rows_have_a_history_and_new_ones_a_run(db: None, tmp_path: Path) -> None:
    load(tmp_path)
    runs = {one.kind: one for one in ImportRun.objects.all()}
    assert set(runs) == set(FILES)
    assert (runs["customers"].author, runs["customers"].added, runs["customers"].at) == (
        *("petrova", 3, AT),
    )
    assert len(runs["customers"].sha256) == 64
    assert not Change.objects.exists()
    changed = {
        "customers": FILES["customers"]
        .replace("Ооржак Аяна", "Ондар Аяна")
        .replace("Ленина, 1;+79130000001", "Ленина, 3;+79130000007")
        .replace(";1;;1\n", ";1;;0\n"),
        "meters": FILES["meters"].replace("99876", "99877").replace("2031", "2033"),
        "points": FILES["points"].replace("2.5", "3"),
        "acts": FILES["acts"].replace("Не считает", "Разбит"),
        "windows": FILES["windows"].replace("20;25", "21;25"),
        "branches": FILES["branches"].replace("112", "113"),
    }
    report = load(tmp_path, **changed)
    assert {one.file: one.changed for one in report.files} == {
        "branches.csv": 1,
        "windows.csv": 1,
        "days.csv": 0,
        "customers.csv": 2,
        "points.csv": 1,
        "meters.csv": 1,
        "acts.csv": 1,
        "readings.csv": 0,
    }
    told = [tell(one) for one in changes_of(Account.objects.get(number="100000001"))]
    assert {(one.author, one.why, one.at) for one in told} == {
        ("petrova", "загрузка файла customers.csv", AT),
        ("petrova", "загрузка файла meters.csv", AT),
        ("petrova", "загрузка файла acts.csv", AT),
    }
    fields = {(field.name, field.old, field.new) for one in told for field in one.fields}
    assert fields >= {
        ("имя или название", "Ооржак Аяна", "Ондар Аяна"),
        ("адрес", "Кызыл, Ленина, 1", "Кызыл, Ленина, 3"),
        ("телефон", "—", "+79130000007"),
        ("поверен до", "01.06.2031", "01.06.2033"),
        ("показание при снятии", "99876", "99877"),
        ("примечание", "Не считает", "Разбит"),
    }
    assert ImportRun.objects.filter(kind="customers").first().changed == 2  # type: ignore[union-attr]


def test_a_contract_and_a_replacement_come_later(db: None, tmp_path: Path) -> None:
    plain = FILES["customers"].replace("К-1/19", "")
    load(tmp_path, customers=plain, meters=FILES["meters"].replace(";A1;3", ";;3"))
    report = load(tmp_path)
    assert [one.changed for one in report.files if one.file in ("customers.csv", "meters.csv")] == [
        *(2, 1),
    ]
    assert Contract.objects.get().accounts.count() == 2
    assert Meter.objects.get(serial="A2").replaces == Meter.objects.get(serial="A1")
    changed = Change.objects.get(table="meter")
    assert changed.fields == {"replaces": [None, "№ A1"]}
    assert load(tmp_path, meters=FILES["meters"].replace(";A1;3", ";;3")).changes == 1
    assert Meter.objects.get(serial="A2").replaces is None


C, M = header("customers"), header("meters")
PERSON = "100000001;tyva;person;А;;;;;;"


@pytest.mark.parametrize(
    ("kind", "text", "line", "column", "reason"),
    [
        ("customers", f"{C}\n{PERSON};;Сельская;;;;;", 2, "tariff_group", "латинские"),
        ("customers", f"{C}\n{PERSON};;;2;;;;", 2, "electric_heating", "1 (да)"),
        ("customers", f"{C}\n{PERSON};;;;745;;;", 2, "max_power_hours", "от 0 до 744"),
        ("customers", f"{C}\n{PERSON};;;;;;почта;", 2, "email", "не адрес"),
        ("customers", f"{C}\n{PERSON};;;;;;a@b;", 2, "email", "не адрес"),
        ("customers", f"{C}\n{PERSON};;;;;;;закрыт", 2, "closed", "1 (да)"),
        ("customers", f"{C}\n{PERSON};{'К' * 31};;;;;;", 2, "contract", "длиннее 30"),
        (
            "customers",
            f"{C}\n{PERSON};К-1;;;;;;\n100000002;tyva;person;Б;;;;;;;К-1;;;;;;",
            *(3, "contract", "в строке 2 он записан за другим"),
        ),
        ("points", f"{header('points')}\n100000009;Дом;;;", 2, "account", "нет такого лицевого"),
        ("points", f"{header('points')}\n100000001;;;;", 2, "name", "не заполнено"),
        (
            "points",
            f"{header('points')}\n100000001;Дом;;;\n100000001;Дом;;;",
            *(3, "name", "уже есть в строке 2"),
        ),
        ("points", f"{header('points')}\n100000001;Дом;;много;", 2, "max_power_kw", "нужно число"),
        ("meters", f"{M}\n100000002;B2;1;6;;;30;Склад;;;;;", 2, "point", "нет такой точки"),
        (
            "meters",
            f"{M}\n100000001;A1;1;5;2015-05-15;;1;;;2015-05-14;;;",
            *(2, "removed", "раньше, чем установлен"),
        ),
        ("meters", f"{M}\n100000001;A1;1;5;;;1;;;;;1,2;", 2, "opening", "шкал 1"),
        ("meters", f"{M}\n100000001;A1;1;5;;;1;;;;;сто;", 2, "opening", "через запятую"),
        ("meters", f"{M}\n100000001;A1;1;5;;;1;;;;;100000;", 2, "opening", "5 цифр"),
        ("meters", f"{M}\n100000001;A1;1;5;;;1;;;;;;9", 2, "closing", "дня снятия нет"),
        ("meters", f"{M}\n100000001;A1;1;5;;;1;;;;A9;;", 2, "replaces", "нет такого счётчика"),
        ("meters", f"{M}\n100000001;A1;1;5;;;1;;;;A1;;", 2, "replaces", "сам себя"),
        (
            "meters",
            f"{M}\n100000001;A1;1;5;;;1;;;;;;\n100000001;A2;1;5;;;1;;;;A1;;",
            *(3, "replaces", "нет дня снятия"),
        ),
        (
            "meters",
            f"{M}\n100000001;A1;1;5;;;1;;;2026-05-20;;;\n100000001;A2;1;5;;;1;;;;A1;;\n"
            "100000001;A3;1;5;;;1;;;;A1;;",
            *(4, "replaces", "уже установлен № A2"),
        ),
        (
            "meters",
            f"{M}\n100000002;B1;1;5;;;1;Цех;;2026-05-20;;;\n100000002;B2;1;5;;;1;Лавка;;;B1;;",
            *(3, "replaces", "на другой точке"),
        ),
        ("acts", f"{header('acts')}\n100000001;Z9;broken;2026-05-19;;", 2, "serial", "нет такого"),
        (
            "acts",
            f"{header('acts')}\n100000001;A1;lost;2026-05-19;;",
            2,
            "kind",
            "broken, repaired",
        ),
        (
            "acts",
            f"{header('acts')}\n100000001;A1;broken;2026-05-21;;",
            *(2, "day", "на месте не было"),
        ),
        (
            "acts",
            f"{header('acts')}\n100000001;A1;broken;2026-05-19;;\n100000001;A1;broken;2026-05-19;;",
            *(3, "day", "уже есть в строке 2"),
        ),
        ("windows", f"{header('windows')}\nomsk;2026-11;1;25", 2, "branch", "нет такого филиала"),
        ("windows", f"{header('windows')}\ntyva;2026-11-01;1;25", 2, "valid_from", "месяц вида"),
        ("windows", f"{header('windows')}\ntyva;2026-11;26;25", 2, "last_day", "кончаться раньше"),
        (
            "windows",
            f"{header('windows')}\ntyva;2026-11;1;25\ntyva;2026-11;2;25",
            *(3, "valid_from", "уже есть в строке 2"),
        ),
        ("days", f"{header('days')}\ntyva;2026-12-31;с восьми;", 2, "hours", "08:00-17:00"),
        ("days", f"{header('days')}\ntyva;31.12.2026;;", 2, "day", "2026-11-25"),
        ("branches", FILES["branches"].replace("112", "01-01"), 2, "dispatcher_number", "15 цифр"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_stored(
    db: None, tmp_path: Path, *, kind: str, text: str, line: int, column: str, reason: str
) -> None:
    report = load(tmp_path, **{kind: text})
    first = report.problems[0]
    assert (first.file, first.line, first.column) == (f"{kind}.csv", line, column)
    assert reason in first.reason
    assert counts() == [0] * len(TABLES)
    assert not ImportRun.objects.exists()


def test_a_contract_is_not_taken_from_its_customer(db: None, tmp_path: Path) -> None:
    load(tmp_path)
    row = "100000004;tyva;organisation;ИП Чужой;;;;;;;К-1/19;;;;;;"
    report = load(tmp_path, customers=f"{C}\n{row}")
    assert "заключён с другим" in report.problems[0].reason
    known = "100000001;tyva;person;Ооржак Аяна;;;;;;;К-1/19;;;;;;"
    report = load(tmp_path, customers=f"{C}\n{known}")
    assert "заключён с другим" in report.problems[0].reason


def test_a_dry_run_checks_everything_and_stores_nothing(db: None, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    report = import_folder(folder, AT, Manner(dry_run=True))
    assert (report.ok, report.dry_run) == (True, True)
    assert [one.added for one in report.files] == [1, 2, 1, 3, 2, 3, 1, 1]
    assert counts() == [0] * len(TABLES)
    bad = folder_of(tmp_path, readings=FILES["readings"].replace("B2", "Z9"))
    assert "нет такого счётчика" in import_folder(bad, AT, Manner(dry_run=True)).problems[0].reason


def test_ids_of_deleted_rows_are_not_given_again(db: None, tmp_path: Path) -> None:
    load(tmp_path)
    act = MeterAct.objects.get()
    number = act.pk
    act.delete()
    load(tmp_path)
    assert MeterAct.objects.get().pk > number
    later = MeteringPoint.objects.create(account=Account.objects.first(), name="Гараж")
    assert later.pk > max(MeteringPoint.objects.exclude(pk=later.pk).values_list("pk", flat=True))


def test_progress_is_heard(db: None, tmp_path: Path) -> None:
    heard: list[tuple[str, int]] = []
    folder = folder_of(tmp_path)
    rows = "".join(f"{100_000_000 + n};tyva;person;А;;;;;;\n" for n in range(2500))
    old = "account;branch;kind;name;address;phone;residents;rooms;electric_stove;max_power_kw\n"
    import_file("branches", folder / "branches.csv", AT)
    path = tmp_path / "many.csv"
    path.write_text(old + rows, encoding="utf-8")
    manner = Manner(progress=lambda file, lines: heard.append((file, lines)))
    assert import_file("customers", path, AT, manner).files[0].added == 2500
    assert heard == [("many.csv", 1000), ("many.csv", 2000), ("many.csv", 2501)]
