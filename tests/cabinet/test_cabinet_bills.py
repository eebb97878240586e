"""Charges explained in the cabinet, and their bills."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from bills_made_up import OCTOBER, REAL, charged, home, read
from cabinet_made_up import EMAIL, page, signed_in
from django.conf import LazySettings
from django.test import Client

from meterline.cabinet.models import Deed
from meterline.charging.models import Charge
from meterline.customers.models import Account, LinkedEmail
from meterline.payments.models import Payment, Posting


@pytest.fixture(autouse=True)
def payees(settings: LazySettings, tmp_path: Path) -> Path:
    """The company's bank details."""
    settings.METERLINE_PAYEES = tmp_path / "payees.toml"
    settings.METERLINE_DEMO = False
    settings.METERLINE_PAYEES.write_text(REAL, encoding="utf-8")
    return settings.METERLINE_PAYEES


def resident(group: str) -> Account:
    account = home(group=group)
    LinkedEmail.objects.create(address=EMAIL, account=account)
    return account


@pytest.fixture
def rural(db: None) -> Charge:
    """150 kWh by Khakassia's real price of 2025 for villages: 342 roubles."""
    return charged(resident("rural"))


@pytest.fixture
def town(db: None) -> Charge:
    """The same in a town, whose price of 2025 nobody knows."""
    return charged(resident("city"))


def month(charge: Charge, name: str) -> Any:
    client = signed_in(charge.account)
    return page(client, name, charge.account_id, charge.period.year, charge.period.month)


def words(pdf: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())


def test_each_line_is_explained(rural: Charge) -> None:
    text = " ".join(month(rural, "charge").text.replace("\N{NO-BREAK SPACE}", " ").split())
    for told in (
        "Начислено за октябрь 2025 г.",
        "150 кВт·ч × 2,28 ₽ = <strong>342,00 ₽</strong>",
        "израсходовано 1 250 − 1 100 = 150 кВт·ч",
        "п. 42 Правил № 354",
        "Счёт с QR-кодом (PDF)",
    ):
        assert told in text


def test_the_months_are_listed(rural: Charge) -> None:
    text = page(signed_in(rural.account), "charges", rural.account_id).text
    assert "октябрь 2025" in text
    assert "342,00" in text
    assert "показания потребителя" in text


@pytest.mark.parametrize(
    ("posted", "paid", "told"),
    [
        ("", "", "К оплате на 22.11.2026: 342,00 ₽"),
        ("342", "", "К оплате на 22.11.2026: 342,00 ₽"),
        ("342", "300", "К оплате на 22.11.2026: 42,00 ₽"),
        ("300", "300", "К оплате на 22.11.2026: 42,00 ₽"),
        ("342", "400", "Переплата на 22.11.2026"),
    ],
    ids=["not posted", "posted", "partly paid", "became more since", "paid more"],
)
def test_a_bill_asks_for_what_is_owed(rural: Charge, posted: str, paid: str, told: str) -> None:
    account, at = rural.account, rural.run.started
    if posted:
        Posting.objects.create(
            account=account, period=OCTOBER, charge=rural, amount=Decimal(posted), at=at, author="x"
        )
    if paid:
        Payment.objects.create(
            account=account,
            amount=Decimal(paid),
            source="desk",
            payment_id="1",
            paid_at=at,
            received_at=at,
        )
    answer = month(rural, "bill")
    assert answer["Content-Type"] == "application/pdf"
    assert "schet-2025-10.pdf" in answer["Content-Disposition"]
    assert told in words(answer.content)
    deed = Deed.objects.get(account=account, kind="bill")
    assert deed.detail == "за 10.2025"


def test_an_estimate_by_made_up_prices_is_never_a_bill(town: Charge) -> None:
    answer = month(town, "bill")
    assert answer["Content-Type"].startswith("text/html")
    assert "Это оценка, а не счёт" in answer.text
    assert "bill.pdf" not in answer.text
    assert "оценка, не счёт" in page(signed_in(town.account), "charges", town.account_id).text
    assert not Deed.objects.filter(kind="bill").exists()


def test_without_bank_details_there_is_no_bill(rural: Charge, payees: Path) -> None:
    payees.unlink()
    answer = month(rural, "bill")
    assert "реквизиты компании ещё не внесены" in answer.text
    assert "bill.pdf" not in answer.text


@pytest.mark.parametrize("where", [(2025, 9), (2025, 13), (0, 1)])
def test_months_without_a_charge_are_not_found(rural: Charge, where: tuple[int, int]) -> None:
    client = signed_in(rural.account)
    for name in ("charge", "bill"):
        assert page(client, name, rural.account_id, *where).status_code == 404


def test_a_charge_that_was_replaced_is_shown_no_more(rural: Charge) -> None:
    register = rural.account.meters.get().registers.get()
    read(register, OCTOBER, 1300)
    again = charged(rural.account)
    assert again.pk != rural.pk
    text = page(signed_in(rural.account), "charges", rural.account_id).text
    assert "456,00" in text
    assert "342,00" not in text


def test_prepaid_accounts_are_told_so(client: Client, account: Account) -> None:
    Payment.objects.create(
        account=account,
        amount=Decimal("1500.5"),
        source="desk",
        payment_id="1",
        paid_at="2026-11-01T00:00Z",
        received_at="2026-11-01T00:00Z",
    )
    text = page(client, "overview").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Переплата: <strong>1 500,50 ₽</strong>" in text
    assert "платить сейчас не нужно" in page(client, "charges", account.pk).text
