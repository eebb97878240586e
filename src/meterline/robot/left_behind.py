"""Calls that the company could not be told of: files beside the recordings, brought in later."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from meterline.robot.company import CallEvent, Company

SUFFIX = ".call.json"


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


def leave_behind(recording: Path, left: CallLeft) -> None:
    """Keep `left` beside the call's recording, whole or not at all."""
    finished = recording.with_suffix(SUFFIX)
    unfinished = finished.with_suffix(".part")
    unfinished.write_text(json.dumps(asdict(left), default=str), encoding="utf-8")
    unfinished.replace(finished)


def bring_in(recordings: Path, company: Company) -> int:
    """Tell the company of the calls left behind; how many. Raises CompanyUnavailable.

    What the company has is dropped at once, so that nothing is told twice.
    """
    brought = 0
    for file in sorted(recordings.rglob(f"*{SUFFIX}")):
        left = _read(file)
        # The log first: a call that the company does not know begins at its first event.
        company.log(left.call, left.events)
        leave_behind(recordings / left.recording, replace(left, events=()))
        company.open_call(left.call, left.caller, left.dialled, left.carrier)
        company.close_call(left.call, left.outcome, left.recording)
        file.unlink()
        brought += 1
    return brought


def _read(file: Path) -> CallLeft:
    told = json.loads(file.read_text(encoding="utf-8"))
    events = (
        CallEvent(one["kind"], datetime.fromisoformat(one["at"]), one["data"])
        for one in told["events"]
    )
    return CallLeft(**{**told, "events": tuple(events)})
