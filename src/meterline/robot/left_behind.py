"""Calls that the company could not be told of: kept with the recordings, brought in later."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from meterline.robot.company import CallEvent, Company

FOLDER = "unwritten"
"""Within the folder of recordings."""


@dataclass(frozen=True)
class CallLeft:
    """A call's end, and the part of its log that the company does not have yet."""

    call: str
    caller: str | None
    dialled: str | None
    carrier: str
    outcome: str
    recording: str
    events: tuple[CallEvent, ...]


def leave_behind(recordings: Path, left: CallLeft) -> None:
    """Keep `left`, whole or not at all."""
    folder = recordings / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f"{left.call}.part"
    unfinished.write_text(json.dumps(asdict(left), default=str), encoding="utf-8")
    unfinished.replace(folder / f"{left.call}.json")


def bring_in(recordings: Path, company: Company) -> int:
    """Tell the company of the calls left behind; how many. Raises CompanyUnavailable.

    What the company has been told is dropped at once, so that nothing is told twice.
    """
    files = sorted((recordings / FOLDER).glob("*.json"))
    for file in files:
        left = _read(file)
        # The log first: a call that the company does not know begins at its first event.
        company.log(left.call, left.events)
        leave_behind(recordings, replace(left, events=()))
        company.open_call(left.call, left.caller, left.dialled, left.carrier)
        company.close_call(left.call, left.outcome, left.recording)
        file.unlink()
    return len(files)


def _read(file: Path) -> CallLeft:
    told = json.loads(file.read_text(encoding="utf-8"))
    events = (
        CallEvent(one["kind"], datetime.fromisoformat(one["at"]), one["data"])
        for one in told["events"]
    )
    return CallLeft(**{**told, "events": tuple(events)})
