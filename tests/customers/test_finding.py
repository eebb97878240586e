"""Accounts by any part of what a clerk may know."""

import pytest
from accounts_made_up import make_account, make_branch
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meterline.customers.models import Account, Branch, Customer, LinkedPhone
from meterline.customers.selectors import (
    accounts_of_contract,
    accounts_of_email,
    accounts_of_phone,
    find_accounts,
)


@pytest.mark.parametrize(
    "typed",
    [
        # Number.
        *("100000001", "100 000 001", "100-000-001", "0000000", "0001"),
        # Name, whatever the case and ё.
        *("федоров", "ФЁДОРОВА", "Фёдорова Алёна Петровна", "алена петр", "петровна федорова"),
        # Address, with and without marks; words of both.
        *("щетинкина", "Щетинкина, 7-12", "абакан 7-12", "алёна абакан"),
        # Serial.
        *("АГ7123", "аг7123", "7123"),
        # Telephone.
        *("8 (913) 442-34-35", "+7 913 442", "9134423435", "442-34-35"),
        # E-mail and contract.
        *("alena@example.ru", "ALENA@", "alena", "АБ-001/19", "аб-001/19", "001/19"),
        # Words of different tables at once.
        *("фёдорова 4423435", "абакан аг7123", "алёна alena@example.ru"),
    ],
)
def test_it_is_found(account: Account, typed: str) -> None:
    assert find_accounts(typed) == (account,)


@pytest.mark.parametrize(
    "typed",
    ["", "  ", ",", "999", "иванова", "8 913 999", "фёдорова иванова", "%", "_", "а_н", "ivan@"],
)
def test_it_is_not_found(account: Account, typed: str) -> None:
    assert find_accounts(typed) == ()


def test_what_names_an_account_exactly_brings_it_alone(branch: Branch) -> None:
    customer = Customer.objects.create(kind="person", name="Ли Ян")
    whole, longer = (
        Account.objects.create(number=number, branch=branch, customer=customer)
        for number in ("123456789", "0123456789")
    )
    assert find_accounts("123456789") == (whole,)
    assert find_accounts("12345678") == (longer, whole)
    LinkedPhone.objects.create(number="+79130000000", account=longer)
    LinkedPhone.objects.create(number="+79130000000", account=whole)
    assert find_accounts("8 913 000 00 00") == (longer, whole)


def test_a_branch_and_a_limit(account: Account, branch: Branch) -> None:
    other = make_account(make_branch("tyva"), "100000002")
    assert find_accounts("федорова") == (account, other)
    assert find_accounts("федорова", limit=1) == (account,)
    assert find_accounts("федорова", branch=other.branch) == (other,)
    assert find_accounts("100000001", branch=other.branch) == ()


def test_found_accounts_come_with_customer_and_branch(account: Account) -> None:
    (found,) = find_accounts("федорова")
    with CaptureQueriesContext(connection) as asked:
        assert (found.customer.name, found.branch.key) == ("Фёдорова Алёна Петровна", "khakassia")
    assert not asked.captured_queries


@pytest.mark.parametrize("number", ["АБ-001/19", "аб-001/19", " АБ-001 19 "])
def test_accounts_of_a_contract(account: Account, number: str) -> None:
    assert accounts_of_contract(number) == ("100000001",)
    assert accounts_of_contract("АБ-001") == ()
    Account.objects.update(state=Account.State.CLOSED)
    assert accounts_of_contract(number) == ()


def test_accounts_of_an_email_and_a_telephone(account: Account) -> None:
    assert accounts_of_email(" Alena@example.RU") == ("100000001",)
    assert accounts_of_email("nobody@example.ru") == ()
    assert accounts_of_phone("8 913 442 34 35") == ("100000001",)
    Account.objects.update(state=Account.State.CLOSED)
    assert accounts_of_email("alena@example.ru") == accounts_of_phone("+79134423435") == ()
