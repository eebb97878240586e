"""An account whose money is counted."""

import pytest
from company_made_up import make_account

from meterline.customers.models import Account


@pytest.fixture
def account(db: None) -> Account:
    return make_account("100000001", {"single": [10_000, 10_100, 10_200]})


@pytest.fixture
def neighbour(db: None) -> Account:
    return make_account("100000002", {"single": [500]}, name="Белов Пётр Ильич")
