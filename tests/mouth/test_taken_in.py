"""Recordings that people hand in become phrases of the pack's own form, or are refused."""

import io
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from meterline.mouth.intake import Flaw, Unfit, as_said, kept, take_in, wav
from meterline.mouth.sound import LOUDNESS

Samples = NDArray[np.float32]


def tone(seconds: float, rate: int, peak: float = 0.4) -> Samples:
    time = np.arange(round(seconds * rate)) / rate
    sound = np.sin(2 * np.pi * 300 * time) + 0.5 * np.sin(2 * np.pi * 1700 * time)
    return np.asarray(sound / 1.5 * peak, dtype=np.float32)


def encoded(sound: Samples, rate: int, kind: str = "WAV", coding: str | None = None) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format=kind, subtype=coding)
    return file.getvalue()


def spectrum_peak(sound: Samples, rate: int) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * rate / len(sound))


@pytest.mark.parametrize(
    ("kind", "coding", "rate"),
    [
        ("WAV", "PCM_16", 8_000),
        ("WAV", "PCM_24", 44_100),
        ("WAV", "FLOAT", 192_000),
        ("FLAC", "PCM_16", 48_000),
        ("OGG", "OPUS", 48_000),
        ("OGG", "VORBIS", 22_050),
        ("MP3", "MPEG_LAYER_III", 44_100),
    ],
)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_usual_file_is_taken_at_the_common_loudness(
    kind: str, coding: str, rate: int, channels: int
) -> None:
    sound = np.repeat(tone(1.5, rate)[:, np.newaxis], channels, axis=1)
    said = as_said(kept(take_in(encoded(sound, rate, kind, coding))))
    assert len(said) / 8000 == pytest.approx(1.5, abs=0.1)
    assert spectrum_peak(said, 8000) == pytest.approx(300, abs=5)
    middle = said[1000:-1000]
    assert 20 * np.log10(np.sqrt((middle**2).mean()) / LOUDNESS) == pytest.approx(0, abs=1)
    assert np.abs(said[:4]).max() < 0.01


def test_a_faint_recording_is_as_loud_as_any_other() -> None:
    loud, faint = (
        as_said(kept(take_in(encoded(tone(1, 16_000, peak), 16_000)))) for peak in (0.8, 0.02)
    )
    assert np.abs(loud).max() == pytest.approx(np.abs(faint).max(), rel=0.05)


@pytest.mark.parametrize("noise", [0, 0.0005, 0.002, 0.004])
def test_the_room_before_and_after_the_words_is_cut_off(noise: float) -> None:
    room = np.random.default_rng(1).normal(0, noise, 3 * 16_000).astype(np.float32)
    room[16_000:32_000] += tone(1, 16_000)
    assert 1.1 < len(take_in(encoded(room, 16_000))) / 16_000 < 1.2


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * 16_000), dtype=np.float32)


def clipped() -> Samples:
    return np.clip(tone(1, 16_000, 2.0), -1, 1)


@pytest.mark.parametrize(
    ("file", "flaw"),
    [
        (b"", Flaw.NO_AUDIO),
        (b"Hello, this is a letter and no sound." * 50, Flaw.NO_AUDIO),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", Flaw.NO_AUDIO),
        (encoded(tone(0.1, 16_000), 16_000), Flaw.TOO_SHORT),
        (encoded(np.append(silence(1), tone(0.05, 16_000)), 16_000), Flaw.TOO_SHORT),
        (encoded(tone(30.2, 8_000), 8_000), Flaw.TOO_LONG),
        (encoded(silence(2), 16_000), Flaw.SILENT),
        (encoded(tone(2, 16_000, 0.005), 16_000), Flaw.SILENT),
        (encoded(clipped(), 16_000), Flaw.CLIPPED),
        (encoded(tone(1, 4_000), 4_000), Flaw.UNUSUAL),
        (encoded(np.repeat(tone(1, 16_000)[:, np.newaxis], 6, axis=1), 16_000), Flaw.UNUSUAL),
        (encoded(tone(1, 16_000) * np.float32("nan"), 16_000, "WAV", "FLOAT"), Flaw.NO_AUDIO),
    ],
    ids=lambda value: value.value if isinstance(value, Flaw) else "",
)
def test_what_cannot_be_said_is_refused_with_its_reason(file: bytes, flaw: Flaw) -> None:
    with pytest.raises(Unfit) as refused:
        take_in(file)
    assert refused.value.flaw is flaw


GOOD = {kind: encoded(tone(0.3, 16_000), 16_000, kind) for kind in ("WAV", "FLAC", "OGG", "MP3")}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(kind: str, data: Any) -> None:
    file = bytearray(GOOD[kind])
    for place in data.draw(st.lists(st.integers(0, len(file) - 1), max_size=30)):
        file[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(file)))
    try:
        sound = take_in(bytes(file[:cut]))
    except Unfit:
        return
    assert np.isfinite(sound).all()
    assert 0.2 <= len(sound) / 16_000 <= 30


def test_a_preview_is_a_file_that_browsers_play() -> None:
    said = as_said(kept(take_in(encoded(tone(1, 16_000), 16_000))))
    with soundfile.SoundFile(io.BytesIO(wav(said))) as file:
        assert (file.format, file.subtype, file.samplerate, file.channels) == (
            *("WAV", "PCM_16"),
            *(8000, 1),
        )
        assert file.frames == len(said)
