"""Waiting and endless speech, in virtual time: what the caller hears, and when."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from acting import FakeCompany, FakeEars, play

from meterline.language.turn import Command, Completeness, Understanding
from meterline.lines.callers import RobotSilent, ScriptedCaller, Step
from meterline.lines.recording import RecordingLine
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack

WAIT = Understanding(
    text="подождите", command=Command.WAIT, completeness=Completeness.COMPLETE, speech_end=0.9
)
NOTHING = Understanding(text="слова", completeness=Completeness.FREE, speech_end=0.9)
RATE = 8000


@pytest.fixture(scope="module")
def voice() -> Mouth:
    return Mouth(PromptPack.load())


def words(seconds: float) -> bytes:
    t = np.arange(round(RATE * seconds)) / RATE
    sound = sum(np.sin(2 * np.pi * 130 * k * t) / k for k in range(1, 12))
    return (2500 * sound * (1 + 0.5 * np.sin(2 * np.pi * 4 * t))).astype("<i2").tobytes()


def caller(pcm: bytes, patience: float) -> RecordingLine:
    steps = [Step(RobotSilent(0.7), keys="7"), Step(RobotSilent(0.7), pcm=pcm)]
    return RecordingLine(ScriptedCaller(steps, patience=patience), caller="+73902275004")


def robot_of(recordings: Path) -> np.ndarray:
    """What the robot said in the only call recorded."""
    [path] = recordings.rglob("*.wav")
    return soundfile.read(str(path))[0][:, 1]


def pauses(robot: np.ndarray, longer: float) -> list[float]:
    """Seconds of the robot's silences between two of its words, the long ones in order."""
    loud = np.flatnonzero(np.abs(robot) > 0.008)
    gaps = [(b - a) / RATE for a, b in pairwise(loud)]
    return [gap for gap in gaps if gap > longer]


async def test_who_asks_to_wait_hears_a_word_every_fifteen_seconds(
    voice: Mouth, tmp_path: Path
) -> None:
    company = FakeCompany()
    ears = FakeEars([WAIT, NOTHING])
    await play(caller(words(0.9), patience=17.0), ears, company, voice, tmp_path)
    assert company.said().count("Не торопитесь, я подожду") == 3
    waits = [gap for gap in pauses(robot_of(tmp_path), 5.0) if gap < 17.0]
    assert waits[:2] == pytest.approx([15.0, 15.0], abs=1.0)


async def test_endless_speech_is_cut_after_a_minute_and_told_so(
    voice: Mouth, tmp_path: Path
) -> None:
    company = FakeCompany()
    ears = FakeEars([replace(NOTHING, speech_end=60.0), NOTHING, NOTHING, NOTHING])
    await play(caller(words(70.0), patience=3.0), ears, company, voice, tmp_path)
    [heard, *_] = [event.data for event in company.events if event.kind == "heard"]
    assert float(str(heard["end"])) - float(str(heard["begin"])) == pytest.approx(60.0, abs=0.5)
    assert "Я записал то, что успел понять" in company.said()
