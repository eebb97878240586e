"""Rows of registries at the desk: found, assigned, rejected, by those who load registries."""

from pathlib import Path

import pytest
from company_made_up import AT, make_account, make_branch
from desk_made_up import employee, text
from django.test import Client

from meterline.customers.models import Account, HeldRow
from meterline.importing.map_files import map_of
from meterline.importing.registry import import_registry
from meterline.importing.services import Manner
from meterline.payments.models import Payment
from meterline.readings.models import Reading
from meterline.staff.models import AuditEntry
from meterline.staff.permissions import Role

ROWS = (
    "payment;account;t1;amount;payer;given\n"
    "П1;999999999;10300;500.00;Сат Анай;2026-11-21\n"
    "П2;100000001;сто;1.00;Ондар Чечек;2026-11-21\n"
)


@pytest.fixture
def account(db: None) -> Account:
    return make_account("100000001", {"single": [10_000, 10_100, 10_200]})


@pytest.fixture
def billing(client: Client, account: Account, tmp_path: Path) -> Client:
    """Signed in, with two rows that wait: one of nobody's account, one without a reading."""
    path = tmp_path / "bank.csv"
    path.write_text(ROWS, encoding="utf-8")
    import_registry(path, AT, Manner("ivanova", columns=map_of({"name": "bank"})))
    client.force_login(employee("petrova", Role.BILLING, account.branch))
    return client


def row(payment: str) -> HeldRow:
    return HeldRow.objects.get(payment=payment)


def post(client: Client, payment: str, **sent: str) -> str:
    answer = client.post("/desk/held/row/", {"row": row(payment).pk, **sent}, follow=True)
    return text(answer)


def test_the_list_shows_what_waits_and_why(billing: Client) -> None:
    page = text(billing.get("/desk/held/"))
    assert "Такого лицевого счёта нет." in page
    assert "показание T1 «сто» не читается" in page
    assert "Строк 2, страница 1 из 1" in page
    assert "Сат Анай" in text(billing.get("/desk/held/?q=П1"))
    assert "Таких строк нет." in text(billing.get("/desk/held/?state=rejected"))


def test_an_account_is_found_and_the_row_assigned_to_it(billing: Client, account: Account) -> None:
    address = f"/desk/held/row/?row={row('П1').pk}"
    page = text(billing.get(f"{address}&account=100000001"))
    assert "Фёдорова Алёна Петровна" in page
    page = post(billing, "П1", account="100000001", what="assign")
    assert "Решено: отнесена на лицевой счёт 100000001" in page
    assert "платёж зачтён; показания приняты" in page
    assert Payment.objects.get(payment_id="П1").account == account
    assert Reading.objects.filter(value=10_300, author="petrova").exists()
    entry = AuditEntry.objects.get(action="load_registries")
    assert (entry.who, entry.account, entry.details["payment"]) == ("petrova", account, "П1")


@pytest.mark.parametrize(
    ("payment", "what", "state"),
    [("П1", "return", "деньги к возврату"), ("П2", "reject", "отклонена")],
)
def test_others_are_decided_with_a_reason(
    billing: Client, payment: str, what: str, state: str
) -> None:
    assert "Укажите причину." in post(billing, payment, what=what, note=" ")
    assert f"Решено: {state}. не наш плательщик" in post(
        billing, payment, what=what, note="не наш плательщик"
    )
    assert AuditEntry.objects.get(action="load_registries").account is None
    assert "Эта строка уже решена" in post(billing, payment, what="reject", note="ещё раз")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"what": "assign"}, "Укажите лицевой счёт"),
        ({"what": "assign", "account": "000"}, "Такого лицевого счёта нет."),
        ({"what": "burn", "note": "x"}, "Выберите, что сделать"),
    ],
)
def test_what_cannot_be_done_is_told(billing: Client, sent: dict[str, str], told: str) -> None:
    assert told in post(billing, "П1", **sent)
    assert row("П1").state == "waiting"


def test_another_branchs_account_is_left_to_its_branch(billing: Client) -> None:
    make_account("200000002", {"single": [1]}, branch=make_branch("tyva"))
    address = f"/desk/held/row/?row={row('П1').pk}"
    assert billing.get(f"{address}&account=200000002").status_code == 403
    billing.force_login(employee("tyvan", Role.BILLING, make_branch("tyva")))
    page = text(billing.get("/desk/held/"))
    assert ("Сат Анай" in page, "Ондар Чечек" in page) == (True, False)
    assert billing.get(f"/desk/held/row/?row={row('П2').pk}").status_code == 403


@pytest.mark.parametrize("number", ["", "x", "0"])
def test_a_row_that_is_not_there_leads_to_the_list(billing: Client, number: str) -> None:
    answer = billing.get(f"/desk/held/row/?row={number}")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/held/")
