"""Tokens and a client for the tests of the interface."""

from collections.abc import Callable
from typing import Any

import pytest
from api_client import Program
from company_made_up import make_account
from django.core.cache import cache
from django.test import Client

from meterline.api.scopes import COMPANY, OWN, Scope
from meterline.api.tokens import Owner, make_token
from meterline.customers.models import Account, Branch


@pytest.fixture(autouse=True)
def no_limits_used() -> None:
    """Each test begins with no request counted."""
    cache.clear()


@pytest.fixture
def single(db: None) -> Account:
    """One meter of one register, 5 digits: 10,000 in August 2026, then 100 a month."""
    return make_account("100000001", {"single": [10_000, 10_100, 10_200]})


@pytest.fixture
def owner(single: Account, client: Client) -> Program:
    """A program of the account's owner."""
    _, text = make_token(Owner("дом", "test", account=single), sorted(OWN))
    return Program(client, text)


@pytest.fixture
def company(db: None, client: Client) -> Callable[..., Program]:
    """Makes a program of the company, with all rights on all branches where none is named."""

    def make(*scopes: Scope, branch: Branch | None = None) -> Program:
        rights: Any = scopes or sorted(COMPANY)
        _, text = make_token(Owner("1С", "test", branch=branch), rights)
        return Program(client, text)

    return make
