"""A branch with customers, and a clerk who sees to them."""

from typing import Any

import pytest
import time_machine
from company_made_up import AT, make_account, make_branch
from desk_made_up import employee
from django.test import Client

from meterline.customers.models import Account, Branch
from meterline.staff.permissions import Role


@pytest.fixture(autouse=True)
def now() -> Any:
    """A day in the window, except where a browser's own clock has to agree."""
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def branch(db: None) -> Branch:
    return make_branch()


@pytest.fixture
def single(branch: Branch) -> Account:
    """One register, 5 digits: 10,000 in August 2026, then 100 a month."""
    return make_account("100000001", {"single": [10_000, 10_100, 10_200]}, branch=branch)


@pytest.fixture
def two_zones(branch: Branch) -> Account:
    """Day 20,000 and 200 a month, night 5,000 and 100 a month."""
    zones = {"day": [20_000, 20_200, 20_400], "night": [5_000, 5_100, 5_200]}
    return make_account("100000002", zones, branch=branch, name="Петров Пётр Ильич")


@pytest.fixture
def clerk(branch: Branch, client: Client) -> Client:
    """The browser of a clerk of the branch, signed in."""
    client.force_login(employee("ivanova", Role.CLERK, branch))
    return client
