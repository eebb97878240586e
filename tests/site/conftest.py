"""Accounts of the site's visitors, on a day of November's window."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from company_made_up import AT, make_account
from site_visitor import Visitor

from meterline.customers.models import Account
from meterline.demo import FOLDER
from meterline.importing.services import import_folder


@pytest.fixture
def today() -> Iterator[datetime]:
    """22 November 2026 in Krasnoyarsk; readings are taken from the 20th to the 25th."""
    with time_machine.travel(AT, tick=False):
        yield AT


@pytest.fixture
def demo_base(db: None) -> None:
    """The demo's branches and customers."""
    assert import_folder(FOLDER, AT).ok


@pytest.fixture
def single(db: None) -> Account:
    """One meter of five digits: 10,000 in August 2026, then 100 a month."""
    return make_account("100000001", {"single": [10_000, 10_100, 10_200]})


@pytest.fixture
def two_zones(db: None) -> Account:
    """Day 20,000 and 200 a month, night 5,000 and 100 a month."""
    zones = {"day": [20_000, 20_200, 20_400], "night": [5_000, 5_100, 5_200]}
    return make_account("100000002", zones, name="Симонов Фирс Эдгарович")


@pytest.fixture
def visitor(today: datetime) -> Visitor:
    """Somebody with a browser of his own, on that day."""
    return Visitor()
