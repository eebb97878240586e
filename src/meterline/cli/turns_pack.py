"""Calls of the database as a pack: labelled turns, their sound, and the customers concerned."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from meterline.calls.labels import Slots, Stored, confirmed, role
from meterline.calls.models import Call, CallEvent, ReviewedTurn
from meterline.calls.recordings import recording_file
from meterline.calls.turns import TurnLogged, sound_of, turns_of
from meterline.cli.turns_tables import write_tables
from meterline.lines.port import SAMPLE_RATE
from meterline.readings.stored import stored_in

SOUND = "calls.flac"
EXPECTED = (
    *("asked", "candidates", "meter", "zones"),
    *("excluded", "beginning", "heard_before", "read_back"),
)
"""What of a turn's log is needed to understand it again."""


@dataclass(frozen=True)
class Labelled:
    """A turn whose words are known; `account` is the one that it is about."""

    turn: TurnLogged
    account: str
    text: str
    slots: Slots


@dataclass
class Gathered:
    """Turns to export, and those that wait for a person."""

    labelled: list[Labelled] = field(default_factory=list)
    waiting: list[TurnLogged] = field(default_factory=list)


@dataclass(frozen=True)
class Exported:
    """How much was written; `silent` turns have no recording any more."""

    calls: int
    turns: int
    silent: int


def gather(calls: Sequence[Call], only: str) -> Gathered:
    """The labelled turns of calls. `only`: "reviewed", "confirmed" or "all"."""
    found = Gathered()
    for call in calls:
        reviews = {review.turn: review for review in call.reviewed.all()}
        for segment, stored in _segments(call):
            known = confirmed(segment, stored) if stored else {}
            account = stored.account if stored else ""
            for turn in segment:
                review = reviews.get(turn.number)
                if review:
                    if only != "confirmed" and review.verdict == ReviewedTurn.Verdict.GOOD:
                        found.labelled.append(_reviewed(turn, review, account, call))
                elif turn.number not in known:
                    found.waiting.append(turn)
                elif only != "reviewed":
                    found.labelled.append(Labelled(turn, account, turn.text, known[turn.number]))
    return found


def _reviewed(turn: TurnLogged, review: ReviewedTurn, account: str, call: Call) -> Labelled:
    settled = call.account.number if call.account else next(iter(turn.candidates), "")
    about = review.slots.get("account") or account or settled
    return Labelled(turn, about, review.text, review.slots)


def _segments(call: Call) -> Iterator[tuple[list[TurnLogged], Stored | None]]:
    """The turns up to each submission of a call with what it stored, then the rest."""
    stored = stored_in(call.pk)
    turns = list(turns_of(call.pk))
    receipts = CallEvent.objects.filter(call=call, kind="stored").order_by("sequence")
    for event in receipts:
        led = [turn for turn in turns if turn.sequence < event.sequence]
        turns = turns[len(led) :]
        yield led, stored.get(str(event.data.get("number")))
    yield turns, None


def write_pack(folder: Path, labelled: Sequence[Labelled]) -> Exported:
    """Write turns as a pack. Telephone numbers are left out; callers are numbered."""
    folder.mkdir(parents=True, exist_ok=True)
    calls = Call.objects.in_bulk({one.turn.call for one in labelled})
    rows: dict[tuple[Any, str], dict[str, Any]] = {}
    speakers: dict[str, str] = {}
    silent = position = 0
    with soundfile.SoundFile(folder / SOUND, "w", SAMPLE_RATE, 1) as sound:
        for one in labelled:
            call = calls[one.turn.call]
            path = recording_file(call.recording)
            pcm = np.frombuffer(sound_of(path, one.turn) if path else b"", "<i2")
            if not len(pcm):
                silent += 1
                continue
            sound.write(pcm)
            who = call.caller or str(call.pk)
            speaker = speakers.setdefault(who, f"caller-{len(speakers)}")
            row = rows.setdefault(
                (call.pk, one.account), _call(len(rows), call, one.account, speaker)
            )
            row["turns"].append(_turn(one, position, len(pcm)))
            position += len(pcm)
    _write_labels(folder, rows.values(), calls.values())
    write_tables(folder, _accounts(labelled, calls))
    return Exported(len(rows), sum(len(row["turns"]) for row in rows.values()), silent)


def _call(number: int, call: Call, account: str, speaker: str) -> dict[str, Any]:
    branch = call.branch.key if call.branch else ""
    return {
        "call": number,
        "id": str(call.pk),
        "account": account,
        "branch": branch,
        "phone": None,
        "speaker": speaker,
        "turns": [],
    }


def _turn(one: Labelled, start: int, length: int) -> dict[str, Any]:
    told = one.turn.told
    return {
        "role": role(one.turn, one.slots),
        "text": one.text,
        "slots": one.slots,
        "start": start,
        "length": length,
        "number": one.turn.number,
        "expected": {name: told[name] for name in EXPECTED if name in told},
    }


def _write_labels(folder: Path, rows: Any, calls: Any) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "calls.jsonl").write_text("".join(lines), encoding="utf-8")
    now = max(call.started for call in calls)
    clock = json.dumps({"now": now.isoformat()})
    (folder / "pack.json").write_text(clock + "\n", encoding="utf-8")


def _accounts(labelled: Sequence[Labelled], calls: Any) -> dict[str, datetime]:
    """Every account concerned with the moment up to which its history is known."""
    first: dict[str, datetime] = {}
    for one in labelled:
        at = calls[one.turn.call].started
        for account in (one.account, *one.turn.candidates):
            first[account] = min(at, first.get(account, at))
    return first
