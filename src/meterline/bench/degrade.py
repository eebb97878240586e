"""Worse lines, seeded: noise at a given ratio and the telephone's A-law coding."""

import numpy as np
from numpy.typing import NDArray

from meterline.ears.port import Pcm

_A = 87.6
_LOUD = 0.02
"""Samples above this part of the peak count as speech for the noise ratio."""


def add_noise(pcm: Pcm, decibels: float, chance: np.random.Generator) -> Pcm:
    """`pcm` with noise that is `decibels` below its speech: white or, as often, brownish."""
    peak = float(np.abs(pcm).max(initial=0.0))
    if peak == 0.0:
        return pcm
    speech = pcm[np.abs(pcm) > _LOUD * peak]
    power = float(np.mean(speech**2)) / 10 ** (decibels / 10)
    noise = chance.standard_normal(len(pcm))
    if chance.random() < 0.5:
        noise = np.convolve(noise, np.exp(-np.arange(12) / 3.0), "same")
    noise *= np.sqrt(power / np.mean(noise**2))
    return np.clip(pcm + noise, -1.0, 1.0).astype(np.float32)


def a_law(pcm: Pcm) -> Pcm:
    """`pcm` through G.711 A-law and back (ITU-T G.711, continuous form, 8 bits)."""
    scale = 1.0 + np.log(_A)
    size = np.abs(pcm).astype(np.float64)
    small = _A * size / scale
    large = (1.0 + np.log(np.maximum(_A * size, 1e-9))) / scale
    coded = np.round(np.where(size < 1.0 / _A, small, large) * 127.0) / 127.0
    return (np.sign(pcm) * _expand(coded, scale)).astype(np.float32)


def _expand(coded: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    small = coded * scale / _A
    large = np.exp(coded * scale - 1.0) / _A
    return np.asarray(np.where(coded < 1.0 / scale, small, large))
