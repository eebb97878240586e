"""The robot's voice and the caller's ear, made once for all tests of the bench."""

import pytest

from meterline.bench.clips import ClipTable, bundled_table
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack


@pytest.fixture(scope="session")
def table() -> ClipTable:
    return bundled_table()


@pytest.fixture(scope="session")
def mouth() -> Mouth:
    return Mouth(PromptPack.load())
