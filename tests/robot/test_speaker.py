"""The robot's voice: what a caller hears when he interrupts."""

import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from meterline.lines.callers import SILENCE
from meterline.lines.port import FRAME_BYTES
from meterline.lines.recording import RecordingLine
from meterline.robot.recorder import Recorder
from meterline.robot.speaker import Speaker


class Listener:
    """A caller who only listens."""

    done = False

    def frame(self, heard: bytes) -> tuple[bytes, str]:
        return SILENCE, ""


def tone(frames: int, level: int) -> bytes:
    return (level.to_bytes(2, "little", signed=True) * (FRAME_BYTES // 2)) * frames


class Stage:
    """A line with a speaker on it, ticked by hand."""

    def __init__(self, folder: Path) -> None:
        self.line = RecordingLine(Listener())
        self.recorder = Recorder(folder / "call.wav")
        self.speaker = Speaker(self.line, self.recorder)
        self.ended = 0

    def tick(self, times: int) -> None:
        for _ in range(times):
            self.recorder.caller(self.line.read())
            self.ended += self.speaker.tick()

    def frames_heard(self, level: int) -> int:
        return bytes(self.line.said).count(tone(1, level))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    made = Stage(tmp_path)
    await made.line.answer()
    yield made
    made.recorder.close()


def test_everything_is_played_and_its_end_is_told_once(stage: Stage) -> None:
    stage.speaker.say(tone(30, 1000), barge_in=True)
    stage.speaker.say(tone(20, 2000), barge_in=True)
    stage.tick(80)
    assert (stage.frames_heard(1000), stage.frames_heard(2000)) == (30, 20)
    assert stage.ended == 1
    assert not stage.speaker.speaking


def test_barge_in_silences_the_robot_at_once(stage: Stage) -> None:
    stage.speaker.say(tone(100, 1000), barge_in=True)
    stage.tick(10)
    before = stage.frames_heard(1000)
    stage.speaker.barge_in()
    stage.tick(50)
    assert stage.frames_heard(1000) == before
    assert stage.ended == 0


def test_a_legal_notice_is_heard_to_its_end_and_what_follows_is_dropped(stage: Stage) -> None:
    stage.speaker.say(tone(30, 1000), barge_in=False)
    stage.speaker.say(tone(30, 2000), barge_in=True)
    stage.tick(10)
    stage.speaker.barge_in()
    stage.tick(60)
    assert (stage.frames_heard(1000), stage.frames_heard(2000)) == (30, 0)
    assert stage.ended == 1


@pytest.mark.parametrize("ticks", [1, 26, 29])
def test_a_legal_notice_is_not_cut_in_its_last_moments(stage: Stage, ticks: int) -> None:
    stage.speaker.say(tone(30, 1000), barge_in=False)
    stage.tick(ticks)
    stage.speaker.barge_in()
    stage.tick(60)
    assert stage.frames_heard(1000) == 30


def test_the_recording_holds_both_sides_aligned_and_only_what_was_sent(stage: Stage) -> None:
    stage.tick(10)
    stage.speaker.say(tone(100, 1000), barge_in=True)
    stage.tick(20)
    stage.speaker.barge_in()
    stage.tick(20)
    stage.recorder.close()
    with wave.open(str(stage.recorder.path)) as recording:
        assert recording.getparams()[:3] == (2, 2, 8000)
        sound = np.frombuffer(recording.readframes(10**6), "<i2").reshape(-1, 2)
    assert len(sound) == 50 * 160
    assert np.array_equal(sound[:, 1], np.frombuffer(bytes(stage.line.said), "<i2"))
    assert stage.frames_heard(1000) == 19


def test_a_recording_plays_although_nobody_closed_it(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "call.wav")
    for _ in range(60):
        recorder.caller(tone(1, 500))
    with wave.open(str(recorder.path)) as recording:
        assert recording.getnframes() == 50 * 160
    recorder.close()
