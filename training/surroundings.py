"""What is heard behind a speaker in training: noises of random colour, people, music, clicks.

Made otherwise than the noises of the benches, and with other draws: a model is not to learn
the noise that it is measured with.
"""

from collections.abc import Callable

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from training.sound import RATE, Chance, Wave

OthersSpeech = Callable[[int], list[Wave]]
"""Gives so many utterances of other speakers."""


def noise_like(length: int, chance: Chance, others: OthersSpeech) -> Wave:
    """`length` samples of one kind of noise or of two; their level means nothing."""
    kinds = chance.choice(len(_KINDS), size=1 + int(chance.random() < 0.25), p=_SHARES)
    parts = [_KINDS[kind](length, chance, others) for kind in kinds]
    scaled = [part / (part.std() + 1e-6) * chance.uniform(0.3, 1.0) for part in parts]
    noise: Wave = np.sum(scaled, axis=0).astype(np.float32)
    return noise


def _coloured(length: int, chance: Chance, _: OthersSpeech) -> Wave:
    """Noise with a random slope, a corner and a few humps; louder and fainter at times."""
    size = next_fast_len(length, real=True)
    spectrum = rfft(chance.standard_normal(size, dtype=np.float32))
    hertz = np.linspace(0, RATE / 2, spectrum.size, dtype=np.float32)
    slope, corner = chance.uniform(-0.3, 2.2), chance.uniform(60, 900)
    gain = (1 + (hertz / corner) ** 2) ** (-slope / 2)
    for _hump in range(int(chance.integers(0, 4))):
        middle, width = chance.uniform(150, 3500), chance.uniform(50, 600)
        gain *= 1 + chance.uniform(0, 3) * np.exp(-(((hertz - middle) / width) ** 2))
    noise: Wave = irfft(spectrum * gain.astype(np.float32), size)[:length]
    return noise * _swell(length, chance)


def _swell(length: int, chance: Chance) -> Wave:
    """Slow changes of loudness, up to some 6 dB."""
    knots = max(2, round(length / RATE / chance.uniform(0.2, 2.0)) + 1)
    levels = chance.uniform(-1, 1, knots) * chance.uniform(0, 6)
    steps = np.interp(np.linspace(0, knots - 1, length), np.arange(knots), levels)
    return (10 ** (steps / 20)).astype(np.float32)


def _people(length: int, chance: Chance, others: OthersSpeech) -> Wave:
    """Three to nine people at once."""
    voices = others(int(chance.integers(3, 10)))
    return _together(voices, length, chance)


def _one_or_two(length: int, chance: Chance, others: OthersSpeech) -> Wave:
    """One or two voices, played backwards: speech that says nothing, as in another room."""
    voices = [voice[::-1] for voice in others(int(chance.integers(1, 3)))]
    return _together(voices, length, chance)


def _together(voices: list[Wave], length: int, chance: Chance) -> Wave:
    mixed = np.zeros(length, np.float32)
    for voice in voices:
        turned = np.roll(np.resize(voice, length), int(chance.integers(length)))
        mixed += turned / (turned.std() + 1e-4) * np.float32(chance.uniform(0.4, 1.0))
    return mixed


def _music(length: int, chance: Chance, others: OthersSpeech) -> Wave:
    """Notes of random length with overtones, at times with a voice."""
    music = np.zeros(length, np.float32)
    for _note in range(int(chance.integers(3, 8)) * max(1, length // RATE)):
        at, pitch = int(chance.integers(length)), 82.4 * 2 ** (chance.integers(0, 40) / 12)
        seconds = np.arange(min(length - at, RATE), dtype=np.float32) / RATE
        angle = 2 * np.pi * pitch * seconds
        note = np.sin(angle + chance.uniform(0, 3) * np.sin(2 * angle))
        music[at : at + seconds.size] += note * np.exp(-seconds / chance.uniform(0.1, 0.5))
    if chance.random() < 0.5:
        voice = _one_or_two(length, chance, others)
        music = music / (music.std() + 1e-6) + voice / (voice.std() + 1e-6)
    return music


def _engine(length: int, chance: Chance, others: OthersSpeech) -> Wave:
    """A motor's or the mains' overtones over rumble."""
    pitch = chance.uniform(30, 130)
    turns = (pitch / RATE * np.arange(length)).astype(np.float32)
    tones = np.sum([np.sin(2 * np.pi * k * turns) / k**0.7 for k in range(1, 11)], axis=0)
    rumble = _coloured(length, chance, others)
    louder = np.float32(chance.uniform(0.5, 3))
    engine: Wave = tones / tones.std() + louder * rumble / rumble.std()
    return engine


def _knocks(length: int, chance: Chance, others: OthersSpeech) -> Wave:
    """Crockery, keys, a moved handset: bursts that die away, over a little noise."""
    knocks = 0.1 * _coloured(length, chance, others)
    knocks /= knocks.std() * 10 + 1e-6
    for _knock in range(1 + int(chance.poisson(length / RATE * chance.uniform(0.5, 4)))):
        at, size = int(chance.integers(length)), int(chance.uniform(0.01, 0.15) * RATE)
        burst = chance.standard_normal(size) * np.exp(-np.arange(size) / size * 5)
        fits = min(size, length - at)
        knocks[at : at + fits] += (burst * chance.uniform(0.3, 3))[:fits].astype(np.float32)
    return knocks


_KINDS = (_coloured, _people, _one_or_two, _music, _engine, _knocks)
_SHARES = (0.32, 0.26, 0.12, 0.1, 0.12, 0.08)
