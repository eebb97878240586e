"""The pages of payment: whose account, how much, there and back."""

import re
from decimal import Decimal
from typing import Any

import pytest
from company_made_up import make_account
from django.conf import LazySettings
from django.test import Client, RequestFactory
from django.utils import timezone
from fake_yookassa import FakeYooKassa
from paid_made_up import OCTOBER, make_charge
from time_machine import travel

from meterline.cabinet.deeds import note
from meterline.cabinet.models import Deed
from meterline.cabinet.visits import open_visit
from meterline.checkout.forms import read_sum
from meterline.customers.models import Account
from meterline.payments import posting
from meterline.payments.models import BankPayment, OnlinePayment
from meterline.payments.providers.port import Provider
from meterline.payments.selectors import balance
from meterline.readings.models import Reading

OWN = {"account": "100 000 001", "proof": "Фёдорова"}
EMAIL = "payer@example.com"


@pytest.fixture
def demo(settings: LazySettings) -> None:
    settings.METERLINE_DEMO = True


@pytest.fixture
def payer(client: Client, account: Account, demo: None) -> Client:
    """Somebody who has named the account."""
    assert client.post("/pay/", OWN).status_code == 302
    return client


def sum_page(client: Client) -> tuple[str, str]:
    """The second page and the visit that its form carries."""
    text = client.get("/pay/sum/").text
    [visit] = re.findall(r'name="visit"\s+value="([^"]+)"', text)
    return text, visit


def send(client: Client, **typed: Any) -> Any:
    _, visit = sum_page(client)
    return client.post("/pay/sum/", {"visit": visit, "sum": "500", "email": EMAIL, **typed})


def sign_in(client: Client, account: Account) -> None:
    """Open the cabinet, as its own pages do after the code."""
    request, now = RequestFactory().get("/"), timezone.now()
    request.session = client.session
    open_visit(request, account, note(Deed.Kind.SIGNED_IN, account, now), now)
    request.session.save()
    client.cookies["sessionid"] = str(request.session.session_key)


def register(account: Account) -> str:
    return f"r{account.meters.get().registers.get().pk}"


def test_from_the_account_to_the_paid_page(payer: Client, account: Account) -> None:
    answer = send(payer, sum="1 250,50")
    online = OnlinePayment.objects.get()
    assert answer.url == f"/pay/{online.key}/go/"
    bank = re.findall(
        r'http-equiv="refresh"\s+content="0; url=([^"]+)"', payer.get(answer.url).text
    )
    assert bank == [f"/pay/bank/{online.provider_id}/"]
    assert "Деньги не спишутся" in payer.get(bank[0]).text
    back = payer.post(bank[0], {"answer": "pay"})
    assert back.url == f"http://testserver/pay/{online.key}/"
    told = payer.get(back.url).text
    assert "Оплачено" in told
    assert online.number in told
    assert "1\N{NO-BREAK SPACE}250,50" in told
    assert account.number not in told
    assert 'http-equiv="refresh"' not in told
    assert balance(account) == Decimal("-1250.50")


@pytest.mark.parametrize(
    ("answer", "state", "heading", "again"),
    [
        ("refuse", "cancelled", "Оплата не прошла", "Попробовать ещё раз"),
        ("think", "pending", "Ждём ответа банка", "Вернуться к оплате"),
    ],
)
def test_a_bank_that_refuses_or_thinks(
    payer: Client, answer: str, state: str, heading: str, again: str
) -> None:
    send(payer)
    online = OnlinePayment.objects.get()
    payer.post(f"/pay/bank/{online.provider_id}/", {"answer": answer})
    told = payer.get(f"/pay/{online.key}/").text
    assert heading in told
    assert again in told
    assert ('http-equiv="refresh"' in told) == (answer == "think")
    assert payer.get(f"/pay/{online.key}/?seen={state}").status_code == 204
    assert balance(online.account) == 0


def test_a_bank_that_thought_it_over_has_paid(payer: Client, account: Account) -> None:
    send(payer)
    online = OnlinePayment.objects.get()
    payer.post(f"/pay/bank/{online.provider_id}/", {"answer": "think"})
    BankPayment.objects.update(decides=timezone.now())
    assert "Оплачено" in payer.get(f"/pay/{online.key}/").text
    payer.post(f"/pay/bank/{online.provider_id}/", {"answer": "refuse"})
    assert "Оплачено" in payer.get(f"/pay/{online.key}/").text
    assert balance(account) == -500


def test_a_form_sent_twice_is_one_payment_and_one_tried_again_another(payer: Client) -> None:
    _, visit = sum_page(payer)
    form = {"visit": visit, "sum": "500", "email": EMAIL}
    assert payer.post("/pay/sum/", form).url == payer.post("/pay/sum/", form).url
    assert OnlinePayment.objects.count() == 1
    payer.post("/pay/sum/", {**form, "sum": "501"})
    send(payer)
    assert OnlinePayment.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"sum": ""}, "sum"),
        ({"sum": "0,99"}, "sum"),
        ({"sum": "100000,01"}, "sum"),
        ({"sum": "-5"}, "sum"),
        ({"sum": "пятьсот"}, "sum"),
        ({"email": ""}, "email"),
        ({"email": "payer"}, "email"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    payer: Client, typed: dict[str, str], field: str
) -> None:
    answer = send(payer, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    assert not OnlinePayment.objects.exists()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("500", "500.00"),
        ("1 234,5", "1234.50"),
        ("1234.56", "1234.56"),
        ("1\N{NO-BREAK SPACE}234,56 ₽", "1234.56"),
        ("300 руб.", "300.00"),
        ("0,10", "0.10"),
        ("1,234", None),
        ("1.2.3", None),
        ("", None),
        ("1e5", None),
        ("٣٠٠", None),
    ],
)
def test_sums_as_people_write_them(text: str, amount: str | None) -> None:
    found = read_sum(text)
    assert (str(found) if found is not None else None) == amount


def test_a_stranger_sees_no_debt(payer: Client, account: Account) -> None:
    make_charge(account, "777.00")
    posting.post(account.branch, OCTOBER, "billing")
    text, _ = sum_page(payer)
    assert "777" not in text
    assert "777" not in payer.get("/pay/").text


def test_who_is_signed_in_chooses_an_account_and_sees_what_is_owed(
    client: Client, account: Account, neighbour: Account, demo: None
) -> None:
    make_charge(account, "777.00")
    posting.post(account.branch, OCTOBER, "billing")
    sign_in(client, account)
    assert "к оплате 777,00" in client.get("/pay/").text.replace("\N{NO-BREAK SPACE}", " ")
    assert client.post("/pay/", {"own": account.pk}).url == "/pay/sum/"
    text, _ = sum_page(client)
    assert 'value="777,00"' in text
    assert client.post("/pay/", {"own": neighbour.pk}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({}, 422, "Впишите номер лицевого счёта"),
        ({**OWN, "proof": ""}, 422, "Впишите фамилию или номер счётчика"),
        ({**OWN, "proof": "Сидорова"}, 422, "Не нашли лицевой счёт"),
        ({**OWN, "account": "999999999"}, 422, "Не нашли лицевой счёт"),
    ],
)
@pytest.mark.usefixtures("account", "demo")
def test_the_account_has_to_be_known(
    client: Client, typed: dict[str, str], status: int, said: str
) -> None:
    answer = client.post("/pay/", typed)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert client.get("/pay/sum/").url == "/pay/"


def test_guessing_is_stopped(client: Client, account: Account, demo: None) -> None:
    answers = [client.post("/pay/", {**OWN, "proof": f"x{n}"}) for n in range(11)]
    assert [one.status_code for one in answers] == [422] * 10 + [429]
    assert client.post("/pay/", OWN).status_code == 429


def test_beginning_payments_without_end_is_stopped(payer: Client) -> None:
    statuses = [send(payer).status_code for _ in range(31)]
    assert statuses == [302] * 30 + [422]


def test_readings_go_with_the_payment(payer: Client, account: Account) -> None:
    with travel("2026-11-22T12:00:00+07:00", tick=False):
        answer = send(payer, **{register(account): "10300"})
        online = OnlinePayment.objects.get()
        assert answer.status_code == 302
        told = payer.get(f"/pay/{online.key}/").text
    reading = Reading.objects.latest("id")
    assert (reading.value, reading.source) == (10_300, "web")
    assert reading.receipt.number == online.reading_receipt
    assert f"номер {online.reading_receipt}" in told


def test_readings_in_doubt_are_asked_about_before_anything_is_paid(
    payer: Client, account: Account
) -> None:
    with travel("2026-11-22T12:00:00+07:00", tick=False):
        name = register(account)
        doubted = send(payer, **{name: "10100"})
        assert (doubted.status_code, "меньше прошлых" in doubted.text) == (422, True)
        assert not OnlinePayment.objects.exists()
        [digest] = re.findall(r'name="insist"\s+value="([^"]+)"', doubted.text)
        assert send(payer, **{name: "10100"}, insist=digest).status_code == 302
    assert Reading.objects.latest("id").status == "under_review"


def test_a_closed_account_is_paid_for_without_readings(payer: Client, account: Account) -> None:
    Account.objects.update(state=Account.State.CLOSED)
    text, _ = sum_page(payer)
    assert "передать показания" not in text
    assert send(payer).status_code == 302


@pytest.mark.parametrize(
    ("troubles", "status", "said"),
    [([503] * 3, 503, "сейчас не отвечает"), ([404], 502, "не приняла оплату")],
)
@pytest.mark.usefixtures("account", "yookassa")
def test_a_provider_that_is_down_takes_no_money_and_the_form_stays(
    client: Client,
    shop: FakeYooKassa,
    troubles: list[int | str],
    status: int,
    said: str,
) -> None:
    client.post("/pay/", OWN)
    shop.troubles = troubles
    answer = send(client, sum="321,00")
    assert (answer.status_code, said in answer.text) == (status, True)
    assert 'value="321,00"' in answer.text


def test_the_way_to_yookassa_and_back(
    client: Client, account: Account, yookassa: Provider, shop: FakeYooKassa
) -> None:
    client.post("/pay/", OWN)
    answer = send(client)
    [made] = shop.payments.values()
    there = made["confirmation"]["confirmation_url"]
    assert f'href="{there}"' in client.get(answer.url).text
    online = OnlinePayment.objects.get()
    shop.troubles = [500] * 3
    assert "Ждём ответа банка" in client.get(f"/pay/{online.key}/").text
    OnlinePayment.objects.update(asked_at=None)
    shop.pay(online.provider_id)
    assert "Оплачено" in client.get(f"/pay/{online.key}/").text
    assert client.get(f"/pay/{online.key}/go/").url == f"/pay/{online.key}/"


@pytest.mark.parametrize(
    "url", ["http://evil.example/", "//evil.example/", "///evil.example/", "javascript:x", ""]
)
def test_nobody_is_led_to_an_unsafe_page(payer: Client, url: str) -> None:
    send(payer)
    online = OnlinePayment.objects.get()
    OnlinePayment.objects.update(redirect_url=url)
    assert payer.get(f"/pay/{online.key}/go/").url == f"/pay/{online.key}/"


def test_without_a_provider_the_page_says_where_to_pay(client: Client, db: None) -> None:
    assert "Оплата на сайте пока не подключена" in client.get("/pay/").text
    assert client.get("/pay/sum/").url == "/pay/"


def test_the_demos_bank_is_only_in_the_demo(payer: Client, settings: LazySettings) -> None:
    send(payer)
    settings.METERLINE_DEMO = False
    address = f"/pay/bank/{OnlinePayment.objects.get().provider_id}/"
    assert payer.post(address, {"answer": "pay"}).status_code == 404


def test_two_tabs_pay_for_two_accounts(payer: Client, neighbour: Account) -> None:
    _, first = sum_page(payer)
    other = make_account("100000003", {"single": [5]}, name="Ким Олег Ильич")
    payer.post("/pay/", {"account": other.number, "proof": "Ким"})
    payer.post("/pay/sum/", {"visit": first, "sum": "10", "email": EMAIL})
    assert OnlinePayment.objects.get().account.number == "100000001"
    forged = payer.post("/pay/sum/", {"visit": first + "x", "sum": "10", "email": EMAIL})
    assert forged.url == "/pay/"


def test_pages_are_strict_and_small(payer: Client) -> None:
    for address in ("/pay/", "/pay/sum/"):
        page = payer.get(address)
        assert "form-action 'self'" in page["Content-Security-Policy"]
        assert "no-store" in page["Cache-Control"]
        assert "<script" not in page.text
        assert len(page.content) < 20_000
