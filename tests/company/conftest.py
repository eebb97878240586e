"""The company's data as the tests need it."""

import pytest
from company_made_up import AT, make_account

from meterline.customers.models import Account
from meterline.demo import FOLDER
from meterline.importing.services import import_folder


@pytest.fixture
def demo_base(db: None) -> None:
    """The demo's customers with their meters and readings."""
    assert import_folder(FOLDER, AT).ok


@pytest.fixture
def single(db: None) -> Account:
    """One meter of one register, 5 digits: 10,000 in August 2026, then 100 a month."""
    return make_account("100000001", {"single": [10_000, 10_100, 10_200]})


@pytest.fixture
def two_zones(db: None) -> Account:
    """Day 20,000 and 200 a month, night 5,000 and 100 a month."""
    zones = {"day": [20_000, 20_200, 20_400], "night": [5_000, 5_100, 5_200]}
    return make_account("100000002", zones)
