"""What is handed out, to whom, and that nothing runs in the receiver's spreadsheet."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from company_made_up import AT, given, make_account, make_branch
from exports_made_up import charged, column, hand_out, rows_of
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from meterline.charging.models import Charge
from meterline.cli.main import app
from meterline.customers.models import Account, Customer, ExportRun
from meterline.errors import Mendable
from meterline.exporting import services, writers
from meterline.exporting.batches import in_batches
from meterline.exporting.scope import Scope
from meterline.exporting.services import Order, export
from meterline.readings.models import Reading, Source
from meterline.readings.services import submit_reading

NOVEMBER = date(2026, 11, 1)
SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def account(db: None) -> Account:
    return make_account("000000001", {"single": [10_000, 10_100, 10_200]})


@pytest.fixture
def elsewhere(db: None) -> Account:
    omsk = make_branch("omsk", "Asia/Omsk")
    return make_account("100000002", {"day": [5, 6, 7], "night": [1, 2, 3]}, branch=omsk)


def test_readings_of_all_sources_with_what_was_decided(account: Account, tmp_path: Path) -> None:
    submit_reading(given(account, single=10_300))
    submit_reading(given(account, single=10_300))
    register = account.meters.get().registers.get()
    computed = {"period": NOVEMBER, "counted_for": NOVEMBER, "received_at": AT}
    Reading.objects.create(register=register, value=9, source=Source.COMPUTED, **computed)
    path = tmp_path / "r.csv"
    assert hand_out("readings", path).rows == 5
    last, again = rows_of(path)[-2:]
    assert (last["account"], last["month"], last["value"]) == ("000000001", "2026-11", "10300")
    assert (last["source"], last["status"], len(last["receipt"])) == ("web", "accepted", 5)
    assert again["value"] == "10300"
    assert "9" not in column(path, "value")


def test_what_was_computed_stands_apart(
    account: Account, elsewhere: Account, tmp_path: Path
) -> None:
    charged(account, ground="norm")
    register = elsewhere.meters.get().registers.get(zone="day")
    computed = {"period": NOVEMBER, "counted_for": NOVEMBER, "received_at": AT}
    Reading.objects.create(register=register, value=9, source=Source.COMPUTED, **computed)
    path = tmp_path / "computed.csv"
    assert hand_out("computed", path).rows == 2
    history, norm = rows_of(path)
    assert (history["account"], history["value"], history["energy"]) == ("100000002", "9", "")
    assert (norm["account"], norm["energy"], norm["ground"]) == ("000000001", "100.0000", "norm")
    assert norm["explanation"].startswith("Показаний за октябрь 2026\u00a0г. не было")


def test_charges_come_with_their_lines_and_explanations(account: Account, tmp_path: Path) -> None:
    charged(account)
    hand_out("charges", tmp_path / "c.csv")
    (row,) = rows_of(tmp_path / "c.csv")
    assert (row["energy"], row["price"], row["amount"]) == ("100.0000", "2.28000", "228.00")
    assert "10\u00a0200 − 10\u00a0100 = 100\u00a0кВт·ч" in row["explanation"]
    hand_out("charges", tmp_path / "c.json")
    (record,) = json.loads((tmp_path / "c.json").read_text("utf-8"))["charges"]
    assert (record["account"], record["amount"]) == ("000000001", "228.00")
    assert record["lines"][0]["explanation"] == row["explanation"]


def test_a_charge_that_no_longer_holds_is_not_handed_out(account: Account, tmp_path: Path) -> None:
    old = charged(account)
    old.successor = Charge.objects.create(
        account=account,
        period=SEPTEMBER,
        run=old.run,
        energy=0,
        amount=0,
        estimated=False,
        issuable=True,
        digest="y",
    )
    old.save()
    assert hand_out("charges", tmp_path / "c.csv").rows == 0


@pytest.mark.parametrize(
    ("kind", "months", "rows"),
    [
        ("customers", {}, 1),
        ("meters", {}, 1),
        ("readings", {}, 6),
        ("readings", {"period": SEPTEMBER}, 2),
        ("readings", {"since": SEPTEMBER}, 4),
    ],
)
def test_one_branch_and_some_months(
    account: Account,
    elsewhere: Account,
    tmp_path: Path,
    *,
    kind: str,
    months: dict[str, date],
    rows: int,
) -> None:
    path = tmp_path / f"{kind}.csv"
    assert hand_out(kind, path, Scope(elsewhere.branch, **months)).rows == rows
    assert set(column(path, "account")) == {"100000002"}
    hand_out(kind, path, Scope(**months))
    assert set(column(path, "account")) == {"000000001", "100000002"}


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x")', "+7", "-1+1", "@SUM(A1)", "\t=1", "\r=1"]
)
def test_no_text_becomes_a_formula(account: Account, tmp_path: Path, name: str) -> None:
    Customer.objects.update(name=name)
    hand_out("customers", tmp_path / "c.csv")
    (row,) = rows_of(tmp_path / "c.csv")
    assert row["name"] == f"'{name}"
    hand_out("customers", tmp_path / "c.xlsx")
    with ZipFile(tmp_path / "c.xlsx") as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        styles = packed.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in styles


def test_numbers_stay_numbers_and_accounts_texts(account: Account, tmp_path: Path) -> None:
    charged(account)
    hand_out("meters", tmp_path / "m.xlsx")
    _, row = CalamineWorkbook.from_path(tmp_path / "m.xlsx").get_sheet_by_index(0).to_python()
    assert row[:4] == ["000000001", "7000000001", 1, 5]
    hand_out("charges", tmp_path / "c.xlsx")
    _, row = CalamineWorkbook.from_path(tmp_path / "c.xlsx").get_sheet_by_index(0).to_python()
    assert 228.0 in row


def test_a_full_sheet_goes_on_in_the_next(
    account: Account, elsewhere: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "ROWS_OF_SHEET", 4)
    hand_out("readings", tmp_path / "r.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "r.xlsx")
    assert book.sheet_names == ["readings", "readings 2", "readings 3"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [len(rows) for rows in sheets] == [4, 4, 4]
    assert all(rows[0][0] == "account" for rows in sheets)


def test_who_took_what_is_on_record(account: Account, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    hand_out("readings", path, Scope(account.branch, since=SEPTEMBER))
    run = ExportRun.objects.get()
    assert (run.author, run.at, run.kind, run.file) == ("petrova", AT, "readings", "r.csv")
    assert (run.branch, run.since, run.period, run.rows) == (account.branch, SEPTEMBER, None, 2)
    assert run.sha256 == sha256(path.read_bytes()).hexdigest()
    assert path.stat().st_mode & 0o077 == 0
    for change in (run.save, run.delete):
        with pytest.raises(TypeError):
            change()


def test_what_fails_leaves_neither_file_nor_record(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c.csv"
    path.write_text("прежний", encoding="utf-8")

    def broken(_: Scope) -> object:
        yield ("000000001",)
        raise RuntimeError

    table = services.TABLES["customers"]
    monkeypatch.setitem(services.TABLES, "customers", services.Table(table.columns, broken))  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        hand_out("customers", path)
    assert [one.name for one in tmp_path.iterdir()] == ["c.csv"]
    assert path.read_text(encoding="utf-8") == "прежний"
    assert not ExportRun.objects.exists()


@pytest.mark.parametrize(
    ("kind", "name", "scope", "reason"),
    [
        ("phones", "a.csv", Scope(), "не бывает выгрузки «phones»"),
        ("meters", "a.json", Scope(), "не выгружается в a.json"),
        ("meters", "a", Scope(), "не выгружается в a"),
        ("gis", "a.csv", Scope(period=NOVEMBER), "не выгружается в a.csv"),
        ("gis", "a.xml", Scope(), "выгружают один месяц"),
        ("customers", "a.csv", Scope(period=NOVEMBER), "не делится по месяцам"),
        ("readings", "a.csv", Scope(period=NOVEMBER, since=NOVEMBER), "и месяц, и начало"),
        ("readings", "нет/a.csv", Scope(), "не записывается"),
    ],
)
def test_what_cannot_be_handed_out(
    db: None, tmp_path: Path, *, kind: str, name: str, scope: Scope, reason: str
) -> None:
    with pytest.raises(Mendable, match=reason):
        hand_out(kind, tmp_path / name, scope)
    assert not ExportRun.objects.exists()


def test_rows_are_read_as_they_are_written(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make_account(f"10000000{number}", {})
    batches = in_batches(Account.objects.all(), 2)
    with django_assert_num_queries(1):
        assert len(next(batches)) == 2
    with django_assert_num_queries(3):
        assert [len(batch) for batch in batches] == [2, 1]


def test_progress_is_heard(
    account: Account, elsewhere: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "ROWS_A_STEP", 4)
    heard: list[int] = []
    export(Order("readings", tmp_path / "r.csv", "petrova", AT, progress=heard.append))
    assert heard == [4, 8]


def test_the_command(account: Account, tmp_path: Path, home: Path) -> None:
    words = ["export", "readings", str(tmp_path / "r.csv"), "--branch", "khakassia"]
    done = CliRunner().invoke(app, [*words, "--since", "2026-09", "--home", str(home)])
    assert (done.exit_code, "r.csv: строк 2, файлов 1" in done.output) == (0, True)
    words[-1] = "mars"
    done = CliRunner().invoke(app, [*words, "--home", str(home)])
    assert (done.exit_code, "name one of khakassia" in done.output) == (2, True)
