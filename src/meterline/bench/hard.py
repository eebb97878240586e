"""Hard lines: a room's echo, a microphone driven too loud, packets that never came."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from meterline.bench.codecs import Samples, Wave
from meterline.lines.port import SAMPLE_RATE

NOISE = (3.0, 12.0)
"""dB of speech over noise on hard lines."""

PACKET = SAMPLE_RATE // 50
"""Samples of a packet: 20 ms."""

FADE_PACKETS = 3
"""A packet that replaces lost ones is silent after so many."""

FULL_SCALE = 32767.0
_FIRST_ECHO = 0.005
"""Seconds from the direct sound to the first of the echo."""


@dataclass(frozen=True)
class Hardness:
    """What is wrong with one hard line, beside its noise."""

    echo_seconds: float
    """Time in which the room's echo falls by 60 dB."""
    direct_db: float
    """The direct sound over all of the echo, in dB."""
    over_db: float
    """How far the loudest sample of the call is over full scale, in dB."""
    lost: float
    """Share of packets lost."""


def draw(chance: np.random.Generator) -> Hardness:
    """The hardness of one call's line."""
    return Hardness(
        echo_seconds=float(chance.uniform(0.15, 0.5)),
        direct_db=float(chance.uniform(0.0, 10.0)),
        over_db=float(chance.uniform(3.0, 10.0)),
        lost=float(chance.uniform(0.01, 0.05)),
    )


def room(hardness: Hardness, chance: np.random.Generator) -> Wave:
    """A room's response to an impulse: 1 for the direct sound, then noise that dies away."""
    seconds = np.arange(round(hardness.echo_seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tail = chance.standard_normal(seconds.size)
    tail *= 10 ** (-3 * seconds / hardness.echo_seconds) * (seconds >= _FIRST_ECHO)
    tail *= np.sqrt(10 ** (-hardness.direct_db / 10) / np.sum(tail**2))
    tail[0] = 1.0
    return tail


def echoed(wave: Wave, response: Wave) -> Wave:
    """The wave in the room, as long as before."""
    sounding: Wave = fftconvolve(wave, response)[: wave.size]
    return sounding


def too_loud(wave: Wave, peak: float, over_db: float) -> Wave:
    """The wave so loud that `peak` would be `over_db` over full scale, cut off there."""
    gain = FULL_SCALE / peak * 10 ** (over_db / 20)
    return np.clip(wave * gain, -FULL_SCALE, FULL_SCALE)


def losses(packets: int, share: float, chance: np.random.Generator) -> NDArray[np.bool_]:
    """Which packets are lost: each by itself with the same chance."""
    return chance.random(packets) < share


def concealed(samples: Samples, lost: NDArray[np.bool_]) -> Samples:
    """The sound with the lost packets replaced.

    Not zeros: as in ITU-T G.711 appendix I the last packet that came is repeated, ever
    fainter, and silent from 60 ms on; unlike there it is repeated whole, without looking
    for the pitch. `lost` has one entry for each begun packet of the sound.
    """
    packets = np.resize(samples, (lost.size, PACKET)).astype(np.float64)
    last, faded = np.zeros(PACKET), 0
    for index, missing in enumerate(lost):
        faded = faded + 1 if missing else 0
        if missing:
            packets[index] = last * _fading(faded)
        else:
            last = packets[index].copy()
    return packets.astype(np.int16).ravel()[: samples.size]


def _fading(repeat: int) -> Wave:
    """Gains of the `repeat`-th packet in a row that is replaced, from 1."""
    first = (repeat - 1) / FADE_PACKETS
    return np.maximum(0.0, np.linspace(1 - first, 1 - first - 1 / FADE_PACKETS, PACKET))
