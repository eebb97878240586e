"""What a recording and its log prove of a value: where it was said, what else it may have been."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from meterline.calls.models import Call, Message
from meterline.calls.recordings import recording_file
from meterline.calls.turns import TurnLogged, turns_of

LEAD = 0.4
"""Seconds that are played before the word begins, so that its beginning is heard."""


@dataclass(frozen=True)
class Alternative:
    """A value that may have been said; `zone` is empty where none was named."""

    value: int
    probability: float
    zone: str = ""


@dataclass(frozen=True)
class Heard:
    """A piece of a recording, from `begin` to `end` seconds; without `end` to its last.

    `word` is where playing starts, in seconds of the piece.
    """

    call: Call
    begin: float
    end: float | None
    word: float
    text: str
    alternatives: tuple[Alternative, ...]
    recorded: bool


def heard_value(call: Call, zone: str, value: int) -> Heard | None:
    """The turn in which a value was said: the last that has it among its best, else the last."""
    turns = [turn for turn in turns_of(call.pk) if turn.told.get("readings")]
    if not turns:
        return None
    told = [turn for turn in turns if _slot(turn.told, zone, value)]
    turn = (told or turns)[-1]
    return _of_turn(call, turn, _slot(turn.told, zone, value) or turn.told["readings"][0])


def heard_message(message: Message) -> Heard | None:
    """The message that a caller left; None where nothing was recorded."""
    if message.begin is None:
        return None
    told = message.understood.get("heard") or {}
    slots = told.get("readings") or []
    return Heard(
        message.call,
        message.begin,
        message.end,
        _start(slots[0]) if slots else 0.0,
        str(told.get("text") or ""),
        tuple(one for slot in slots for one in _alternatives(slot)),
        recording_file(message.call.recording) is not None,
    )


def _of_turn(call: Call, turn: TurnLogged, slot: Mapping[str, Any]) -> Heard:
    recorded = recording_file(call.recording) is not None
    others = tuple(_alternatives(slot))
    return Heard(call, turn.begin, turn.end, _start(slot), turn.text, others, recorded)


def _slot(told: Mapping[str, Any], zone: str, value: int) -> Mapping[str, Any] | None:
    """The slot of a turn that heard a value, the one of its zone before others."""
    slots = [slot for slot in told["readings"] if value in {one.value for one in _all(slot)}]
    slots.sort(key=lambda slot: (slot.get("zone") or zone) != zone)
    return slots[0] if slots else None


def _all(slot: Mapping[str, Any]) -> Iterable[Alternative]:
    yield Alternative(int(slot["value"]), float(slot["probability"]), slot.get("zone") or "")
    yield from _alternatives(slot)


def _alternatives(slot: Mapping[str, Any]) -> Iterable[Alternative]:
    for value, probability in slot["alternatives"]:
        yield Alternative(int(value), float(probability), slot.get("zone") or "")


def _start(slot: Mapping[str, Any]) -> float:
    return round(max(0.0, float(slot["start"]) - LEAD), 2)
