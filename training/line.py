"""A telephone line in training: room, microphone, noise, band, codec and lost packets.

Every utterance draws its own line; half have everything at once, the rest some of
it. Ranges reach past those of the benches on both sides, and the parts are made otherwise:
rooms with single early echoes, soft clipping, losses in bursts, three ways to conceal them.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.signal import butter, fftconvolve, sosfilt

from training.sound import RATE, Chance, Wave
from training.surroundings import OthersSpeech, noise_like

HARD = 0.5
"""Share of lines with everything at once."""

NOISY = (0.0, 30.0)
HARD_NOISE = (1.0, 15.0)
"""dB of speech over noise in the telephone's band."""

LOUD = 0.05
"""Samples from this part of the peak on are speech, when its power is measured."""


def on_a_line(wave: Wave, chance: Chance, others: OthersSpeech) -> Wave:
    """The wave as it comes out of some telephone line, in [-1, 1]."""
    hard = chance.random() < HARD
    wave = wave / (np.abs(wave).max() + 1e-6)
    wave = _spoken_into(wave, chance)
    if hard or chance.random() < 0.3:
        wave = in_room(wave, chance)
    if hard or chance.random() < 0.8:
        decibels = chance.uniform(*(HARD_NOISE if hard else NOISY))
        wave = wave + _noise(wave, float(decibels), chance, others)
    wave = _level(wave, hard, chance)
    wave = _band(wave, chance)
    wave = _coded(wave, chance)
    if hard or chance.random() < 0.2:
        wave = with_losses(wave, chance)
    return wave.astype(np.float32)


def in_room(wave: Wave, chance: Chance) -> Wave:
    """The wave with a room's echo; the direct sound 0 to 15 dB over all of it."""
    seconds = np.arange(round(chance.uniform(0.08, 0.6) * RATE)) / RATE
    tail = chance.standard_normal(seconds.size) * np.exp(-6.9 * seconds / seconds[-1])
    tail[: round(chance.uniform(0.001, 0.012) * RATE)] = 0
    for _echo in range(int(chance.integers(0, 7))):
        at = int(min(chance.uniform(0.001, 0.04) * RATE, seconds.size - 1))
        tail[at] += chance.uniform(-6, 6) * tail.std()
    tail *= np.sqrt(10 ** (-chance.uniform(0, 15) / 10) / (np.sum(tail**2) + 1e-9))
    tail[0] = 1.0
    sounding: Wave = fftconvolve(wave, tail)[: wave.size].astype(np.float32)
    return sounding


def _spoken_into(wave: Wave, chance: Chance) -> Wave:
    """A microphone's colour: a slope and waves of some dB over the frequencies."""
    size = next_fast_len(wave.size, real=True)
    spectrum = rfft(wave, size)
    place = np.linspace(0, 1, 65)
    waves = sum(
        chance.normal(0, 3) * np.cos(np.pi * (order * place + chance.random()))
        for order in range(1, 6)
    )
    slope = chance.uniform(-8, 8) * (place - 0.5)
    gain = 10 ** (np.interp(np.linspace(0, 1, spectrum.size), place, waves + slope) / 20)
    coloured: Wave = irfft(spectrum * gain.astype(np.float32), size)[: wave.size]
    return coloured


def _noise(wave: Wave, decibels: float, chance: Chance, others: OthersSpeech) -> Wave:
    noise = noise_like(wave.size, chance, others)
    speech = _band_of(wave, 300, 3400)
    loud = speech[np.abs(speech) > LOUD * np.abs(speech).max()]
    wanted = np.mean(loud**2) / 10 ** (decibels / 10)
    heard = np.mean(_band_of(noise, 300, 3400) ** 2) + 1e-9
    return noise * np.float32(np.sqrt(wanted / heard))


def _level(wave: Wave, hard: bool, chance: Chance) -> Wave:
    """Too loud for the microphone, cut off hard or soft; else faint or middling."""
    wave = wave / (np.abs(wave).max() + 1e-6)
    if not hard and chance.random() > 0.25:
        return wave * np.float32(10 ** (chance.uniform(-30, 0) / 20))
    driven = wave * np.float32(10 ** (chance.uniform(1, 12) / 20))
    loud: Wave = np.tanh(driven) if chance.random() < 0.3 else np.clip(driven, -1, 1)
    return loud


def _band(wave: Wave, chance: Chance) -> Wave:
    if chance.random() < 0.15:
        return wave
    return _band_of(wave, int(chance.integers(4, 18)) * 20, int(chance.integers(30, 39)) * 100)


def _band_of(wave: Wave, low: int, high: int) -> Wave:
    heard: Wave = sosfilt(_filter(low, high), wave).astype(np.float32)
    return heard


@cache
def _filter(low: int, high: int) -> NDArray[np.float64]:
    """Butterworth, 18 dB an octave."""
    sections: NDArray[np.float64] = butter(3, (low, high), "bandpass", fs=RATE, output="sos")
    return sections


def _coded(wave: Wave, chance: Chance) -> Wave:
    """A-law or mu-law of 8 bits in their continuous forms (ITU-T G.711), or neither."""
    kind = chance.random()
    loudness = np.minimum(np.abs(wave), 1.0)
    if kind < 0.6:
        size = np.where(
            loudness < 1 / 87.6, 87.6 * loudness, 1 + np.log(np.maximum(87.6 * loudness, 1))
        ) / (1 + np.log(87.6))
        coded = np.round(size * 127) / 127 * (1 + np.log(87.6))
        decoded = np.where(coded < 1, coded / 87.6, np.exp(coded - 1) / 87.6)
    elif kind < 0.8:
        coded = np.round(np.log1p(255 * loudness) / np.log(256) * 127) / 127
        decoded = np.expm1(coded * np.log(256)) / 255
    else:
        decoded = loudness
    heard: Wave = np.sign(wave) * decoded
    return heard


def with_losses(wave: Wave, chance: Chance) -> Wave:
    """The wave with up to 8 % of its packets lost, singly or in bursts, and concealed."""
    packet = RATE // 1000 * int(chance.choice([10, 20, 20, 20, 30]))
    packets = np.resize(wave, (-(-wave.size // packet), packet)).astype(np.float64)
    lost = _lost(len(packets), chance)
    way = chance.choice(len(_CONCEALED), p=(0.6, 0.2, 0.2))
    in_row = 0
    for index in np.flatnonzero(lost):
        in_row = in_row + 1 if index and lost[index - 1] else 1
        last = packets[index - in_row] if index >= in_row else np.zeros(packet)
        packets[index] = _CONCEALED[way](last, in_row)
    return packets.ravel()[: wave.size].astype(np.float32)


def _lost(packets: int, chance: Chance) -> NDArray[np.bool_]:
    """Which are lost: each loss goes on with the same chance (Gilbert's model)."""
    share, going_on = chance.uniform(0.005, 0.08), chance.uniform(0, 0.6)
    begins = share * (1 - going_on) / (1 - share)
    lost = np.zeros(packets, dtype=bool)
    for index, draw in enumerate(chance.random(packets)):
        lost[index] = draw < (going_on if index and lost[index - 1] else begins)
    return lost


def _fading(last: NDArray[np.float64], in_row: int) -> NDArray[np.float64]:
    """The last packet again, silent after three."""
    first = max(0.0, 1 - (in_row - 1) / 3)
    return last * np.linspace(first, max(0.0, first - 1 / 3), last.size)


def _silent(last: NDArray[np.float64], in_row: int) -> NDArray[np.float64]:
    return np.zeros(last.size)


def _cycling(last: NDArray[np.float64], in_row: int) -> NDArray[np.float64]:
    """The last cycle of the pitch over and over (the idea of ITU-T G.711 appendix I)."""
    shifts = range(20, last.size // 2 + 1)
    best = max(shifts, key=lambda shift: float(last[shift:] @ last[:-shift]), default=last.size)
    return _fading(np.resize(last[-best:], last.size), in_row)


_CONCEALED = (_fading, _silent, _cycling)
