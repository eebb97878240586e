"""A branch, and a day on which all pages are looked at."""

from typing import Any

import pytest
import time_machine
from company_made_up import make_branch
from quality_made_up import NOW

from meterline.customers.models import Branch


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def branch(db: None) -> Branch:
    return make_branch()
