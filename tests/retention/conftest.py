"""The demo's own day, and folders for recordings and letters."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from company_made_up import AT


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Noon of 22 November 2026 in Khakassia."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> Path:
    """A folder of data of the test's own, with no file of periods in it."""
    settings.METERLINE_HOME = tmp_path
    settings.METERLINE_RECORDINGS = tmp_path / "recordings"
    return tmp_path
