"""The log says where in the recording a turn is, and what was known when it was heard."""

import wave
from pathlib import Path

import numpy as np
import pytest
from acting import ACCOUNT, FakeCompany, FakeEars, play
from test_call import NO, ONE_BREATH, YES, caller, words

from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack


@pytest.fixture(scope="module")
def voice() -> Mouth:
    return Mouth(PromptPack.load())


async def test_a_turn_is_found_in_the_recording_again(voice: Mouth, tmp_path: Path) -> None:
    company = FakeCompany()
    ears = FakeEars([ONE_BREATH, YES, NO])
    await play(caller(words(1.5), words(0.7), words(0.7)), ears, company, voice, tmp_path)
    turns = [event.data for event in company.events if event.kind == "heard"]
    assert [turn["asked"] for turn in turns] == ["one_breath", "confirm", "yes_no"]
    assert [turn["candidates"] for turn in turns[:2]] == [[], [ACCOUNT.account]]
    assert company.closed is not None
    assert company.closed[1] is not None
    with wave.open(str(tmp_path / company.closed[1])) as recording:
        heard = np.frombuffer(recording.readframes(recording.getnframes()), "<i2")[::2]
    loud = np.abs(heard) > 500
    for turn, seconds in zip(turns, (1.5, 0.7, 0.7), strict=True):
        begin, end = (round(8000 * float(str(turn[edge]))) for edge in ("begin", "end"))
        inside = np.flatnonzero(loud[begin:end]) / 8000
        assert 0.0 < inside[0] <= 0.7
        assert abs(inside[-1] - inside[0] - seconds) < 0.1
        loud[begin:end] = False
    assert not loud.any()
