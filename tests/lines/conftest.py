from pathlib import Path

import pytest
from sip_peers import Sipp


@pytest.fixture
def sipp(tmp_path: Path) -> Sipp:
    return Sipp(tmp_path)
