"""One call from ring to stored reading over real SIP, in real time, as `bench calls` places it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from meterline import demo

KNOWN_PHONE = 6
"""A caller of the demo pack whose phone is linked to his account: the shortest call."""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The demo pack with this one call."""
    folder = tmp_path / "pack"
    folder.mkdir()
    for name in ("branches.csv", "customers.csv", "meters.csv", "readings.csv", "pack.json"):
        shutil.copy(demo.FOLDER / name, folder)
    (folder / "calls.opus").symlink_to(demo.FOLDER / "calls.opus")
    calls = (demo.FOLDER / "calls.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = [row for row in calls if json.loads(row)["call"] == KNOWN_PHONE]
    (folder / "calls.jsonl").write_text("\n".join(chosen), encoding="utf-8")
    return folder


@pytest.mark.sip
@pytest.mark.timeout(600)
def test_a_call_over_sip_ends_as_a_reading(pack: Path, tmp_path: Path) -> None:
    result = tmp_path / "figures.json"
    command = [sys.executable, "-m", "meterline", "bench", "calls", "--pack", str(pack)]
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ended = subprocess.run(
        [*command, "--calls", "1", "--json", str(result)],
        check=False,
        capture_output=True,
        text=True,
        env=own,
    )
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(result.read_text(encoding="utf-8"))
    [call] = figures["each"]
    told = "\n".join(call["story"])
    assert (figures["stored_right"], figures["stored_wrong"]) == (1, 0), told
    assert figures["without_person"] == 1, told
    assert "Номер обращения" in told
