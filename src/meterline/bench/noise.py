"""What is heard behind a caller: street, car, other people, a television; loops of seconds."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np

from meterline.bench.codecs import Wave
from meterline.lines.port import SAMPLE_RATE

LOOP = 12 * SAMPLE_RATE
VOICES_OF_BABBLE = 5
VOICES_OF_TELEVISION = 2
_CHORDS = 8
"""Chords in a loop of the television's music."""


class Behind(StrEnum):
    """Who or what is behind a caller."""

    STREET = "street"
    CAR = "car"
    BABBLE = "babble"
    TELEVISION = "television"


Voices = Callable[[int], list[Wave]]
"""Gives the speech of so many other callers."""


def possible(others: int) -> tuple[Behind, ...]:
    """What can be made where the pack has so many other callers."""
    needed = {Behind.BABBLE: VOICES_OF_BABBLE, Behind.TELEVISION: VOICES_OF_TELEVISION}
    return tuple(kind for kind in Behind if others >= needed.get(kind, 0))


def noise_of(kind: Behind, chance: np.random.Generator, voices: Voices) -> Wave:
    """A loop of `LOOP` samples; its level means nothing."""
    if kind is Behind.STREET:
        return street(chance)
    if kind is Behind.CAR:
        return car(chance)
    if kind is Behind.BABBLE:
        return _mixed(voices(VOICES_OF_BABBLE))
    return television(chance, voices(VOICES_OF_TELEVISION))


def street(chance: np.random.Generator) -> Wave:
    """Noise that falls by 6 dB an octave above 300 Hz, as traffic does."""
    return _shaped(chance, lambda hertz: 1 / np.sqrt(1 + (hertz / 300) ** 2))


def car(chance: np.random.Generator) -> Wave:
    """The inside of a car: noise that falls by 12 dB an octave above 200 Hz, and the engine."""
    rolling = _shaped(chance, lambda hertz: 1 / (1 + (hertz / 200) ** 2))
    firing = chance.uniform(40, 100)
    seconds = np.arange(LOOP) / SAMPLE_RATE
    engine = [np.sin(2 * np.pi * firing * k * seconds) / k for k in range(1, 9)]
    inside: Wave = rolling / rolling.std() + 0.5 * np.sum(engine, axis=0)
    return inside


def television(chance: np.random.Generator, voices: list[Wave]) -> Wave:
    """Music, and voices played backwards: they sound like speech and say no number."""
    music = np.concatenate([_chord(chance, LOOP // _CHORDS) for _ in range(_CHORDS)])
    spoken = _mixed([voice[::-1] for voice in voices])
    playing: Wave = spoken / (spoken.std() + 1e-9) + 0.5 * music / music.std()
    return playing


def _shaped(chance: np.random.Generator, gain: Callable[[Any], Any]) -> Wave:
    spectrum = np.fft.rfft(chance.standard_normal(LOOP))
    shaped: Wave = np.fft.irfft(spectrum * gain(np.fft.rfftfreq(LOOP, 1 / SAMPLE_RATE)), LOOP)
    return shaped


def _chord(chance: np.random.Generator, length: int) -> Wave:
    seconds = np.arange(length) / SAMPLE_RATE
    root = 110 * 2 ** (chance.integers(0, 24) / 12)
    notes = [root, root * 1.26, root * 1.5, root * 2]
    tones: Wave = np.sum([np.sin(2 * np.pi * note * seconds) for note in notes], axis=0)
    return tones * np.exp(-seconds / 0.8)


def _mixed(voices: list[Wave]) -> Wave:
    """Voices equally loud, each as long as the loop."""
    loops = [np.resize(voice, LOOP) for voice in voices]
    mixed: Wave = np.sum([loop / (loop.std() + 1.0) for loop in loops], axis=0)
    return mixed
