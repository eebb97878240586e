"""Delays are taken from what was on the wire, found by its sound."""

import numpy as np
import pytest
from numpy.typing import NDArray

from meterline.bench.callers import CallNotes, Spoken
from meterline.bench.delays import delays_of, is_complete
from meterline.bench.listener import Heard
from meterline.lines.tracks import CapturedCall

SECOND = 8000
Track = NDArray[np.int16]


def words(seed: int, seconds: float = 1.0) -> Track:
    chance = np.random.default_rng(seed)
    return (3000 * chance.standard_normal(round(seconds * SECOND))).clip(-9e3, 9e3).astype(np.int16)


def put(track: Track, at: float, sound: Track) -> None:
    start = round(at * SECOND)
    track[start : start + len(sound)] = sound


def spoken(role: str, at: float, sound: Track, after: int = 0) -> Spoken:
    start = round(at * SECOND)
    return Spoken(role, start, start + len(sound), after, sound[-3200:])


def captured(caller: Track, robot: Track, began: float = 1000.0) -> CapturedCall:
    return CapturedCall(began, 20000, 22000, caller, robot)


@pytest.fixture
def two_turns() -> tuple[CallNotes, Track, Track]:
    """A caller who says two things at 5 and 10 s of his clock, 120 ms later on the wire."""
    caller, robot = np.zeros(20 * SECOND, np.int16), np.zeros(20 * SECOND, np.int16)
    first, second = words(1), words(2)
    put(caller, 5.12, first)
    put(caller, 10.12, second)
    put(robot, 6.12 + 0.5, words(3))
    put(robot, 11.12 + 0.9, words(4))
    notes = CallNotes([spoken("one_breath", 5, first), spoken("yes", 10, second)])
    return notes, caller, robot


def test_from_the_last_word_on_the_wire_to_the_first_sound(
    two_turns: tuple[CallNotes, Track, Track],
) -> None:
    notes, caller, robot = two_turns
    delays = delays_of(notes, 1000.0, [captured(caller, robot)])
    assert [d.role for d in delays] == ["one_breath", "yes"]
    assert [d.seconds for d in delays] == pytest.approx([0.5, 0.9], abs=0.002)


def test_the_call_is_found_among_others(two_turns: tuple[CallNotes, Track, Track]) -> None:
    notes, caller, robot = two_turns
    other = np.zeros_like(caller)
    put(other, 5.0, words(7))
    put(other, 10.0, words(8))
    delays = delays_of(notes, 1000.0, [captured(other, robot[::-1]), captured(caller, robot)])
    assert [d.seconds for d in delays] == pytest.approx([0.5, 0.9], abs=0.002)


def test_a_capture_that_began_earlier_is_aligned(two_turns: tuple[CallNotes, Track, Track]) -> None:
    notes, caller, robot = two_turns
    ahead = np.zeros(2 * SECOND, np.int16)
    call = captured(np.concatenate((ahead, caller)), np.concatenate((ahead, robot)), began=998.0)
    delays = delays_of(notes, 1000.0, [call])
    assert [d.seconds for d in delays] == pytest.approx([0.5, 0.9], abs=0.002)


def test_a_robot_that_talks_over_the_caller_has_no_delay(
    two_turns: tuple[CallNotes, Track, Track],
) -> None:
    notes, caller, robot = two_turns
    put(robot, 5.5, words(5))
    assert [d.role for d in delays_of(notes, 1000.0, [captured(caller, robot)])] == ["yes"]


def test_a_call_that_was_not_captured_has_no_delays(
    two_turns: tuple[CallNotes, Track, Track],
) -> None:
    notes, _, robot = two_turns
    assert delays_of(notes, 1000.0, [captured(words(9, 20.0), robot)]) == []


ANSWERED = [
    ("one_breath", ["account.last_digits", "confirm.ask"], True),
    ("one_breath", ["account.ask"], False),
    ("account", ["account.more_digits"], False),
    ("reading", ["not_heard", "reading.ask"], False),
    ("yes", ["accepted.one"], True),
    ("name", ["reading.ask"], False),
]


@pytest.mark.parametrize(("role", "answer", "complete"), ANSWERED)
def test_the_robots_answer_tells_whether_a_turn_was_complete(
    role: str, answer: list[str], complete: bool
) -> None:
    heard = [Heard("menu.open", 0, 1), *(Heard(key, 2, 3) for key in answer)]
    notes = CallNotes([spoken(role, 5, words(1), after=1)], heard)
    assert is_complete(notes, 0) is complete
