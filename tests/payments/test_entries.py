"""Payments and refunds as entries of accounts: once each, and the balance is their sum."""

from decimal import Decimal
from typing import Any

import pytest
from company_made_up import AT
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paid_made_up import make_charge, paid

from meterline.customers.models import Account
from meterline.payments import posting
from meterline.payments.models import Payment, Posting, Refund
from meterline.payments.refusals import PaymentRefused
from meterline.payments.selectors import balance, statement
from meterline.payments.services import (
    Returned,
    receive_payment,
    receive_payments,
    record_refund,
)


def returned(payment: Payment, amount: str, refund_id: str = "r1") -> Returned:
    return Returned(payment, Decimal(amount), AT, refund_id, "sber", "clerk", "ошибся")


def test_nothing_charged_and_nothing_paid_is_nothing_owed(account: Account) -> None:
    assert balance(account) == Decimal("0.00")
    assert statement(account) == []


def test_a_payment_lowers_what_is_owed_once(account: Account, neighbour: Account) -> None:
    first = receive_payment(paid(account, "500.10"))
    assert receive_payment(paid(account, "500.10")) == first
    assert balance(account) == Decimal("-500.10")
    assert balance(neighbour) == 0


def test_the_same_number_of_another_bank_is_another_payment(account: Account) -> None:
    receive_payment(paid(account))
    receive_payment(paid(account, source="vtb"))
    assert balance(account) == -1000


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("700.00", "уже учтён на 500,00 ₽, а теперь назван с суммой 700,00 ₽"),
        ("0", "больше нуля"),
        ("-5", "больше нуля"),
        ("500.001", "целых копейках"),
        ("NaN", "больше нуля"),
        ("10000000000", "больше нуля"),
    ],
)
def test_a_sum_that_cannot_be_is_refused_with_a_reason(
    account: Account, amount: str, said: str
) -> None:
    receive_payment(paid(account))
    with pytest.raises(PaymentRefused) as refused:
        receive_payment(paid(account, amount))
    assert said in str(refused.value).replace("\N{NO-BREAK SPACE}", " ")
    assert balance(account) == -500


def test_a_payment_told_again_for_another_account_is_refused(
    account: Account, neighbour: Account
) -> None:
    receive_payment(paid(account))
    with pytest.raises(PaymentRefused, match="на другом лицевом счёте"):
        receive_payment(paid(neighbour))


def test_many_payments_at_once_tell_of_each_what_became_of_it(
    account: Account, neighbour: Account
) -> None:
    receive_payment(paid(account, "1.00", "old"))
    told = receive_payments(
        [
            paid(account, "1.00", "old"),
            paid(account, "2.00", "new"),
            paid(neighbour, "2.00", "new"),
            paid(neighbour, "0.00", "none"),
            paid(neighbour, "4.00", "other", "vtb"),
        ]
    )
    assert [(one.new, one.payment is not None) for one in told] == [
        (False, True),
        (True, True),
        (False, False),
        (False, False),
        (True, True),
    ]
    assert (balance(account), balance(neighbour)) == (-3, -4)


def test_a_refund_raises_what_is_owed_once_and_never_exceeds(account: Account) -> None:
    payment = receive_payment(paid(account))
    first = record_refund(returned(payment, "200.00"))
    assert record_refund(returned(payment, "200.00")) == first
    with pytest.raises(PaymentRefused, match="не больше 300,00"):
        record_refund(returned(payment, "300.01", "r2"))
    with pytest.raises(PaymentRefused, match="другой суммой"):
        record_refund(returned(payment, "300.00"))
    record_refund(returned(payment, "300.00", "r2"))
    assert balance(account) == 0
    assert Refund.objects.count() == 2


def test_entries_are_told_latest_first(account: Account) -> None:
    make_charge(account, "500.00")
    posting.post(account.branch, make_charge(account, "400.00").period, "billing")
    record_refund(returned(receive_payment(paid(account)), "100.00"))
    told = [(one.what, one.amount) for one in statement(account)]
    assert sorted(told) == [("Возврат", 100), ("Начислено за 10.2026", 400), ("Оплата", -500)]
    assert sum(amount for _, amount in told) == balance(account)


@pytest.mark.parametrize("model", [Payment, Refund, Posting])
@pytest.mark.parametrize("way", ["update", "delete"])
def test_the_data_base_refuses_to_change_entries(account: Account, model: Any, way: str) -> None:
    make_charge(account, "500.00")
    posting.post(account.branch, make_charge(account, "400.00").period, "billing")
    record_refund(returned(receive_payment(paid(account)), "100.00"))
    rows = model.objects.all()
    raw = f"UPDATE {model._meta.db_table} SET amount = 1"
    if way == "delete":
        raw = f"DELETE FROM {model._meta.db_table}"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute(raw)
    assert rows.count() == 1


KINDS = st.sampled_from(["pay", "refund"])
ACTS = st.lists(st.tuples(KINDS, st.integers(0, 3), st.integers(1, 9999)), max_size=12)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS, again=st.randoms(use_true_random=False))
def test_the_balance_is_the_sum_of_entries_in_any_order_and_repetition(
    account: Account, acts: list[tuple[str, int, int]], again: Any
) -> None:
    with transaction.atomic():
        told = [*acts, *again.sample(acts, len(acts) // 2)]
        paid_once: dict[int, int] = {}
        given_back: dict[tuple[int, int], int] = {}
        for kind, number, kopecks in told:
            amount = f"{Decimal(kopecks) / 100:.2f}"
            if kind == "pay":
                if paid_once.setdefault(number, kopecks) == kopecks:
                    receive_payment(paid(account, amount, str(number)))
            elif number in paid_once:
                left = paid_once[number] - sum(
                    one for (payment, _), one in given_back.items() if payment == number
                )
                row = Payment.objects.get(payment_id=str(number))
                if (number, kopecks) in given_back or kopecks <= left:
                    record_refund(returned(row, amount, f"{number}-{kopecks}"))
                    given_back[number, kopecks] = kopecks
        kopecks_owed = sum(given_back.values()) - sum(paid_once.values())
        assert balance(account) == Decimal(kopecks_owed) / 100
        assert sum(one.amount for one in statement(account)) == balance(account)
        transaction.set_rollback(True)
