"""Notices of ЮKassa: never believed, taken once, in any order, from the right address only."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from fake_yookassa import FakeYooKassa
from paid_made_up import begin

from meterline.customers.models import Account
from meterline.payments.models import OnlineEvent, OnlinePayment, Payment, Refund
from meterline.payments.online.starting import Wanted, start
from meterline.payments.providers.port import Provider, ProviderUnavailable
from meterline.payments.selectors import balance

ADDRESS = "/pay/notices/yookassa/"
PAID = "payment.succeeded"
CANCELLED = "payment.canceled"


def tell(notice: Any, sender: str = "127.0.0.1") -> int:
    body = notice if isinstance(notice, str) else json.dumps(notice)
    client = Client(enforce_csrf_checks=True)
    answer = client.post(ADDRESS, body, content_type="application/json", REMOTE_ADDR=sender)
    return answer.status_code


def state(online: OnlinePayment) -> str:
    return OnlinePayment.objects.get(pk=online.pk).state


def kinds(online: OnlinePayment) -> list[str]:
    rows = OnlineEvent.objects.filter(online=online).order_by("id")
    return list(rows.values_list("kind", flat=True))


def test_a_paid_payment_becomes_an_entry_once(
    begun: OnlinePayment, shop: FakeYooKassa, account: Account
) -> None:
    shop.pay(begun.provider_id)
    notice = shop.notice(PAID, begun.provider_id)
    assert [tell(notice) for _ in range(3)] == [200, 200, 200]
    assert balance(account) == -500
    assert kinds(begun) == ["started", "sent", "paid"]
    payment = Payment.objects.get()
    assert (payment.source, payment.payment_id) == ("yookassa", begun.provider_id)
    assert payment.paid_at == shop.now


def test_a_forged_notice_changes_nothing(begun: OnlinePayment, shop: FakeYooKassa) -> None:
    notice = shop.notice(PAID, begun.provider_id)
    notice["object"] = {**notice["object"], "status": "succeeded", "paid": True}
    assert tell(notice) == 200
    assert (state(begun), Payment.objects.count()) == ("pending", 0)


@pytest.mark.parametrize(
    ("sender", "status"),
    [
        ("185.71.76.1", 200),
        ("185.71.76.31", 200),
        ("::ffff:185.71.76.31", 200),
        ("185.71.76.32", 403),
        ("77.75.156.11", 200),
        ("77.75.156.12", 403),
        ("2a02:5180::1", 200),
        ("127.0.0.1", 403),
        ("unix:", 403),
        ("", 403),
    ],
)
def test_notices_come_from_yookassas_addresses_only(
    begun: OnlinePayment, shop: FakeYooKassa, settings: LazySettings, sender: str, status: int
) -> None:
    settings.METERLINE_YOOKASSA_SENDERS = [
        *("185.71.76.0/27", "77.75.156.11", "2a02:5180::/32"),
    ]
    shop.pay(begun.provider_id)
    assert tell(shop.notice(PAID, begun.provider_id), sender) == status
    assert state(begun) == ("paid" if status == 200 else "pending")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '"payment"',
        "{}",
        '{"event": "payment.succeeded"}',
        '{"event": "payment.succeeded", "object": {}}',
        '{"event": "payment.succeeded", "object": {"id": 7}}',
        '{"event": "payment.succeeded", "object": {"id": ""}}',
        '{"event": 5, "object": {"id": "x"}}',
        json.dumps({"event": PAID, "object": {"id": "x" * 101}}),
        json.dumps({"event": PAID, "object": {"id": "x"}, "more": "x" * 70_000}),
    ],
    ids=lambda body: body[:50],
)
def test_what_is_no_notice_is_refused(yookassa: Provider, db: None, body: str) -> None:
    assert tell(body) == 400


def test_only_posts_are_taken_and_only_where_yookassa_is_in_use(
    yookassa: Provider, db: None, settings: LazySettings, client: Client
) -> None:
    assert client.get(ADDRESS).status_code == 405
    settings.METERLINE_YOOKASSA_SHOP = ""
    assert tell({"event": PAID, "object": {"id": "x"}}) == 404


@pytest.mark.parametrize(
    "order",
    [
        [CANCELLED, PAID],
        [PAID, CANCELLED],
        ["payment.waiting_for_capture", PAID, "payment.waiting_for_capture"],
        ["deal.closed", PAID],
    ],
)
def test_what_holds_is_what_the_interface_says_whatever_the_order(
    begun: OnlinePayment, shop: FakeYooKassa, order: list[str]
) -> None:
    shop.pay(begun.provider_id)
    assert {tell(shop.notice(one, begun.provider_id)) for one in order} == {200}
    assert (state(begun), Payment.objects.count()) == ("paid", 1)


def test_a_cancelled_payment_says_why_and_may_be_paid_after_all(
    begun: OnlinePayment, shop: FakeYooKassa
) -> None:
    shop.cancel(begun.provider_id, "card_expired")
    tell(shop.notice(CANCELLED, begun.provider_id))
    tell(shop.notice(CANCELLED, begun.provider_id))
    assert (state(begun), kinds(begun)) == ("cancelled", ["started", "sent", "cancelled"])
    assert begun.events.first().details == {"reason": "card_expired"}
    shop.pay(begun.provider_id)
    tell(shop.notice(PAID, begun.provider_id))
    assert (state(begun), Payment.objects.count()) == ("paid", 1)


@pytest.mark.parametrize("trouble", [500, "cut"])
def test_a_notice_that_cannot_be_verified_now_is_asked_for_again(
    begun: OnlinePayment, shop: FakeYooKassa, trouble: int | str
) -> None:
    shop.pay(begun.provider_id)
    notice = shop.notice(PAID, begun.provider_id)
    shop.troubles = [trouble] * 3
    assert (tell(notice), state(begun)) == (503, "pending")
    assert (tell(notice), state(begun)) == (200, "paid")


@pytest.mark.parametrize("event", [PAID, "refund.succeeded"])
def test_a_notice_of_something_unknown_is_taken_and_changes_nothing(
    begun: OnlinePayment, shop: FakeYooKassa, event: str
) -> None:
    assert tell(shop.notice(event, str(uuid4()))) == 200
    assert (state(begun), Payment.objects.count()) == ("pending", 0)


def test_a_payment_of_another_site_of_the_same_shop_is_left_alone(
    begun: OnlinePayment, shop: FakeYooKassa
) -> None:
    for metadata in ({}, {"order": str(uuid4())}, {"order": "17"}):
        other = str(uuid4())
        row = {**shop.payments[begun.provider_id], "id": other, "metadata": metadata}
        shop.payments[other] = row
        shop.pay(other)
        assert tell(shop.notice(PAID, other)) == 200
    assert (state(begun), Payment.objects.count()) == ("pending", 0)


def test_a_notice_may_be_faster_than_the_answer(
    account: Account, shop: FakeYooKassa, yookassa: Provider
) -> None:
    key = uuid4()
    shop.troubles = ["lost", "lost", "lost"]
    with pytest.raises(ProviderUnavailable):
        start(Wanted(key, account, Decimal(300), "payer@example.com"), yookassa, str)
    online = OnlinePayment.objects.get(key=key)
    assert (online.state, online.provider_id) == ("created", "")
    [number] = shop.payments
    shop.pay(number)
    assert tell(shop.notice(PAID, number)) == 200
    assert (state(online), balance(account)) == ("paid", -300)
    assert kinds(online) == ["started", "unanswered", "sent", "paid"]


def test_another_sum_than_asked_is_entered_as_it_came_and_put_on_record(
    begun: OnlinePayment, shop: FakeYooKassa, account: Account
) -> None:
    shop.pay(begun.provider_id, "450.00")
    tell(shop.notice(PAID, begun.provider_id))
    assert (state(begun), balance(account)) == ("paid", -450)
    told = begun.events.get(kind="other_sum").details
    assert (told["asked"], told["amount"]) == ("500.00", "450.00")


def test_an_order_paid_twice_is_two_entries_and_stands_out(
    begun: OnlinePayment, shop: FakeYooKassa, account: Account
) -> None:
    second = str(uuid4())
    shop.payments[second] = {**shop.payments[begun.provider_id], "id": second}
    for number in (begun.provider_id, second):
        shop.pay(number)
        assert [tell(shop.notice(PAID, number)) for _ in range(2)] == [200, 200]
    assert balance(account) == -1000
    assert kinds(begun) == ["started", "sent", "paid", "second"]


def test_a_refund_of_the_providers_own_office_is_an_entry(
    received: OnlinePayment, shop: FakeYooKassa, account: Account
) -> None:
    given = shop.give_back(received.provider_id, "120.00")
    notice = shop.notice("refund.succeeded", given["id"])
    assert [tell(notice), tell(notice)] == [200, 200]
    assert (state(received), balance(account)) == ("part_refunded", -380)
    assert Refund.objects.get().reason == "возвращено в кабинете платёжной системы"


def test_a_second_account_is_not_touched(
    received: OnlinePayment, neighbour: Account, shop: FakeYooKassa, yookassa: Provider
) -> None:
    other = begin(neighbour, yookassa, "77.00")
    assert (state(other), balance(neighbour)) == ("pending", 0)
