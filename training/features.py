"""The numbers behind Whisper's log-mel features, at 8 kHz.

Whisper hears 16 kHz through Hann windows of 400 samples every 160, and 80 triangular filters
of equal area on Slaney's mel scale (openai/whisper, whisper/audio.py). Half the window and
half the hop at half the rate see the same below 4 kHz.
"""

import numpy as np
from numpy.typing import NDArray

HOP = 80
WINDOW = 200
BINS = WINDOW // 2 + 1
MELS = 80
_WHISPER_HALF_RATE = 8000
_LINEAR_UP_TO = 1000.0
_HERTZ_A_MEL = 200 / 3
_STEPS_ABOVE = np.log(6.4) / 27

Array = NDArray[np.float32]


def spectrum_basis() -> Array:
    """[2 * BINS, 1, WINDOW]: cosines and sines under a Hann window, for a convolution."""
    window = np.hanning(WINDOW + 1)[:-1]
    angles = 2 * np.pi * np.outer(np.arange(BINS), np.arange(WINDOW)) / WINDOW
    waves = np.concatenate([np.cos(angles), -np.sin(angles)]) * window
    return waves[:, None].astype(np.float32)


def mel_filters() -> Array:
    """[MELS, BINS]: weights of the spectrum's bins, those of Whisper below 4 kHz."""
    highest = _mel(_WHISPER_HALF_RATE)
    corners = _hertz(np.linspace(0, highest, MELS + 2))[:, None]
    bins = np.arange(BINS) * _WHISPER_HALF_RATE / WINDOW
    rising = (bins - corners[:-2]) / (corners[1:-1] - corners[:-2])
    falling = (corners[2:] - bins) / (corners[2:] - corners[1:-1])
    area = 2 / (corners[2:] - corners[:-2])
    return (np.maximum(0, np.minimum(rising, falling)) * area).astype(np.float32)


def positions(length: int, width: int) -> Array:
    """[length, width]: Whisper's sinusoids, sines before cosines."""
    scales = np.exp(-np.log(10_000) / (width // 2 - 1) * np.arange(width // 2))
    angles = np.arange(length)[:, None] * scales
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def _mel(hertz: float) -> float:
    if hertz < _LINEAR_UP_TO:
        return hertz / _HERTZ_A_MEL
    above = np.log(hertz / _LINEAR_UP_TO) / _STEPS_ABOVE
    return float(_LINEAR_UP_TO / _HERTZ_A_MEL + above)


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    corner = _LINEAR_UP_TO / _HERTZ_A_MEL
    above = _LINEAR_UP_TO * np.exp(_STEPS_ABOVE * (mels - corner))
    return np.where(mels < corner, mels * _HERTZ_A_MEL, above)
