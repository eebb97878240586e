"""The demo's own day, an account with an address, and a browser in its cabinet."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from cabinet_made_up import consumer, signed_in
from company_made_up import AT
from django.test import Client

from meterline.customers.models import Account


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Noon of 22 November 2026 in Khakassia, in November's window."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def account(db: None) -> Account:
    return consumer("100000001")


@pytest.fixture
def client(account: Account) -> Client:
    return signed_in(account)
