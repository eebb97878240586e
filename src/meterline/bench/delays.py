"""Answer delays: from the end of the caller's words on the wire to the robot's first sound."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from meterline.bench.callers import CallNotes, Spoken
from meterline.lines.port import SAMPLE_RATE
from meterline.lines.tracks import CapturedCall

ROLES = frozenset(
    {
        "one_breath",
        "account",
        "account_by_digit",
        "reading",
        "correction",
        "yes",
        "no",
        "operator",
        "repeat",
    }
)
"""Turns that end with a complete slot, yes/no or a command, if they were understood."""

ASKED_AGAIN = frozenset(
    {
        "not_heard",
        "not_understood",
        "silence",
        "attempts.over",
        "confirm.retry",
        "noisy",
        "cut_long",
        "take_time",
        "account.ask",
        "account.by_digit",
        "account.keypad",
        "account.more_digits",
        "surname.ask",
        "organisation.ask",
        "reading.ask",
        "reading.ask_day",
        "reading.ask_night",
        "reading.ask_peak",
        "reading.ask_half_peak",
        "reading.by_digit",
        "reading.keypad",
    }
)
"""Answers that show that the turn was not complete for the robot."""

SOUND = 256
"""Peak of 16-bit audio from which the robot is heard."""

REACH = 1.5
"""Seconds by which a turn may be off the place where the caller's clock puts it."""

FOUND = 0.5
"""Likeness from which a turn counts as found on the wire."""

Track = NDArray[np.int16]


@dataclass(frozen=True)
class Delay:
    """One answer. `complete` tells turns that the robot took as complete."""

    role: str
    seconds: float
    complete: bool


def delays_of(notes: CallNotes, began: float, captured: Sequence[CapturedCall]) -> list[Delay]:
    """The delays of one call that began at `began` (seconds since the epoch).

    The call is found among the captured ones by its sound; none found, no delays.
    """
    turns = [(i, spoken) for i, spoken in enumerate(notes.spoken) if len(spoken.tail)]
    best: list[tuple[int, int]] = []
    track: CapturedCall | None = None
    for call in captured:
        places = [(i, _place(spoken, began, call)) for i, spoken in turns]
        found = [(i, place) for i, place in places if place is not None]
        if len(found) > len(best):
            best, track = found, call
    if track is None:
        return []
    ends = [end for _, end in best[1:]]
    measured = [
        (i, _seconds(track.robot, end, until))
        for (i, end), until in zip(best, [*ends, None], strict=True)
    ]
    return [
        Delay(notes.spoken[i].role, seconds, is_complete(notes, i))
        for i, seconds in measured
        if seconds is not None
    ]


def is_complete(notes: CallNotes, index: int) -> bool:
    """Whether the robot's next phrases take the turn as a complete one."""
    spoken = notes.spoken[index]
    until = notes.spoken[index + 1].after if index + 1 < len(notes.spoken) else None
    answered = {clip.key for clip in notes.heard[spoken.after : until]}
    return spoken.role in ROLES and not answered & ASKED_AGAIN


def _place(spoken: Spoken, began: float, call: CapturedCall) -> int | None:
    """Sample of the captured track after the turn's last word."""
    due = (began - call.began) * SAMPLE_RATE + spoken.words_end
    first = max(round(due - REACH * SAMPLE_RATE) - len(spoken.tail), 0)
    heard = call.caller[first : max(round(due + REACH * SAMPLE_RATE), 0)].astype(np.float64)
    tail = spoken.tail.astype(np.float64)
    if len(heard) < len(tail):
        return None
    products = fftconvolve(heard, tail[::-1], "valid")
    power = np.convolve(heard**2, np.ones(len(tail)), "valid")
    likeness = products / (np.sqrt(np.maximum(power, 1.0)) * np.linalg.norm(tail) + 1e-9)
    place = int(likeness.argmax())
    return first + place + len(tail) if likeness[place] >= FOUND else None


def _seconds(robot: Track, end: int, until: int | None) -> float | None:
    """From `end` to the robot's first sound; None if it was speaking, or was silent."""
    before = robot[max(end - SAMPLE_RATE // 10, 0) : end].astype(np.int32)
    if np.abs(before).max(initial=0) >= SOUND:
        return None
    loud = np.flatnonzero(np.abs(robot[end:until].astype(np.int32)) >= SOUND)
    return int(loud[0]) / SAMPLE_RATE if loud.size else None
