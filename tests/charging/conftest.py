"""A branch and homes to charge."""

import pytest
from charging_made_up import make_branch, make_homes

from meterline.customers.models import Account, Branch


@pytest.fixture
def khakassia(db: None) -> Branch:
    return make_branch()


@pytest.fixture
def homes(khakassia: Branch) -> list[Account]:
    """Six homes; the third and the sixth have sent nothing for October."""
    return make_homes(khakassia, 6)
