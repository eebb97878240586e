"""Import of the company's files: everything or nothing, and a reason for each bad cell."""

import shutil
from pathlib import Path

import pytest
from company_made_up import AT

from meterline.customers.models import Account, Branch, Customer, LinkedPhone, Meter, Register
from meterline.demo import FOLDER
from meterline.errors import Mendable
from meterline.importing.services import import_file, import_folder
from meterline.readings.models import Reading, Repeat

FILES = {
    "branches": (
        "key;name;iana;account_digits;window_from;window_to;operator_sip;dispatcher_sip;"
        "hours_workday;hours_window;name_unconfirmed_allowed;zone_order\n"
        "tyva;Тываэнерго;Asia/Krasnoyarsk;9;15;25;sip:1@127.0.0.1;;08:00-17:00;;1;day,night\n"
    ),
    "customers": (
        "account;branch;kind;name;address;phone;residents;rooms;electric_stove;max_power_kw\n"
        "100000001;tyva;person;Ооржак Аяна;Кызыл, Ленина, 1;+79130000001;2;1;1;\n"
        "100000002;tyva;organisation;ООО «Уют»;Кызыл, Мира, 2;;;;;12.5\n"
    ),
    "meters": (
        "account;serial;zones;digits;installed;verified_until;ratio\n"
        "100000001;A1;2;5;2015-05-15;2031-06-01;1\n"
        "100000002;B2;1;6;;;30\n"
    ),
    "readings": (
        "account;serial;month;zone;value;source\n"
        "100000001;A1;2026-09;day;500;consumer\n"
        "100000001;A1;2026-09;night;200;consumer\n"
        "100000002;B2;2026-10;single;123456;clerk\n"
    ),
}


def counts() -> list[int]:
    tables = (Branch, Customer, Account, LinkedPhone, Meter, Register, Reading, Repeat)
    return [table._default_manager.count() for table in tables]


def folder_of(folder: Path, **changed: str) -> Path:
    """Good files in a folder, some of them replaced."""
    folder.mkdir(exist_ok=True)
    for kind, text in (FILES | changed).items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    return folder


def test_good_files_are_stored(db: None, tmp_path: Path) -> None:
    report = import_folder(folder_of(tmp_path), AT)
    assert report.ok
    assert counts() == [1, 2, 2, 1, 2, 3, 3, 0]
    person = Account.objects.get(number="100000001")
    assert (person.customer.name_folded, person.electric_stove) == ("ооржак аяна", True)
    assert str(Account.objects.get(number="100000002").max_power_kw) == "12.50"
    assert Reading.objects.get(value=123456).evidence == "readings.csv, строка 4"
    assert [str(one) for one in report.files][1] == (
        "customers.csv: строк 2, добавлено 2, изменено 0, без изменений 0"
    )


def test_the_same_files_again_change_nothing(db: None) -> None:
    assert import_folder(FOLDER, AT).changes > 2000
    before = counts()
    again = import_folder(FOLDER, AT)
    assert (again.ok, again.changes) == (True, 0)
    assert counts() == before


def test_changed_rows_change_what_they_name_and_nothing_else(db: None, tmp_path: Path) -> None:
    import_folder(folder_of(tmp_path), AT)
    report = import_folder(
        folder_of(
            tmp_path,
            branches=FILES["branches"].replace("15;25", "20;25"),
            customers=FILES["customers"]
            .replace("Ооржак Аяна", "Ёлкина Аяна")
            .replace("Мира, 2;;", "Мира, 2;8 913 000-00-02;"),
            meters=FILES["meters"].replace("2031-06-01", "2033-06-01"),
        ),
        AT,
    )
    assert [(one.added, one.changed, one.unchanged) for one in report.files] == [
        (0, 1, 0),
        (0, 2, 0),
        (0, 1, 1),
        (0, 0, 3),
    ]
    assert Branch.objects.get().window_from == 20
    assert Account.objects.get(number="100000001").customer.name_folded == "елкина аяна"
    assert LinkedPhone.objects.filter(number="+79130000002").exists()


def test_the_same_value_from_another_source_is_a_repeat(db: None, tmp_path: Path) -> None:
    import_folder(folder_of(tmp_path), AT)
    other = folder_of(tmp_path, readings=FILES["readings"].replace("clerk", "registry"))
    report = import_file("readings", other / "readings.csv", AT)
    assert (report.changes, Reading.objects.count(), Repeat.objects.count()) == (1, 3, 1)
    assert import_file("readings", other / "readings.csv", AT).changes == 0


CUSTOMERS = FILES["customers"].splitlines()[0]
METERS = FILES["meters"].splitlines()[0]
READINGS = FILES["readings"].splitlines()[0]
BRANCHES = FILES["branches"].splitlines()[0]
BRANCH = FILES["branches"].splitlines()[1]


@pytest.mark.parametrize(
    ("kind", "text", "line", "column", "value", "reason"),
    [
        # The file as a whole.
        ("customers", "", 1, "account", "", "нет такого столбца"),
        ("meters", "account;serial", 1, "zones", "", "нет такого столбца"),
        ("meters", f"{METERS};colour", 1, "", "colour", "неизвестный столбец"),
        ("meters", f"{METERS};serial", 1, "serial", "", "назван дважды"),
        ("meters", f"{METERS}\n1;2", 2, "", "", "полей 2, а столбцов 7"),
        ("meters", f'{METERS}\n"100000001', 2, "", "", "строка не читается"),
        # Branches.
        ("branches", f"{BRANCHES}\n{BRANCH}\n{BRANCH}", 3, "key", "tyva", "уже есть в строке 2"),
        (
            "branches",
            f"{BRANCHES}\n{BRANCH.replace('15;25', '25;15')}",
            *(2, "window_to", "15", "не может кончаться раньше"),
        ),
        (
            "branches",
            f"{BRANCHES}\n{BRANCH.replace('Asia/Krasnoyarsk', 'Asia/Kyzyl')}",
            *(2, "iana", "Asia/Kyzyl", "часового пояса"),
        ),
        (
            "branches",
            f"{BRANCHES}\n{BRANCH.replace('17:00', '25:00')}",
            *(2, "hours_workday", "08:00-25:00", "в пределах суток"),
        ),
        (
            "branches",
            f"{BRANCHES}\n{BRANCH.replace('08:00-17:00', 'днём')}",
            *(2, "hours_workday", "днём", "08:00-17:00"),
        ),
        (
            "branches",
            f"{BRANCHES}\n{BRANCH.replace('day,night', 'day,dusk')}",
            *(2, "zone_order", "day,dusk", "неизвестная зона «dusk»"),
        ),
        (
            "branches",
            f"{BRANCHES}\n{BRANCH.replace('tyva', 'Тыва', 1)}",
            *(2, "key", "Тыва", "латинские"),
        ),
        # Customers.
        (
            "customers",
            f"{CUSTOMERS}\n100000001;omsk;person;А;;;;;;",
            *(2, "branch", "omsk", "нет такого филиала"),
        ),
        (
            "customers",
            f"{CUSTOMERS}\n12345;tyva;person;А;;;;;;",
            *(2, "account", "12345", "из 9 цифр"),
        ),
        (
            "customers",
            f"{CUSTOMERS}\n10000000А;tyva;person;А;;;;;;",
            *(2, "account", "10000000А", "цифр"),
        ),
        (
            "customers",
            f"{CUSTOMERS}\n100000001;tyva;robot;А;;;;;;",
            *(2, "kind", "robot", "person, organisation"),
        ),
        ("customers", f"{CUSTOMERS}\n100000001;tyva;person;;;;;;;", 2, "name", "", "не заполнено"),
        (
            "customers",
            f"{CUSTOMERS}\n100000001;tyva;person;А;;12;;;;",
            *(2, "phone", "12", "не телефонный номер"),
        ),
        (
            "customers",
            f"{CUSTOMERS}\n100000001;tyva;person;А;;;двое;;;",
            *(2, "residents", "двое", "целое число"),
        ),
        (
            "customers",
            f"{CUSTOMERS}\n100000001;tyva;person;А;;;;;да;",
            *(2, "electric_stove", "да", "1 (да), 0 (нет)"),
        ),
        (
            "customers",
            f"{CUSTOMERS}\n100000001;tyva;person;А;;;;;;-5",
            *(2, "max_power_kw", "-5", "нужно число"),
        ),
        (
            "customers",
            f"{CUSTOMERS}\n100000001;tyva;person;{'А' * 201};;;;;;",
            *(2, "name", "А" * 201, "длиннее 200"),
        ),
        # Meters.
        (
            "meters",
            f"{METERS}\n999999999;A1;1;5;;;1",
            *(2, "account", "999999999", "нет такого лицевого счёта"),
        ),
        ("meters", f"{METERS}\n100000001;A1;4;5;;;1", 2, "zones", "4", "от 1 до 3"),
        ("meters", f"{METERS}\n100000001;A1;1;8;;;1", 2, "digits", "8", "от 4 до 7"),
        (
            "meters",
            f"{METERS}\n100000001;A1;1;5;15.05.2015;;1",
            2,
            "installed",
            "15.05.2015",
            "2026",
        ),
        ("meters", f"{METERS}\n100000001;A1;1;5;;;0.5", 2, "ratio", "0.5", "меньше 1"),
        (
            "meters",
            f"{METERS}\n100000001;A1;1;5;;;1\n100000001;A1;2;5;;;1",
            *(3, "serial", "A1", "уже есть в строке 2"),
        ),
        # Readings.
        (
            "readings",
            f"{READINGS}\n100000001;Z9;2026-09;day;1;consumer",
            *(2, "serial", "Z9", "нет такого счётчика"),
        ),
        (
            "readings",
            f"{READINGS}\n100000001;A1;2026-09;single;1;consumer",
            *(2, "zone", "single", "нет такой зоны"),
        ),
        (
            "readings",
            f"{READINGS}\n100000001;A1;2026-09;dusk;1;consumer",
            *(2, "zone", "dusk", "бывает"),
        ),
        (
            "readings",
            f"{READINGS}\n100000001;A1;2026-13;day;1;consumer",
            *(2, "month", "2026-13", "2026-11"),
        ),
        (
            "readings",
            f"{READINGS}\n100000001;A1;2027-01;day;1;consumer",
            *(2, "month", "2027-01", "ещё не наступил"),
        ),
        (
            "readings",
            f"{READINGS}\n100000001;A1;2026-09;day;100000;consumer",
            *(2, "value", "100000", "5 цифр"),
        ),
        (
            "readings",
            f"{READINGS}\n100000001;A1;2026-09;day;-1;consumer",
            *(2, "value", "-1", "целое число"),
        ),
        (
            "readings",
            f"{READINGS}\n100000001;A1;2026-09;day;1;dove",
            *(2, "source", "dove", "бывает"),
        ),
        (
            "readings",
            f"{READINGS}\n100000001;A1;2026-09;day;1;sms\n100000001;A1;2026-09;day;2;sms",
            *(3, "value", "2", "уже записано 1"),
        ),
    ],
)
def test_a_bad_file(
    db: None,
    tmp_path: Path,
    *,
    kind: str,
    text: str,
    line: int,
    column: str,
    value: str,
    reason: str,
) -> None:
    report = import_folder(folder_of(tmp_path, **{kind: text}), AT)
    first = report.problems[0]
    assert (first.file, first.line, first.column) == (f"{kind}.csv", line, column)
    assert first.value == value
    assert reason in first.reason
    assert counts() == [0] * 8


def test_every_bad_row_is_named_and_rows_that_point_to_them_are_not(
    db: None, tmp_path: Path
) -> None:
    customers = FILES["customers"].replace("person;", "robot;").replace("12.5", "много")
    report = import_folder(folder_of(tmp_path, customers=customers), AT)
    assert [str(problem) for problem in report.problems] == [
        "customers.csv, строка 2, столбец kind, «robot»: бывает: person, organisation",
        "customers.csv, строка 3, столбец max_power_kw, «много»: нужно число",
    ]
    assert str(report.files[1]) == "customers.csv: строк 2, ошибок 2"


def test_a_meter_keeps_its_zones(db: None, tmp_path: Path) -> None:
    import_folder(folder_of(tmp_path), AT)
    report = import_folder(folder_of(tmp_path, meters=FILES["meters"].replace("A1;2", "A1;1")), AT)
    assert report.problems[0].column == "zones"


def test_a_file_does_not_replace_what_the_ledger_holds(db: None, tmp_path: Path) -> None:
    import_folder(folder_of(tmp_path), AT)
    report = import_folder(
        folder_of(tmp_path, readings=FILES["readings"].replace("123456", "123457")), AT
    )
    assert "уже записано 123456" in report.problems[0].reason


def test_a_bad_file_undoes_the_good_ones_before_it(db: None, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "demo", ignore=shutil.ignore_patterns("calls*", "__*"))
    readings = tmp_path / "demo" / "readings.csv"
    readings.chmod(0o644)
    readings.write_text(readings.read_text(encoding="utf-8") + "1;2;3;4;5;6\n", encoding="utf-8")
    report = import_folder(tmp_path / "demo", AT)
    assert {problem.line for problem in report.problems} == {2931}
    assert counts() == [0] * 8


def test_other_encodings_are_refused_and_a_byte_order_mark_is_not(db: None, tmp_path: Path) -> None:
    path = folder_of(tmp_path) / "branches.csv"
    path.write_text(FILES["branches"], encoding="utf-8-sig")
    assert import_file("branches", path, AT).ok
    path.write_text(FILES["branches"], encoding="cp1251")
    assert "UTF-8" in import_file("branches", path, AT).problems[0].reason
    path.unlink()
    assert "не читается" in import_file("branches", path, AT).problems[0].reason


def test_a_folder_without_any_file_is_mendable(db: None, tmp_path: Path) -> None:
    with pytest.raises(Mendable, match="nothing to import"):
        import_folder(tmp_path, AT)
