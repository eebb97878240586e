"""Several programs and machines at once, on one data base: money is counted once."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from company_made_up import make_account
from django.db import connection
from django.test import Client
from fake_yookassa import FakeYooKassa
from paid_made_up import OCTOBER, begin, make_charge, paid

from meterline.charging.alone import AlreadyRunning
from meterline.customers.models import Account
from meterline.payments import posting
from meterline.payments.models import OnlineEvent, OnlinePayment, Payment
from meterline.payments.online.applying import apply
from meterline.payments.online.refunding import ask_refund, send
from meterline.payments.online.settling import settle
from meterline.payments.providers.port import Provider
from meterline.payments.refusals import PaymentRefused, SumDiffers
from meterline.payments.selectors import balance
from meterline.payments.services import Returned, receive_payment, record_refund

T = TypeVar("T")


@pytest.fixture
def account(transactional_db: None) -> Account:
    """Committed, so that other connections see it."""
    return make_account("100000001", {"single": [10_000]})


def together(*acts: Callable[[], T]) -> list[T | Exception]:
    """All at once, each in a connection of its own; what each came to."""
    gate = threading.Barrier(len(acts), timeout=60)

    def run(act: Callable[[], T]) -> T | Exception:
        gate.wait()
        try:
            return act()
        except Exception as failure:
            return failure
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_twenty_who_tell_of_one_payment_store_it_once(account: Account) -> None:
    told = together(*[lambda: receive_payment(paid(account)).pk] * 20)
    assert set(told) == {Payment.objects.get().pk}
    assert balance(account) == -500


def test_of_two_sums_for_one_payment_one_is_refused(account: Account) -> None:
    sums = ["500.00", "700.00"] * 5
    told = together(*[lambda one=one: receive_payment(paid(account, one)) for one in sums])
    stored = Payment.objects.get()
    assert [isinstance(one, SumDiffers) for one in told] == [
        Decimal(one) != stored.amount for one in sums
    ]


def test_refunds_at_once_never_exceed_the_payment(account: Account) -> None:
    payment = receive_payment(paid(account))

    def give(number: int) -> Any:
        return record_refund(
            Returned(payment, Decimal(150), payment.paid_at, f"r{number}", "sber", "a", "b")
        )

    told = together(*[lambda number=number: give(number) for number in range(8)])
    assert sum(isinstance(one, PaymentRefused) for one in told) == 5
    assert balance(account) == -500 + 3 * 150


@pytest.fixture
def received(account: Account, yookassa: Provider, shop: FakeYooKassa) -> OnlinePayment:
    online = begin(account, yookassa)
    shop.pay(online.provider_id)
    apply(yookassa, yookassa.fetch(online.provider_id))
    return online


def test_two_employees_who_give_the_same_money_back(
    received: OnlinePayment, yookassa: Provider, shop: FakeYooKassa, account: Account
) -> None:
    def give() -> str:
        return send(ask_refund(received, Decimal(300), "ошибка", "billing"), yookassa).state

    told = together(*[give] * 4)
    assert sum(one == "done" for one in told) == 1
    assert sum(isinstance(one, PaymentRefused) for one in told) == 3
    assert (len(shop.refunds), balance(account)) == (1, -200)


def test_a_notice_the_settling_job_and_the_waiting_page_at_once(
    account: Account, yookassa: Provider, shop: FakeYooKassa
) -> None:
    online = begin(account, yookassa)
    shop.pay(online.provider_id)
    notice = json.dumps(shop.notice("payment.succeeded", online.provider_id))

    def tell() -> int:
        address = "/pay/notices/yookassa/"
        return Client().post(address, notice, content_type="application/json").status_code

    def watch() -> int:
        return Client().get(f"/pay/{online.key}/").status_code

    told = together(tell, tell, watch, lambda: settle(yookassa).unanswered, tell)
    assert told == [200, 200, 200, 0, 200]
    assert balance(account) == -500
    assert OnlineEvent.objects.filter(online=online, kind="paid").count() == 1


def test_a_refunds_notice_beside_its_own_answer(
    received: OnlinePayment, yookassa: Provider, shop: FakeYooKassa, account: Account
) -> None:
    row = ask_refund(received, Decimal(300), "ошибка", "billing")
    shop.troubles = ["lost"] * 3
    with pytest.raises(Exception, match="500"):
        send(row, yookassa)
    [number] = shop.refunds
    notice = json.dumps(shop.notice("refund.succeeded", number))

    def tell() -> int:
        address = "/pay/notices/yookassa/"
        return Client().post(address, notice, content_type="application/json").status_code

    told = together(tell, lambda: settle(yookassa).refunds_waiting, tell, tell)
    assert told == [200, 0, 200, 200]
    assert balance(account) == -200
    assert received.refunds.get().state == "done"


def test_two_who_post_a_month_post_it_once(account: Account) -> None:
    make_charge(account, "500.00")

    def post() -> int:
        return posting.post(account.branch, OCTOBER, "billing").added

    told = together(*[post] * 5)
    added = [one for one in told if not isinstance(one, AlreadyRunning)]
    assert sorted(added, reverse=True) == [1] + [0] * (len(added) - 1)
    assert balance(account) == 500
