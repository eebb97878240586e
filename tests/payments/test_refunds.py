"""Money back: asked for, made, refused, unanswered."""

from datetime import timedelta
from decimal import Decimal

import pytest
from company_made_up import make_branch
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client
from fake_yookassa import FakeYooKassa

from meterline.customers.models import Account
from meterline.payments.models import OnlinePayment, OnlineRefund, Refund
from meterline.payments.online.refunding import ask_refund, left_of, send
from meterline.payments.online.settling import settle
from meterline.payments.providers.port import Provider, ProviderRefused, ProviderUnavailable
from meterline.payments.refusals import PaymentRefused
from meterline.payments.selectors import balance
from meterline.staff.models import AuditEntry
from meterline.staff.permissions import Role
from meterline.staff.services import grant


def ask(online: OnlinePayment, amount: str) -> OnlineRefund:
    return ask_refund(online, Decimal(amount), "ошиблись суммой", "billing")


def test_a_part_and_the_rest(received: OnlinePayment, yookassa: Provider, account: Account) -> None:
    send(ask(received, "200.00"), yookassa)
    received.refresh_from_db()
    assert (received.state, balance(account), left_of(received)) == ("part_refunded", -300, 300)
    send(ask(received, "300.00"), yookassa)
    received.refresh_from_db()
    assert (received.state, balance(account), left_of(received)) == ("refunded", 0, 0)
    entry = Refund.objects.earliest("id")
    assert (entry.author, entry.reason) == ("billing", "ошиблись суммой")


@pytest.mark.parametrize("amount", ["500.01", "0", "-1", "0.001", "NaN"])
def test_what_cannot_be_given_back_is_never_asked_for(
    received: OnlinePayment, shop: FakeYooKassa, amount: str
) -> None:
    with pytest.raises(PaymentRefused, match="не больше 500,00"):
        ask(received, amount)
    assert not shop.refunds


def test_what_is_asked_for_counts_as_gone(received: OnlinePayment) -> None:
    ask(received, "400.00")
    with pytest.raises(PaymentRefused, match="не больше 100,00"):
        ask(received, "100.01")
    ask(received, "100.00")


def test_nothing_is_given_back_of_what_did_not_come(begun: OnlinePayment) -> None:
    with pytest.raises(PaymentRefused, match="не получена"):
        ask(begun, "1.00")


@pytest.mark.parametrize("trouble", ["lost", "cut", 503])
def test_an_unanswered_refund_is_settled_later_and_made_once(
    received: OnlinePayment,
    yookassa: Provider,
    shop: FakeYooKassa,
    account: Account,
    trouble: int | str,
) -> None:
    shop.troubles = [trouble] * 3
    row = ask(received, "200.00")
    with pytest.raises(ProviderUnavailable):
        send(row, yookassa)
    assert balance(account) == -500
    assert settle(yookassa).refunds_done == 1
    assert settle(yookassa).refunds_done == 0
    assert (len(shop.refunds), balance(account)) == (1, -300)


def test_a_refused_refund_frees_its_money(
    received: OnlinePayment, yookassa: Provider, shop: FakeYooKassa
) -> None:
    shop.payments[received.provider_id]["status"] = "pending"
    with pytest.raises(ProviderRefused):
        send(ask(received, "200.00"), yookassa)
    assert left_of(received) == 500
    assert received.refunds.get().state == "refused"
    last = received.events.first()
    assert (last.kind, last.author) == ("refund_refused", "billing")


def test_a_refund_that_the_provider_thinks_over_is_asked_after(
    received: OnlinePayment, yookassa: Provider, shop: FakeYooKassa, account: Account
) -> None:
    row = ask(received, "200.00")
    shop.troubles = ["lost"] * 3
    with pytest.raises(ProviderUnavailable):
        send(row, yookassa)
    [made] = shop.refunds.values()
    made["status"] = "pending"
    shop._keys[str(row.key)][1]["status"] = "pending"
    assert settle(yookassa).refunds_waiting == 1
    row.refresh_from_db()
    assert (row.state, row.provider_id, balance(account)) == ("asked", made["id"], -500)
    made["status"] = "canceled"
    made["cancellation_details"] = {"reason": "insufficient_funds"}
    settle(yookassa)
    row.refresh_from_db()
    assert (row.state, left_of(received)) == ("refused", 500)


def test_after_a_day_a_refund_is_not_asked_for_again(
    received: OnlinePayment, yookassa: Provider, shop: FakeYooKassa
) -> None:
    row = ask(received, "200.00")
    OnlineRefund.objects.filter(pk=row.pk).update(asked=row.asked - timedelta(days=1))
    assert settle(yookassa).refunds_waiting == 1
    assert not shop.refunds


@pytest.fixture
def page(received: OnlinePayment) -> str:
    return f"/admin/payments/onlinepayment/{received.pk}/refund/"


def signed_in(role: Role, branch: str = "khakassia") -> Client:
    user = User.objects.create_user(f"{role}-{branch}", is_staff=True)
    grant("admin", user, role, make_branch(branch))
    client = Client()
    client.force_login(user)
    return client


def test_billing_gives_money_back_and_the_audit_log_keeps_it(
    page: str, received: OnlinePayment, account: Account
) -> None:
    billing = signed_in(Role.BILLING)
    listed = billing.get(f"/admin/payments/onlinepayment/{received.pk}/change/")
    assert "Вернуть деньги" in listed.text
    assert "деньги получены" in listed.text
    too_much = billing.post(page, {"amount": "500,01", "reason": "ошибка"})
    assert "Вернуть можно не больше" in too_much.text
    done = billing.post(page, {"amount": "120,50", "reason": "ошибка"}, follow=True)
    assert "Деньги возвращены." in done.text
    assert balance(account) == Decimal("-379.50")
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.account) == ("refund_payments", account)
    assert entry.details == {"amount": "120.50", "reason": "ошибка"}


def test_a_refund_that_nobody_answers_is_told_to_wait(page: str, shop: FakeYooKassa) -> None:
    billing = signed_in(Role.BILLING)
    shop.troubles = [503] * 3
    told = billing.post(page, {"amount": "100", "reason": "ошибка"}, follow=True)
    assert "ещё не ответила" in told.text
    shop.troubles = [404]
    told = billing.post(page, {"amount": "100", "reason": "ошибка"}, follow=True)
    assert "отказала в возврате" in told.text


@pytest.mark.parametrize(
    ("role", "branch"), [(Role.CLERK, "khakassia"), (Role.BILLING, "tyva"), (Role.AUDITOR, "tyva")]
)
def test_others_give_nothing_back(
    page: str, settings: LazySettings, role: Role, branch: str
) -> None:
    answer = signed_in(role, branch).post(page, {"amount": "1", "reason": "x"})
    assert answer.status_code == 403
    assert not OnlineRefund.objects.exists()


@pytest.mark.parametrize(
    ("role", "branch", "seen"),
    [
        (Role.AUDITOR, "khakassia", True),
        (Role.BILLING, "tyva", False),
        (Role.REVIEWER, "khakassia", None),
    ],
)
@pytest.mark.parametrize("table", ["onlinepayment", "payment"])
def test_money_is_shown_by_role_and_branch(
    received: OnlinePayment, role: Role, branch: str, seen: bool | None, table: str
) -> None:
    answer = signed_in(role, branch).get(f"/admin/payments/{table}/")
    if seen is None:
        assert answer.status_code == 403
    else:
        assert (received.account.number in answer.text) == seen
