"""From a month's stored charges to what accounts owe."""

from decimal import Decimal

import pytest
from paid_made_up import OCTOBER, make_charge, make_run

from meterline.charging.alone import AlreadyRunning, alone
from meterline.charging.models import Charge, Run
from meterline.customers.models import Account
from meterline.errors import Mendable
from meterline.payments import posting
from meterline.payments.models import Posting
from meterline.payments.selectors import balance


def post(account: Account) -> tuple[int, int, Decimal, int]:
    done = posting.post(account.branch, OCTOBER, "billing")
    return done.added, done.corrections, done.total, done.unissuable


def test_a_months_charges_become_debts_once(
    account: Account, neighbour: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "AT_ONCE", 1)
    make_charge(account, "500.10")
    make_charge(neighbour, "-20.00")
    assert post(account) == (2, 0, Decimal("480.10"), 0)
    assert post(account) == (0, 0, Decimal(0), 0)
    assert (balance(account), balance(neighbour)) == (Decimal("500.10"), -20)


@pytest.mark.parametrize(
    ("sums", "posted"),
    [
        (["500.00", "450.55"], ["500.00", "-49.45"]),
        (["500.00", "500.00"], ["500.00"]),
        (["0.00"], []),
        (["0.10", "0.30", "0.60"], ["0.10", "0.20", "0.30"]),
        (["300.00", "0.00", "300.00"], ["300.00", "-300.00", "300.00"]),
    ],
)
def test_a_correction_is_posted_as_the_difference(
    account: Account, sums: list[str], posted: list[str]
) -> None:
    for amount in sums:
        make_charge(account, amount)
        post(account)
    rows = Posting.objects.order_by("id").values_list("amount", flat=True)
    assert list(rows) == [Decimal(one) for one in posted]
    assert balance(account) == Decimal(sums[-1])


def test_what_rests_on_a_placeholder_never_becomes_a_debt(
    account: Account, neighbour: Account
) -> None:
    make_charge(account, "500.00", issuable=False)
    make_charge(neighbour, "70.00")
    assert post(account) == (1, 0, Decimal(70), 1)
    assert balance(account) == 0


def test_a_month_that_lost_its_tariff_keeps_what_was_posted(account: Account) -> None:
    make_charge(account, "500.00")
    post(account)
    make_charge(account, "300.00", issuable=False)
    assert post(account) == (0, 0, Decimal(0), 1)
    assert balance(account) == 500


def test_only_the_branch_and_the_month_asked_for(account: Account) -> None:
    make_charge(account, "500.00")
    make_charge(account, "400.00", OCTOBER.replace(month=9))
    post(account)
    assert balance(account) == 500


def test_an_uncharged_month_says_how_to_charge_it(account: Account) -> None:
    with pytest.raises(Mendable, match="ещё не начислен") as refused:
        post(account)
    assert refused.value.mend == "выполните: meterline charge --branch khakassia --period 2026-10"
    make_run(account, finished=None)
    with pytest.raises(Mendable, match="не до конца"):
        post(account)
    Run.objects.update(abandoned=True)
    make_run(account)
    assert post(account)[0] == Charge.objects.count() == 0


def test_nobody_posts_while_the_branch_is_being_charged(account: Account) -> None:
    make_charge(account, "500.00")
    with alone(account.branch), pytest.raises(AlreadyRunning):
        post(account)
    assert balance(account) == 0
