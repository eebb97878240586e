"""A made-up company in the data base, and the same one by way of files."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction
from typer.testing import CliRunner

from meterline.cli.main import app
from meterline.customers.models import Account, Branch, Customer, LinkedPhone, Meter, Register
from meterline.customers.selectors import accounts_of_phone, find_accounts
from meterline.importing.services import import_folder
from meterline.readings.journal.verify import Faulty, verify
from meterline.readings.models import Reading
from meterline.readings.selectors import account_card
from meterline.synth.csv_files import write_files
from meterline.synth.plan import Plan
from meterline.synth.services import NotEmpty, made_accounts, make_base

PLAN = Plan(accounts=300, last=date(2026, 10, 1), months=4)
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)


def told(_: int) -> None:
    """Nobody looks at the progress."""


def in_base() -> dict[str, object]:
    """All that a company has to know of its customers, by account."""
    meters = Meter.objects.order_by("serial").values_list(
        "account__number", "serial", "digits", "ratio", "installed", "removed", "automatic",
        "verified_until", "point__name", "replaces__serial",
    )  # fmt: skip
    accounts = Account.objects.order_by("number").values_list(
        "number", "branch__key", "customer__kind", "customer__name_folded", "address_folded",
        "residents", "tariff_group", "max_power_kw", "contract__number_folded", "state",
    )  # fmt: skip
    registers = Register.objects.order_by("meter__serial", "zone")
    phones = LinkedPhone.objects.order_by("number", "account__number")
    return {
        "accounts": list(accounts),
        "customers": Customer.objects.count(),
        "meters": list(meters),
        "registers": list(registers.values_list("meter__serial", "zone", "opening", "closing")),
        "phones": list(phones.values_list("number", "account__number")),
    }


def months_read() -> dict[tuple[str, str, date], int]:
    """The value that holds: the last that came."""
    rows = Reading.objects.order_by("received_at", "id").values_list(
        "register__meter__serial", "register__zone", "counted_for", "value"
    )
    return {(serial, zone, month): value for serial, zone, month, value in rows}


@pytest.fixture
def made(db: None) -> int:
    return make_base(PLAN, told)


def test_the_base_holds_what_was_made(made: int) -> None:
    company = [one for chunk in made_accounts(PLAN) for one in chunk]
    assert Account.objects.count() == len(company) == PLAN.accounts
    assert Reading.objects.count() == made > PLAN.accounts
    one = next(one for one in company if one.phone and one.meters and not one.closed)
    card = account_card(one.number, AT)
    assert card is not None
    assert card.name == one.name
    assert [meter.serial for meter in card.meters] == [
        meter.serial for meter in one.meters if not meter.removed
    ]
    assert one.number in accounts_of_phone(one.phone)
    assert one.number in [found.number for found in find_accounts(one.meters[0].serial)]


def test_a_history_as_it_is_read_is_as_it_was_made(made: int) -> None:
    company = [one for chunk in made_accounts(PLAN) for one in chunk]
    wanted = {
        (meter.serial, zone.value, given.counted_for): value
        for one in company
        for meter in one.meters
        for given in sorted(meter.readings, key=lambda given: given.at)
        for zone, value in zip(meter.zones, given.values, strict=True)
    }
    assert months_read() == wanted


def test_files_bring_the_same_company(db: None, tmp_path: Path) -> None:
    with transaction.atomic():
        make_base(PLAN, told)
        directly = in_base(), months_read()
        transaction.set_rollback(True)
    write_files(PLAN, tmp_path, told)
    assert import_folder(tmp_path, AT).problems == ()
    assert in_base() == directly[0]
    assert months_read() == directly[1]


def test_the_journal_tells_of_the_history(made: int) -> None:
    assert verify().entries == 1


def test_a_reading_put_in_later_shows(made: int) -> None:
    row = Reading.objects.order_by("id").first()
    assert row is not None
    row.pk, row._state.adding = None, True
    row.save()
    with pytest.raises(Faulty):
        verify()


def test_rows_added_afterwards_find_their_ids_free(made: int) -> None:
    branch = Branch.objects.get(key="omsk")
    customer = Customer.objects.create(kind=Customer.Kind.PERSON, name="Новый Пётр")
    Account.objects.create(number="1234567", branch=branch, customer=customer)
    assert Account.objects.count() == PLAN.accounts + 1


def test_a_base_with_customers_is_left_alone(made: int) -> None:
    with pytest.raises(NotEmpty):
        make_base(PLAN, told)
    assert Account.objects.count() == PLAN.accounts


def test_the_command_tells_what_it_made(db: None, home: Path) -> None:
    said = CliRunner().invoke(app, ["synth", "--accounts", "50", "--last", "2026-10"])
    assert said.exit_code == 0, said.output
    assert f"показаний {Reading.objects.count()}" in said.output
    assert Account.objects.count() == 50


def test_the_command_refuses_a_base_with_customers(made: int) -> None:
    said = CliRunner().invoke(app, ["synth", "--accounts", "50"])
    assert said.exit_code == 2
    assert "already" in said.stderr


def test_the_command_writes_files_and_touches_no_data_base(db: None, tmp_path: Path) -> None:
    arguments = ["synth", "--accounts", "50", "--csv", str(tmp_path / "files")]
    said = CliRunner().invoke(app, arguments)
    assert said.exit_code == 0, said.output
    lines = (tmp_path / "files" / "customers.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 51
    assert not Account.objects.exists()
