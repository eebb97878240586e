"""A program plays the caller: steps on their cues, and the `Line` port without a telephone."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
import soundfile

from meterline.lines.callers import At, RobotSilent, ScriptedCaller, Step
from meterline.lines.port import FRAME_BYTES, CallerHungUp, KeyPressed, LineClosed, TransferRefused
from meterline.lines.recording import RecordingLine
from meterline.lines.wav import AudioUnreadable, read_pcm


def tone(seconds: float) -> bytes:
    return np.full(round(8000 * seconds), 5000, "<i2").tobytes()


async def drained(line: RecordingLine) -> list[object]:
    return [event async for event in line.events()]


def test_steps_wait_for_the_robot_and_each_other() -> None:
    caller = ScriptedCaller(
        [Step(RobotSilent(0.1), keys="7"), Step(RobotSilent(0.1), pcm=tone(0.06))], patience=0.2
    )
    line = RecordingLine(caller)
    asyncio.run(line.answer())
    for _ in range(20):
        line.read()
    line.write(tone(0.1))  # greeting: frames 20-24, then the key after 5 silent frames
    for _ in range(30):
        line.read()
    line.write(tone(0.04))  # beep
    while not line.closed:
        line.read()
    assert asyncio.run(drained(line)) == [KeyPressed("7"), CallerHungUp("hung up")]
    spoken = np.flatnonzero(np.frombuffer(bytes(line.heard), "<i2"))
    assert len(spoken) == 480
    assert spoken[0] == (50 + 2 + 4) * 160  # a tenth of a second after the beep
    assert len(line.said) == len(line.heard) == round(line.seconds * 16000)


def test_keys_at_a_time_come_one_after_another() -> None:
    line = RecordingLine(ScriptedCaller([Step(At(0.1), keys="12")]))
    asyncio.run(line.answer())
    heard_at = {}
    for frame in range(20):
        line.read()
        while not line._events.empty():
            heard_at[line._events.get_nowait().key] = frame
    assert heard_at == {"1": 5, "2": 15}


def test_flush_drops_what_was_not_heard() -> None:
    line = RecordingLine(ScriptedCaller([]))
    asyncio.run(line.answer())
    line.write(tone(1.0))
    line.read()
    assert line.queued() == pytest.approx(0.98)
    line.flush()
    line.read()
    assert line.queued() == 0
    assert np.count_nonzero(np.frombuffer(bytes(line.said), "<i2")) == 160


def test_real_time_gives_what_is_due() -> None:
    now = [100.0]
    line = RecordingLine(ScriptedCaller([]), clock=lambda: now[0])
    assert line.read() == b""
    asyncio.run(line.answer())
    assert line.read() == b""
    now[0] += 0.0501
    assert len(line.read()) == 2 * FRAME_BYTES
    assert line.read() == b""


async def test_transfer_ends_the_call_or_is_refused() -> None:
    line = RecordingLine(ScriptedCaller([]))
    await line.answer()
    await line.transfer("sip:700@pbx")
    assert line.closed
    assert line.transferred_to == "sip:700@pbx"
    assert await drained(line) == []
    with pytest.raises(LineClosed):
        await line.transfer("sip:700@pbx")
    stubborn = RecordingLine(ScriptedCaller([]), refuse_transfers=True)
    await stubborn.answer()
    with pytest.raises(TransferRefused):
        await stubborn.transfer("sip:700@pbx")
    assert not stubborn.closed


async def test_after_hang_up_nothing_is_heard() -> None:
    line = RecordingLine(ScriptedCaller([Step(At(0), pcm=tone(1))]))
    await line.answer()
    assert line.read() != b""
    await line.hang_up()
    assert line.read() == b""
    with pytest.raises(LineClosed):
        await line.answer()


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16000, 1), (44100, 2), (48000, 1)])
def test_files_of_any_rate_become_8_khz(tmp_path: Path, rate: int, channels: int) -> None:
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    path = tmp_path / "a.wav"
    soundfile.write(path, np.column_stack([wave] * channels), rate)
    samples = np.frombuffer(read_pcm(path), "<i2").astype(float) / 32767
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(8000) / 8000)
    assert len(samples) == 8000
    assert np.abs(samples - expected)[100:-100].max() < 0.01


def test_no_audio_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("это не звук")
    for name in ("text.wav", "missing.wav"):
        with pytest.raises(AudioUnreadable, match=name):
            read_pcm(tmp_path / name)
