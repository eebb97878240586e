"""What every provider does, and what ЮKassa is told and answers."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import LazySettings
from fake_yookassa import NOON, SECRET, SHOP, FakeYooKassa

from meterline.payments.models import BankPayment
from meterline.payments.providers import asking
from meterline.payments.providers.choosing import current, known
from meterline.payments.providers.port import (
    Order,
    Provider,
    ProviderRefused,
    ProviderUnavailable,
    RefundOrder,
    Seen,
    Status,
)
from meterline.payments.providers.sandbox import Sandbox, decide
from meterline.payments.providers.yookassa import Fiscal, YooKassa

AMOUNT = Decimal("500.10")


def order(amount: Decimal = AMOUNT, key: str = "") -> Order:
    return Order(
        key=key or str(uuid4()),
        amount=amount,
        account="100000001",
        number="10017",
        email="payer@example.com",
        return_url="https://example.com/pay/",
    )


def back(seen: Seen, amount: str, key: str = "") -> RefundOrder:
    return RefundOrder(
        key or str(uuid4()), seen.provider_id, Decimal(amount), "100000001", "payer@example.com"
    )


def pay(provider: Provider, shop: FakeYooKassa, seen: Seen) -> Seen:
    """The payer pays on the provider's page."""
    if isinstance(provider, Sandbox):
        decide(BankPayment.objects.get(pk=seen.provider_id), BankPayment.State.PAID)
    else:
        shop.pay(seen.provider_id)
    return provider.fetch(seen.provider_id)


def around(at: datetime) -> tuple[datetime, datetime]:
    return at - timedelta(hours=1), at + timedelta(hours=1)


@pytest.fixture(params=["yookassa", "sandbox"])
def provider(request: pytest.FixtureRequest, db: None) -> Provider:
    return Sandbox() if request.param == "sandbox" else request.getfixturevalue("yookassa")


def test_the_same_key_is_one_payment(provider: Provider) -> None:
    wanted = order()
    first, again, other = (provider.create(one) for one in (wanted, wanted, order()))
    assert first == again
    assert first.provider_id != other.provider_id
    assert (first.status, first.amount, first.order) == (Status.PENDING, AMOUNT, wanted.key)
    assert first.url


def test_a_payment_that_was_made_is_told_and_listed(provider: Provider, shop: FakeYooKassa) -> None:
    provider.create(order())
    seen = pay(provider, shop, provider.create(order()))
    assert (seen.status, seen.amount) == (Status.DONE, AMOUNT)
    start, end = around(seen.at)
    assert list(provider.payments(start, end)) == [seen]
    assert list(provider.payments(end, end + timedelta(days=1))) == []


def test_a_refund_is_made_once_a_key_and_never_exceeds(
    provider: Provider, shop: FakeYooKassa
) -> None:
    seen = provider.create(order())
    with pytest.raises(ProviderRefused):
        provider.refund(back(seen, "1.00"))
    seen = pay(provider, shop, seen)
    wanted = back(seen, "400.10")
    first = provider.refund(wanted)
    assert first == provider.refund(wanted) == provider.fetch_refund(first.refund_id)
    assert (first.status, first.amount, first.provider_id) == (
        Status.DONE,
        Decimal("400.10"),
        seen.provider_id,
    )
    with pytest.raises(ProviderRefused):
        provider.refund(back(seen, "100.01"))
    start, end = around(first.at)
    assert list(provider.refunds(start, end)) == [first]


def test_a_payment_that_is_not_there_is_refused(provider: Provider) -> None:
    with pytest.raises(ProviderRefused, match="not_found"):
        provider.fetch(str(uuid4()))


def test_yookassa_is_told_the_fiscal_receipt_and_no_card(
    yookassa: Provider, shop: FakeYooKassa
) -> None:
    seen = yookassa.create(order())
    made = shop.payments[seen.provider_id]
    assert made["receipt"] == {
        "customer": {"email": "payer@example.com"},
        "items": [
            {
                "description": "Электроэнергия, лицевой счёт 100000001",
                "quantity": 1,
                "amount": {"value": "500.10", "currency": "RUB"},
                "vat_code": 11,
                "payment_mode": "full_payment",
                "payment_subject": "service",
            }
        ],
    }
    assert made["description"] == "Электроэнергия, лицевой счёт 100000001, № 10017"


@pytest.mark.parametrize("troubles", [[500], [503, 429], ["lost"], ["cut"], ["lost", "cut"]])
def test_what_goes_wrong_in_passing_is_asked_again_and_done_once(
    yookassa: Provider, shop: FakeYooKassa, troubles: list[int | str]
) -> None:
    shop.troubles = list(troubles)
    seen = yookassa.create(order())
    assert list(shop.payments) == [seen.provider_id]
    shop.pay(seen.provider_id)
    shop.troubles = list(troubles)
    yookassa.refund(back(seen, "100.00"))
    assert len(shop.refunds) == 1


@pytest.mark.parametrize("trouble", [500, "cut", 202])
def test_who_never_answers_is_unavailable(
    yookassa: Provider, shop: FakeYooKassa, trouble: int | str
) -> None:
    shop.troubles = [trouble] * 3
    with pytest.raises(ProviderUnavailable):
        yookassa.create(order())
    assert shop.troubles == []


def test_who_takes_too_long_is_unavailable(
    yookassa: Provider, shop: FakeYooKassa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.05)
    with shop._lock, pytest.raises(ProviderUnavailable, match="TimeoutError"):
        yookassa.create(order())


def test_what_is_refused_is_not_asked_again(shop: FakeYooKassa) -> None:
    stranger = YooKassa(shop.url, SHOP, SECRET + "x", Fiscal(11, "full_payment", "service"))
    with pytest.raises(ProviderRefused, match="invalid_credentials: wrong key"):
        stranger.create(order())
    shop.troubles = [500]
    with pytest.raises(ProviderRefused):
        stranger.create(order())
    assert shop.troubles == []


def test_a_key_with_another_sum_is_refused(yookassa: Provider) -> None:
    yookassa.create(order(key="k1"))
    with pytest.raises(ProviderRefused, match="another request"):
        yookassa.create(order(Decimal(7), key="k1"))


def test_other_money_than_roubles_is_refused(yookassa: Provider, shop: FakeYooKassa) -> None:
    seen = yookassa.create(order())
    shop.payments[seen.provider_id]["amount"]["currency"] = "USD"
    with pytest.raises(ProviderRefused, match="рубли"):
        yookassa.fetch(seen.provider_id)


def test_money_that_is_only_reserved_is_not_there_yet(
    yookassa: Provider, shop: FakeYooKassa
) -> None:
    seen = yookassa.create(order())
    shop.payments[seen.provider_id]["status"] = "waiting_for_capture"
    assert yookassa.fetch(seen.provider_id).status is Status.PENDING


def test_a_long_list_comes_page_by_page(
    yookassa: Provider, shop: FakeYooKassa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meterline.payments.providers.yookassa.PAGE", 2)
    made = [yookassa.create(order()).provider_id for _ in range(5)]
    for number in made:
        shop.pay(number)
    assert [one.provider_id for one in yookassa.payments(*around(NOON))] == made
    assert shop.asked.count(("GET", "payments")) == 3


def test_an_id_of_a_notice_leads_nowhere_else(yookassa: Provider, shop: FakeYooKassa) -> None:
    with pytest.raises(ProviderRefused):
        yookassa.fetch("../refunds?x=")
    assert shop.asked[-1] == ("GET", "payments/..%2Frefunds%3Fx%3D")


@pytest.mark.parametrize(
    ("shop_number", "demo", "keys"),
    [
        ("", False, []),
        ("100500", False, ["yookassa"]),
        ("", True, ["sandbox"]),
        ("100500", True, ["yookassa", "sandbox"]),
    ],
)
def test_the_settings_choose_the_provider(
    settings: LazySettings, shop_number: str, demo: bool, keys: list[str]
) -> None:
    settings.METERLINE_YOOKASSA_SHOP = settings.METERLINE_YOOKASSA_SECRET = shop_number
    settings.METERLINE_DEMO = demo
    assert list(known()) == keys
    chosen = current()
    assert (chosen.key if chosen else None) == (keys[0] if keys else None)


def test_the_demos_bank_pays_after_thought_and_gives_up_what_nobody_confirms(db: None) -> None:
    bank = Sandbox()
    thinking, forgotten = bank.create(order()), bank.create(order())
    rows = BankPayment.objects
    rows.filter(pk=thinking.provider_id).update(decides=NOON)
    rows.filter(pk=forgotten.provider_id).update(created=NOON - timedelta(days=400))
    assert bank.fetch(thinking.provider_id).status is Status.DONE
    assert bank.fetch(forgotten.provider_id).status is Status.CANCELLED
