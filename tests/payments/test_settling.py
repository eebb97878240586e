"""Lost notices, payments that nobody finishes, and a day beside the provider's list."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from company_made_up import make_branch
from django.conf import LazySettings
from fake_yookassa import FakeYooKassa, stamp
from paid_made_up import begin, make_charge, paid
from typer.testing import CliRunner

from meterline.cli.main import app
from meterline.customers.models import Account
from meterline.payments.models import OnlinePayment, Payment
from meterline.payments.online.reconciling import Difference, reconcile
from meterline.payments.online.settling import look, settle
from meterline.payments.online.starting import Wanted, start
from meterline.payments.online.states import CannotFollow, Kind, State, move
from meterline.payments.providers.port import Provider, ProviderUnavailable
from meterline.payments.selectors import balance
from meterline.payments.services import Incoming, Returned, receive_payment, record_refund

DAY = date(2026, 11, 22)


def test_what_the_notices_did_not_tell_is_asked_for(
    account: Account, yookassa: Provider, shop: FakeYooKassa
) -> None:
    lost, refused, waiting, silent = (begin(account, yookassa) for _ in range(4))
    shop.pay(lost.provider_id)
    shop.cancel(refused.provider_id)
    del shop.payments[silent.provider_id]
    done = settle(yookassa)
    assert (done.paid, done.cancelled, done.waiting, done.unanswered) == (1, 1, 1, 1)
    assert balance(account) == -500
    again = settle(yookassa)
    assert (again.paid, again.cancelled, again.waiting, again.unanswered) == (0, 0, 1, 1)
    assert {one.state for one in (waiting, silent)} == {"pending"}


def test_what_never_reached_the_provider_expires(
    account: Account, yookassa: Provider, shop: FakeYooKassa
) -> None:
    shop.troubles = [500] * 3
    with pytest.raises(ProviderUnavailable):
        begin(account, yookassa)
    assert settle(yookassa).waiting == 1
    OnlinePayment.objects.update(expires=shop.now - timedelta(days=400))
    assert settle(yookassa).cancelled == 1
    online = OnlinePayment.objects.get()
    assert (online.state, online.events.first().kind) == ("cancelled", "expired")


def test_the_same_form_sent_twice_is_one_payment(
    account: Account, yookassa: Provider, shop: FakeYooKassa
) -> None:
    wanted = Wanted(uuid4(), account, Decimal(70), "payer@example.com")
    shop.troubles = ["lost"] * 3
    with pytest.raises(ProviderUnavailable):
        start(wanted, yookassa, str)
    assert start(wanted, yookassa, str) == start(wanted, yookassa, str)
    assert len(shop.payments) == OnlinePayment.objects.count() == 1


def test_a_watched_page_asks_but_not_too_often(
    begun: OnlinePayment, yookassa: Provider, shop: FakeYooKassa
) -> None:
    shop.asked.clear()
    now = begun.started
    look(begun, yookassa, now)
    shop.pay(begun.provider_id)
    assert look(begun, yookassa, now + timedelta(seconds=1)).state == "pending"
    assert look(begun, yookassa, now + timedelta(seconds=4)).state == "paid"
    look(begun, yookassa, now + timedelta(seconds=60))
    assert len(shop.asked) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.PENDING, State.REFUNDED),
        (State.CREATED, State.PART_REFUNDED),
        (State.CANCELLED, State.PENDING),
        (State.PAID, State.CANCELLED),
        (State.PAID, State.PENDING),
        (State.REFUNDED, State.PAID),
    ],
)
def test_steps_that_no_payment_takes(begun: OnlinePayment, before: State, after: State) -> None:
    begun.state = before
    with pytest.raises(CannotFollow):
        move(begun, after, Kind.PAID)
    assert begun.events.count() == 2


def entered(account: Account, number: str, amount: str, shop: FakeYooKassa) -> Payment:
    return receive_payment(Incoming(account, Decimal(amount), shop.now, number, "yookassa"))


def differences(provider: Provider) -> list[tuple[Any, ...]]:
    found = reconcile(provider, DAY)
    return [(one.what, one.difference, one.ours, one.theirs) for one in found.differing]


def test_a_day_that_agrees(received: OnlinePayment, yookassa: Provider) -> None:
    found = reconcile(yookassa, DAY)
    assert found.ours == found.theirs == (1, Decimal("500.00"))
    assert found.differing == ()


def test_what_is_missing_here_though_begun_here_is_taken_over(
    begun: OnlinePayment, yookassa: Provider, shop: FakeYooKassa, account: Account
) -> None:
    OnlinePayment.objects.update(state="cancelled")
    shop.pay(begun.provider_id)
    shop.give_back(begun.provider_id, "100.00")
    mended = Difference.MENDED
    assert differences(yookassa) == [
        ("платёж", mended, None, Decimal("500.00")),
        ("возврат", mended, None, Decimal("100.00")),
    ]
    assert balance(account) == -400
    assert differences(yookassa) == []


def test_what_is_missing_on_one_side_and_other_sums_are_told(
    account: Account, yookassa: Provider, shop: FakeYooKassa
) -> None:
    online = begin(account, yookassa)
    shop.pay(online.provider_id)
    entered(account, online.provider_id, "500.01", shop)
    nowhere = entered(account, "nowhere", "70.00", shop)
    record_refund(
        Returned(nowhere, Decimal("5.00"), shop.now, "r0", "yookassa", "billing", "ошибка")
    )
    receive_payment(paid(account, "9.00", "of another bank"))
    strange = str(uuid4())
    shop.payments[strange] = {**shop.payments[online.provider_id], "id": strange, "metadata": {}}
    found = differences(yookassa)
    assert sorted(found, key=str) == sorted(
        [
            ("платёж", Difference.OTHER_SUM, Decimal("500.01"), Decimal("500.00")),
            ("платёж", Difference.MISSING_HERE, None, Decimal("500.00")),
            ("платёж", Difference.MISSING_THERE, Decimal("70.00"), None),
            ("возврат", Difference.MISSING_THERE, Decimal("5.00"), None),
        ],
        key=str,
    )


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        ("2026-11-21T16:59:59.999+00:00", False),
        ("2026-11-21T17:00:00+00:00", True),
        ("2026-11-22T16:59:59.999+00:00", True),
        ("2026-11-22T17:00:00+00:00", False),
    ],
)
def test_the_day_is_the_sites_own(
    begun: OnlinePayment, yookassa: Provider, shop: FakeYooKassa, at: str, inside: bool
) -> None:
    shop.now = shop.now.fromisoformat(at)
    shop.pay(begun.provider_id)
    assert shop.payments[begun.provider_id]["captured_at"] == stamp(shop.now)
    assert reconcile(yookassa, DAY).theirs[0] == inside


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["payments", *arguments], env={"COLUMNS": "200"})


@pytest.mark.usefixtures("yookassa")
def test_the_command_settles_compares_and_writes_a_file(
    begun: OnlinePayment, shop: FakeYooKassa, account: Account, tmp_path: Path
) -> None:
    shop.pay(begun.provider_id)
    done = run("settle")
    assert done.exit_code == 0, done.output
    assert "ЮKassa: оплачено 1, отменено 0, ждут 0, без ответа 0" in done.output
    fine = run("settle", "--day", "2026-11-22")
    assert (fine.exit_code, "Расхождений нет." in fine.output) == (0, True)
    entered(account, "=1+1", "70.00", shop)
    report = tmp_path / "report.csv"
    wrong = run("settle", "--day", "2026-11-22", "--csv", str(report))
    assert wrong.exit_code == 1
    assert "нет у платёжной системы" in wrong.output
    assert account.number not in wrong.output
    rows = list(csv.reader(report.open(encoding="utf-8-sig"), delimiter=";"))
    assert rows[1] == ["платёж", "нет у платёжной системы", "'=1+1", account.number, "70.00", ""]
    assert len(rows) == 2


@pytest.mark.usefixtures("yookassa")
def test_the_command_says_what_to_do(db: None, shop: FakeYooKassa, settings: LazySettings) -> None:
    shop.troubles = [500] * 3
    failed = run("settle", "--day", "yesterday")
    assert (failed.exit_code, "повторите команду позже" in failed.output) == (2, True)
    assert run("settle", "--day", "вчера").exit_code == 2
    settings.METERLINE_YOOKASSA_SHOP = ""
    off = run("settle")
    assert (off.exit_code, "METERLINE_YOOKASSA_SHOP" in off.output) == (2, True)


def test_the_command_posts_a_month(account: Account) -> None:
    make_charge(account, "500.00")
    month = ("--period", "2026-10")
    posted = run("post", "--branch", "khakassia", *month)
    assert posted.exit_code == 0, posted.output
    assert "внесено начислений 1, из них перерасчётов 0, на 500,00" in posted.output
    assert balance(account) == 500
    make_branch("a-branch-before")
    others = run("post", "--branch", "all", *month)
    assert others.exit_code == 2
    assert "месяц 10.2026 ещё не начислен" in others.stderr
    assert "Филиал khakassia, 10.2026: внесено начислений 0" in others.stdout
    assert run("post", "--branch", "nowhere", "--period", "2026-10").exit_code == 2
