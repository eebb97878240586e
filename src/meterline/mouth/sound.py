"""Sound of the robot's voice: down to 8 kHz, clean edges, silence, the beep, joining."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin, upfirdn

SAMPLE_RATE = 8000
FRAME_SAMPLES = 160

Sound = NDArray[np.float32]
"""Mono audio at 8 kHz in [-1, 1]."""

LOUDNESS = 10 ** (-22 / 20)
"""Root mean square of every clip where it sounds, of full scale."""

EDGE = 0.01
"""Seconds kept before the first and after the last sound of a clip, faded."""

_SILENT = 10 ** (-50 / 20)
_LOUDEST = 0.9
_TAPS = firwin(161, 3700, fs=2 * SAMPLE_RATE)
"""Flat to 3.5 kHz, 60 dB down from 4 kHz on: nothing folds back into the telephone band."""


def halve(samples: Sound) -> Sound:
    """16 kHz to 8 kHz, band-limited, without delay."""
    delay = len(_TAPS) // 2
    filtered = upfirdn(_TAPS, np.pad(samples, (0, delay)), down=2)[delay // 2 :]
    return np.asarray(filtered[: (len(samples) + 1) // 2], dtype=np.float32)


def clean(samples: Sound) -> Sound:
    """Cut the silent edges, fade what is left of them, bring to the common loudness."""
    loud = np.flatnonzero(np.abs(samples) > _SILENT)
    if not len(loud):
        return samples
    edge = round(EDGE * SAMPLE_RATE)
    sound = samples[max(loud[0] - edge, 0) : loud[-1] + edge + 1]
    return _fade(_level(sound), min(edge, len(sound) // 2))


def _level(sound: Sound) -> Sound:
    """The common loudness of what sounds; the limit keeps peaks from clipping."""
    frames = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    power = (frames**2).mean(axis=1)
    if not power.any():
        return sound
    sounding = power[power > power.max() / 1000].mean()
    gain = min(LOUDNESS / np.sqrt(sounding), _LOUDEST / np.abs(sound).max())
    return np.asarray(sound * gain, dtype=np.float32)


def _fade(sound: Sound, length: int) -> Sound:
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(length, 1))
    faded = sound.copy()
    faded[:length] *= ramp
    faded[len(sound) - length :] *= ramp[::-1]
    return faded


def silence(seconds: float) -> Sound:
    """Nothing, for `seconds`."""
    return np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)


def beep(hertz: float = 880.0, seconds: float = 0.2) -> Sound:
    """The signal to speak: a tone with edges of 10 ms."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tone = (LOUDNESS * np.sqrt(2) * np.sin(2 * np.pi * hertz * time)).astype(np.float32)
    return _fade(tone, round(EDGE * SAMPLE_RATE))


def whole_frames(sounds: Iterable[Sound]) -> bytes:
    """Sounds one after another as signed 16-bit PCM, filled up to whole frames of 20 ms."""
    joined = np.concatenate([np.zeros(0, dtype=np.float32), *sounds])
    filled = np.pad(joined, (0, -len(joined) % FRAME_SAMPLES))
    return bytes((np.clip(filled, -1, 1) * 32767).astype("<i2").data)
