"""The customer base as the ears search it: written to disk from the database."""

import shutil
from datetime import datetime
from pathlib import Path

from meterline.cli.company import meters_expected
from meterline.ears.base import CustomerBase
from meterline.language.turn import Candidate
from meterline.readings.snapshot import snapshot

KEPT = 2
"""Snapshots kept: the newest, and the one that running workers may still read."""


def write_snapshot(home: Path, now: datetime) -> Path:
    """Write a new snapshot of all accounts below `home`; the folder it is in."""
    base = base_at(now)
    folder = snapshots(home)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    base.save(unfinished)
    finished = folder / f"{_newest_number(folder) + 1:08d}"
    unfinished.rename(finished)
    for old in _finished(folder)[:-KEPT]:
        shutil.rmtree(old)
    return finished


def base_at(moment: datetime) -> CustomerBase:
    """All accounts with what their meters could be expected to show at a moment."""
    return CustomerBase.build(
        Candidate(one.account, one.name, one.organisation, meters_expected(one.meters))
        for one in snapshot(moment)
    )


def newest_snapshot(home: Path) -> Path | None:
    """The newest finished snapshot, if there is one."""
    finished = _finished(snapshots(home))
    return finished[-1] if finished else None


def snapshots(home: Path) -> Path:
    """Where the snapshots are."""
    return home / "base"


def _finished(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.name.isdigit())


def _newest_number(folder: Path) -> int:
    return max((int(path.name) for path in _finished(folder)), default=0)
