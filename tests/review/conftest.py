"""A branch with customers, and a reviewer who sees to them."""

from typing import Any

import pytest
import time_machine
from company_made_up import AT, make_account, make_branch
from django.contrib.auth.models import User
from django.test import Client
from review_made_up import employee

from meterline.customers.models import Account, Branch
from meterline.staff.permissions import Role


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Sunday, 22 November 2026, noon: a day in the window."""
    with time_machine.travel(AT, tick=True) as traveller:
        yield traveller


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
def user(branch: Branch) -> User:
    return employee("ivanova", Role.REVIEWER, branch)


@pytest.fixture
def reviewer(user: User, client: Client) -> Client:
    """The browser of a reviewer of the branch, signed in."""
    client.force_login(user)
    return client
