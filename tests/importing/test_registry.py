"""Registries of banks: whole or refused, each row by the ledger's checks, nothing lost."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from files_made_up import AT
from tables_made_up import make_company, workbook

from meterline.customers.models import Account, Branch, HeldRow, ImportRun, Meter
from meterline.importing.formats import REGISTRY
from meterline.importing.handover import Handover
from meterline.importing.map_files import map_of
from meterline.importing.maps import ColumnMap
from meterline.importing.registry import import_registry
from meterline.importing.services import Manner
from meterline.readings.models import JournalEntry, Reading, Receipt

BANK: dict[str, Any] = {
    "name": "Банк",
    "file": {"encoding": "cp1251", "header": 0, "decimal": ",", "date": "ДД.ММ.ГГГГ чч:мм"},
    "columns": {
        **{"1": "payment", "2": "given", "3": "account", "4": "serial"},
        **{"5": "t1", "6": "t2", "7": "t3", "8": "amount"},
    },
    "trailer": {"begins": "=", "rows": 1, "sums": {"8": 2}},
}
GOOD = "П1;22.11.2026 10:15;000123456;;1290,4;;;500,00"
THREE = "П2;21.11.2026 09:00;100000007;T3;310;205;107;1000,50"
PAID_ONLY = "П3;21.11.2026 09:00;100000007;T3;;;;1000,50"


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    make_company(tmp_path)
    return tmp_path


def bank_map(**changed: Any) -> ColumnMap:
    return map_of({**BANK, **changed}, REGISTRY.all)


def bank_file(folder: Path, *rows: str, end: str | None = None) -> Path:
    total = sum(float(row.rsplit(";", 1)[1].replace(",", ".")) for row in rows)
    last = f"={len(rows)};{total:.2f}".replace(".", ",") if end is None else end
    path = folder / "registry.txt"
    path.write_text("".join(f"{row}\r\n" for row in (*rows, last)), encoding="cp1251", newline="")
    return path


def load(folder: Path, *rows: str, at: datetime = AT, **manner: Any) -> Handover:
    columns = manner.pop("columns", bank_map())
    return import_registry(
        bank_file(folder, *rows), at, Manner("petrova", columns=columns, **manner)
    )


def november() -> list[tuple[str, int, str, str]]:
    rows = Reading.objects.filter(counted_for="2026-11-01").order_by("id")
    return list(rows.values_list("register__zone", "value", "status", "source"))


def test_good_rows_go_the_way_of_all_readings(folder: Path) -> None:
    done = load(folder, GOOD, THREE, PAID_ONLY)
    assert str(done) == (
        "registry.txt: строк 3, принято 2, на проверку 0, не принято 0, "
        "были раньше 0, без показаний 1; платежей 3 на 2501,00 ₽, были раньше 0"
    )
    assert november() == [
        ("single", 1290, "accepted", "registry"),
        ("peak", 310, "accepted", "registry"),
        ("night", 205, "accepted", "registry"),
        ("half_peak", 107, "accepted", "registry"),
    ]
    first = Reading.objects.get(value=1290)
    assert (first.evidence, first.author) == ("registry.txt, строка 1", "petrova")
    assert first.received_at == datetime.fromisoformat("2026-11-22T10:15:00+07:00")
    assert JournalEntry.objects.filter(kind="transmission").count() == 2
    run = ImportRun.objects.get(kind="registry")
    assert (run.author, run.added, run.file) == ("petrova", 3, "registry.txt")


def test_a_second_time_changes_nothing(folder: Path) -> None:
    load(folder, GOOD, THREE, "П4;22.11.2026 10:15;999999999;;5;;;1,00")
    counts = [table.objects.count() for table in (Reading, Receipt, ImportRun, HeldRow)]
    done = load(folder, GOOD, THREE, "П4;22.11.2026 10:15;999999999;;5;;;1,00")
    assert (done.accepted, done.known, len(done.refused)) == (0, 2, 1)
    assert [table.objects.count() for table in (Reading, Receipt, ImportRun, HeldRow)] == counts


def test_another_bank_numbers_its_payments_by_itself(folder: Path) -> None:
    load(folder, GOOD)
    other = GOOD.replace("1290,4", "1295")
    refused = load(folder, other).refused[0]
    assert refused.reason == "платёж с этим номером уже загружен с другими показаниями"
    assert load(folder, other, columns=bank_map(name="Другой банк")).accepted == 1


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("1100", "меньше прежнего показания (было 1200)"),
        ("90000", "расход слишком велик (было 1200)"),
        ("12905", "похоже, передана и цифра после запятой (было 1200)"),
    ],
)
def test_doubtful_values_wait_for_a_person(folder: Path, value: str, reason: str) -> None:
    row = GOOD.replace("1290,4", value)
    tried = load(folder, row, dry_run=True)
    assert [one.reason for one in tried.under_review] == [reason]
    assert november() == []
    done = load(folder, row)
    assert (done.accepted, [one.reason for one in done.under_review]) == (0, [reason])
    assert november() == [("single", int(value), "under_review", "registry")]
    assert (load(folder, row).known, HeldRow.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("П1;;999999999;;1290;;;1,00", "Такого лицевого счёта нет."),
        ("П1;;000123456;Z9;1290;;;1,00", "у лицевого счёта нет такого счётчика"),
        ("П1;;100000007;;310;;;1,00", "счётчиков у лицевого счёта 2, а в строке не назван ни один"),
        ("П1;;000123456;S1;1290;10;;1,00", "у этого счётчика тарифов 1, а передан T2"),
        ("П1;;000123456;S1;129000;;;1,00", "у счётчика 5 цифр до запятой"),
        ("П1;23.11.2026 00:01;000123456;S1;1290;;;1,00", "дата 23.11.2026 ещё не наступила"),
        (
            "П1;01.10.2026 10:00;000123456;S1;1290;;;1,00",
            "дата 01.10.2026 старше 31 дня: загрузите как историю",
        ),
        ("П1;;100000001;A2;5;1;;1,00", "Показания этого счётчика передаёт сам счётчик"),
        ("П1;;100000003;;5;;;1,00", "Лицевой счёт закрыт"),
    ],
)
def test_a_refused_row_is_held_and_the_others_are_taken(
    folder: Path, row: str, reason: str
) -> None:
    tried = load(folder, row, THREE, dry_run=True)
    assert tried.refused[0].reason.startswith(reason)
    assert not HeldRow.objects.exists()
    done = load(folder, row, THREE)
    assert (done.accepted, done.refused[0].line) == (1, 1)
    held = HeldRow.objects.get()
    assert held.reason.startswith(reason)
    assert (held.line, held.account, held.state) == (1, row.split(";")[2], "waiting")


def test_a_held_row_is_settled_once_it_is_accepted(folder: Path) -> None:
    row = "П1;;000123456;NEW;70;;;1,00"
    load(folder, row)
    meter = Meter.objects.create(
        account=Account.objects.get(number="000123456"), serial="NEW", digits=5
    )
    meter.registers.create(zone="single")
    assert load(folder, row).accepted == 1
    assert HeldRow.objects.get().state == "taken"


@pytest.mark.parametrize(
    ("rows", "end", "line", "column", "reason"),
    [
        ((GOOD, THREE), "=3;1500,50", 3, "итог, поле 1", "строк в файле 2, а в итоге"),
        ((GOOD, THREE), "=2;1500,00", 3, "итог, поле 2", "сумма столбца «8» 1500,50, а в итоге"),
        ((GOOD, THREE), "=2", 3, "итог, поле 2", "сумма столбца «8»"),
        ((GOOD,), GOOD.replace("П1", "П9"), 1, "", "нет строки итогов, начинающейся с «=»"),
        ((GOOD, GOOD), None, 2, "1", "уже есть в строке 1"),
        ((GOOD, "П2;22.11.2026;100000007;T3;сто;;;1,00"), None, 2, "2", "нужна дата вида"),
        ((GOOD, "П2;;100000007;T3;1;;;1,001"), None, 2, "8", "нужно число"),
        ((GOOD, ";;100000007;T3;1;;;1,00"), None, 2, "1", "не заполнено"),
        ((GOOD, "П2;1,00"), "=2;501,00", 2, "", "полей 2, а столбцов 8"),
    ],
)
def test_a_file_of_a_wrong_form_hands_over_nothing(
    folder: Path, *, rows: tuple[str, ...], end: str | None, line: int, column: str, reason: str
) -> None:
    path = bank_file(folder, *rows, end=end)
    done = import_registry(path, AT, Manner(columns=bank_map()))
    first = done.file.problems[0]
    assert (first.line, first.column) == (line, column)
    assert first.reason.startswith(reason)
    assert (november(), HeldRow.objects.count()) == ([], 0)
    assert "ошибок" in str(done)


def test_a_dry_run_stores_nothing(folder: Path) -> None:
    done = load(folder, GOOD, THREE, dry_run=True)
    assert (done.accepted, november()) == (2, [])
    assert not ImportRun.objects.filter(kind="registry").exists()


def test_what_was_paid_in_the_window_counts_though_the_file_came_late(folder: Path) -> None:
    Branch.objects.update(window_from=15, window_to=25)
    later = AT + timedelta(days=6)
    load(folder, GOOD, "П5;27.11.2026 09:00;100000007;T2;10;5;;1,00", at=later)
    months = Reading.objects.filter(source="registry").values_list("value", "counted_for")
    assert {value: f"{month:%m}" for value, month in months} == {1290: "11", 10: "12", 5: "12"}


def test_a_registry_of_excel_without_a_map(folder: Path) -> None:
    rows = [["payment", "account", "t1", "given"], ["77", "000123456", 1290, AT.date()]]
    path = workbook(folder / "bank.xlsx", ("реестр", rows))
    assert import_registry(path, AT).accepted == 1
    # A day without a time is its noon.
    assert Reading.objects.get(value=1290).received_at == AT


def test_progress_is_heard(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meterline.importing.registry.AT_ONCE", 1)
    heard: list[tuple[str, int]] = []
    load(folder, GOOD, THREE, progress=lambda file, line: heard.append((file, line)))
    assert heard == [("registry.txt", 1), ("registry.txt", 2)]
