"""A television or a family behind the caller is no caller who interrupts."""

import numpy as np
import pytest
from recorded_turns import TURNS, RecordedTurn, Sound, alaw, as_pcm

from meterline.ears.activity import VoiceActivity
from meterline.ears.endpointing import SpeechBegan, TurnEvent, TurnTaker

GREETING = 5.0
"""Seconds in which the robot cannot be interrupted and gets to know the line."""

PROMPT = 8.0
"""Seconds of a prompt that the caller hears out."""

QUIETER_DB = 15.0


def babble(seconds: float, power: float) -> Sound:
    """Five voices at once, without a pause, with this mean power."""
    length = int(8000 * seconds)
    longest = sorted(TURNS, key=lambda turn: -len(turn.sound))[:5]
    voices = [np.resize(turn.sound, length) for turn in longest]
    mixed = np.sum([voice / voice.std() for voice in voices], axis=0)
    return np.asarray(mixed * np.sqrt(power / np.mean(mixed**2)), dtype=np.float32)


def call(turn: RecordedTurn) -> tuple[Sound, float]:
    """A line with voices 15 dB under the caller's; where his words begin."""
    begins = GREETING + PROMPT
    speech = turn.sound[int(8000 * turn.speech[0]) : int(8000 * turn.speech[1])]
    line = babble(begins + len(turn.sound) / 8000 + 1, np.mean(speech**2) / 10 ** (QUIETER_DB / 10))
    at = int(8000 * begins)
    line[at : at + len(turn.sound)] += turn.sound
    return alaw(line), begins + turn.speech[0]


def follow(line: Sound) -> list[tuple[float, TurnEvent]]:
    """Overhear the greeting, then listen for the caller's turn; events with their second."""
    activity = VoiceActivity()
    pcm = as_pcm(line)
    heard_from = int(8000 * GREETING)
    activity.overhear(pcm[:heard_from].tobytes())
    taker = TurnTaker(activity)
    return [
        ((start + 160) / 8000, event)
        for start in range(heard_from, len(pcm) - 159, 160)
        for event in taker.feed(pcm[start : start + 160])
    ]


LOUD_ENOUGH = [turn for turn in TURNS if turn.speech[1] - turn.speech[0] > 0.5]


@pytest.mark.parametrize("turn", LOUD_ENOUGH, ids=lambda turn: turn.name)
def test_the_turn_begins_with_the_caller_and_not_with_the_voices(turn: RecordedTurn) -> None:
    line, words = call(turn)
    began = [when for when, event in follow(line) if isinstance(event, SpeechBegan)]
    assert len(began) == 1
    assert words < began[0] < words + 1.0


def test_without_knowing_the_line_the_voices_would_have_been_taken_for_a_caller() -> None:
    """What the greeting's seconds are for; if this fails the test above shows nothing."""
    line, words = call(LOUD_ENOUGH[0])
    taker = TurnTaker(VoiceActivity())
    pcm = as_pcm(line)[int(8000 * GREETING) :]
    seen = [e for i in range(0, len(pcm) - 159, 160) for e in taker.feed(pcm[i : i + 160])]
    assert seen[0].at < words - GREETING - 1.0
