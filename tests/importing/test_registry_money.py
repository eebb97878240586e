"""Payments of registries: each once, whole files or nothing, told in Russian."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError
from files_made_up import AT
from tables_made_up import make_company
from test_registry import GOOD, PAID_ONLY, THREE, bank_file, bank_map, load, november

from meterline.customers.models import HeldRow, ImportRun
from meterline.importing import registry
from meterline.importing.registry import import_registry
from meterline.importing.services import Manner
from meterline.payments.models import Payment
from meterline.payments.selectors import balance
from meterline.readings.models import Receipt


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    make_company(tmp_path)
    return tmp_path


def test_payments_are_stored_with_where_they_came_from(folder: Path) -> None:
    done = load(folder, GOOD, THREE, PAID_ONLY)
    assert (done.paid, done.paid_sum) == (3, Decimal("2501.00"))
    one = Payment.objects.get(payment_id="П1")
    assert (one.source, one.author, one.evidence) == ("Банк", "petrova", "registry.txt, строка 1")
    assert one.paid_at.isoformat() == "2026-11-22T03:15:00+00:00"
    assert balance(Payment.objects.get(payment_id="П2").account) == Decimal("-2001.00")


def test_overlapping_files_count_nothing_twice(folder: Path) -> None:
    load(folder, GOOD, THREE)
    again = load(folder, THREE, PAID_ONLY)
    assert (again.paid, again.paid_before, again.known, again.empty) == (1, 1, 1, 1)
    assert (Payment.objects.count(), Receipt.objects.count()) == (3, 2)


def test_a_dry_run_tells_of_the_money_and_takes_none(folder: Path) -> None:
    stranger = "П7;22.11.2026 10:15;999999999;;1290;;;500,00"
    tried = load(folder, GOOD, THREE, stranger, dry_run=True)
    assert not Payment.objects.exists()
    assert not ImportRun.objects.filter(kind="registry").exists()
    assert not HeldRow.objects.exists()
    done = load(folder, GOOD, THREE, stranger)
    assert str(done) == str(tried)


def test_totals_that_disagree_are_passed_over_only_when_told_so(folder: Path) -> None:
    path = bank_file(folder, GOOD, end="=2;700,00")
    manner = Manner("petrova", columns=bank_map())
    refused = import_registry(path, AT, manner)
    assert [one.reason for one in refused.file.problems] == [
        "строк в файле 1, а в итоге записано другое",
        "сумма столбца «8» 500,00, а в итоге записано другое",
    ]
    assert not Payment.objects.exists()
    done = import_registry(path, AT, replace(manner, despite_totals=True))
    assert (done.file.problems, done.paid, done.accepted) == ([], 1, 1)
    assert "итоги не сошлись: строк в файле 1" in ImportRun.objects.get(kind="registry").note


def test_a_bad_row_is_no_matter_of_totals(folder: Path) -> None:
    path = bank_file(folder, GOOD, ";;100000007;T3;1;;;1,00", end="=2;501,00")
    manner = Manner(columns=bank_map(), despite_totals=True)
    assert [one.line for one in import_registry(path, AT, manner).file.problems] == [2]
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("П1;;000123456;S1;сто;;;500,00", "показание T1 «сто» не читается: нужно целое число"),
        ("П1;;000123456;S1;-5;;;500,00", "показание T1 «-5» не читается: нужно целое число"),
    ],
)
def test_what_a_consumer_typed_wrong_stops_no_payment(folder: Path, row: str, reason: str) -> None:
    done = load(folder, row)
    assert (done.paid, done.refused[0].reason.startswith(reason)) == (1, True)
    held = HeldRow.objects.get()
    assert (held.amount, held.shown, november()) == (None, {}, [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("П1;;12-34;;;;;500,00", "лицевой счёт не читается: нужны 4–20 цифр без пробелов"),
        ("П1;;;;;;;500,00", "счёт не назван"),
        ("П1;;000123456;;1290;;;-500,00", "сумма меньше нуля: возврат оформляют отдельно"),
    ],
)
def test_a_row_whose_money_has_no_place_waits_with_it(folder: Path, row: str, reason: str) -> None:
    done = load(folder, row)
    assert (done.paid, [one.reason for one in done.refused]) == (0, [reason])
    assert HeldRow.objects.get().amount == Decimal(row.rsplit(";", 1)[1].replace(",", "."))
    assert (Payment.objects.count(), november()) == (0, [])


def test_one_payment_is_for_one_account(folder: Path) -> None:
    rows = ("П1;;000123456;S1;1290;;;1,00", "П1;;100000007;T3;310;;;2,00")
    (problem,) = load(folder, *rows).file.problems
    assert (problem.line, problem.column, problem.value) == (2, "1", "П1")
    assert problem.reason == "платёж уже назван в строке 1 для другого лицевого счёта"


def test_two_payments_of_one_account_are_two_readings(folder: Path) -> None:
    more = "П9;22.11.2026 11:15;000123456;;1295;;;100,00"
    done = load(folder, GOOD, more)
    assert (done.paid, done.accepted) == (2, 2)
    assert [value for _, value, _, _ in november()] == [1290, 1295]


def test_another_program_may_take_a_payment_meanwhile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Beaten(registry.Batch):
        tries = 0

        def take(self, rows: object) -> None:
            Beaten.tries += 1
            if Beaten.tries == 1:
                raise IntegrityError
            super().take(rows)  # type: ignore[arg-type]

    monkeypatch.setattr(registry, "Batch", Beaten)
    assert (load(folder, GOOD).accepted, Beaten.tries) == (1, 2)
    assert ImportRun.objects.filter(kind="registry").count() == 1
