import pytest
from customers_heard import base

from meterline.ears.understanding import Understander


@pytest.fixture(scope="session")
def understander() -> Understander:
    return Understander(base())
