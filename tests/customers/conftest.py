"""A branch with an account."""

import pytest
from accounts_made_up import make_account, make_branch

from meterline.customers.models import Account, Branch


@pytest.fixture
def branch(db: None) -> Branch:
    return make_branch()


@pytest.fixture
def account(branch: Branch) -> Account:
    return make_account(branch)
