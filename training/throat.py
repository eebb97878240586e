"""One voice turned into many: other pace and pitch, another throat, a voice that buzzes.

The spectrum's envelope is what the throat makes of the sound of the vocal cords (cepstral
smoothing: Oppenheim and Schafer, Discrete-Time Signal Processing, chapter on the cepstrum).
It is stretched along the frequencies apart from the pitch; or it is filled with pulses of an
even pitch instead of the speaker's own cords, as in speech synthesised from formants.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft
from scipy.signal import resample_poly

from training.sound import RATE, Chance, Wave

Spectra = NDArray[np.complex128]
"""[frames, SIZE / 2 + 1]."""

SIZE = 256
HOP = 64
ENVELOPE = 22
"""Samples of the cepstrum that make the envelope: below the period of a pitch of 360 Hz."""

PERIODS = slice(26, 110)
"""Samples of the cepstrum in which the pitch of a voiced sound shows: 73 to 308 Hz."""

VOICED = 0.10
"""Height of its peak from which a sound counts as voiced."""

PACE = (17, 24)
"""Twentieths of the speaker's own pace and pitch: from 18 % faster to 17 % slower."""

STRETCH = (0.82, 1.22)
"""How much wider apart the formants may lie."""

BUZZING = 0.2
CHANGED = 0.75
"""Shares of utterances that buzz, and that get another pace and throat."""


def another_voice(wave: Wave, chance: Chance) -> Wave:
    """The wave said by another throat, or left as it is."""
    if wave.size < 4 * SIZE or chance.random() > CHANGED:
        return wave
    twentieths = int(chance.integers(PACE[0], PACE[1] + 1))
    paced = resample_poly(wave, twentieths, 20).astype(np.float32)
    # The pace has moved the formants with the pitch; what is wanted comes on top.
    stretch = float(chance.uniform(*STRETCH)) * (twentieths / 20) ** float(chance.uniform(0, 1))
    return reshaped(paced, stretch, chance.random() < BUZZING, chance)


def reshaped(wave: Wave, stretch: float, buzzing: bool, chance: Chance) -> Wave:
    """The wave with its formants `stretch` times as high, and pulses for its pitch."""
    spectra = _spectra(wave)
    logs = np.log(np.abs(spectra) + 1e-5)
    cepstra = irfft(logs, axis=1)
    smooth = cepstra.copy()
    smooth[:, ENVELOPE : SIZE - ENVELOPE + 1] = 0
    envelope = rfft(smooth, axis=1).real
    bins = np.arange(envelope.shape[1])
    source = np.minimum(bins / stretch, bins[-1])
    low = np.floor(source).astype(int)
    high = np.minimum(low + 1, bins[-1])
    share = source - low
    stretched = envelope[:, low] * (1 - share) + envelope[:, high] * share
    if buzzing:
        voiced = cepstra[:, PERIODS].max(axis=1) > VOICED
        changed = _buzz(wave.size, voiced, chance) * np.exp(stretched)
    else:
        changed = spectra * np.exp(np.clip(stretched - envelope, -4, 4))
    return _wave(changed, wave.size)


def _buzz(samples: int, voiced: NDArray[np.bool_], chance: Chance) -> Spectra:
    """Spectra of pulses where the sound was voiced, of noise elsewhere; about 1 high."""
    pitch = chance.uniform(75, 220)
    bend = chance.uniform(0, 0.15) * np.sin(np.arange(samples) * 2 * np.pi / RATE * 1.3)
    turns = np.cumsum(pitch * (1 + bend) / RATE)
    pulses = np.diff(np.floor(turns), prepend=0.0) * np.sqrt(RATE / pitch)
    noise = chance.standard_normal(samples)
    breath = chance.uniform(0.02, 0.3)
    spectra = np.where(voiced[:, None], _spectra(pulses + breath * noise), _spectra(noise))
    flat: Spectra = spectra / np.sqrt(np.sum(np.hanning(SIZE) ** 2))
    return flat


def _spectra(wave: NDArray[np.floating]) -> Spectra:
    padded = np.pad(wave, (SIZE, SIZE + -wave.size % HOP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP]
    spectra: Spectra = rfft(frames * np.hanning(SIZE), axis=1)
    return spectra


def _wave(spectra: Spectra, samples: int) -> Wave:
    """The wave of spectra, their windows laid over one another."""
    window = np.hanning(SIZE)
    frames = irfft(spectra, axis=1) * window
    added = np.zeros((len(frames) + SIZE // HOP) * HOP)
    for part in range(SIZE // HOP):
        piece = frames[:, part * HOP : (part + 1) * HOP].ravel()
        added[part * HOP : part * HOP + piece.size] += piece
    scale = np.sum(window**2) / HOP
    return (added[SIZE : SIZE + samples] / scale).astype(np.float32)
