"""Voice activity by energy over what the line carries anyway, frame by frame of 20 ms.

The floor is the least smoothed power of the last two seconds (minimum statistics,
R. Martin 2001, without its bias terms: the margin covers them), so that steady noise,
hum and A-law's idle noise count as silence two seconds after they began.
"""

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 8000
FRAME = 160
FRAME_SECONDS = FRAME / SAMPLE_RATE

MARGIN_DB = 4.0
"""How far above the floor a frame must be; white noise itself strays 0.5 dB a frame."""

QUIETEST_DB = -60.0
"""Full-scale decibels under which nothing is speech, whatever the floor."""

FIRST_FLOOR_DB = -38.0
"""The floor is taken to be at most this before two seconds have been heard, so that a
caller who speaks from the first frame on is not taken for noise."""

BACKGROUND_MARGIN_DB = 3.0
"""How far above the usual background a frame must be."""

BACKGROUND_SHARE = 0.8
"""Part of the background's frames that are at most as loud as its usual level: other
people's voices come and go, so their level is not to be judged by their pauses."""

_BACKGROUND_FRAMES = 500
_BACKGROUND_KNOWN = 100
_BACKGROUND_EVERY = 25

_KEY_TONES = (697, 770, 852, 941, 1209, 1336, 1477, 1633)
_BEEP = 880
_BLOCKS = 10
_BLOCK_FRAMES = 10


def decibels(power: float) -> float:
    """Power of samples in [-1, 1] as decibels of full scale."""
    return 10.0 * math.log10(power + 1e-9)


class NoiseFloor:
    """The quietest smoothed level of the last two seconds, in decibels of full scale."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque(maxlen=3)
        self._minima: deque[float] = deque(maxlen=_BLOCKS)
        self._block = math.inf
        self._frames = 0

    def feed(self, power: float) -> float:
        """Take the next frame's power; the floor after it."""
        self._recent.append(power)
        self._block = min(self._block, sum(self._recent) / len(self._recent))
        self._frames += 1
        if self._frames % _BLOCK_FRAMES == 0:
            self._minima.append(self._block)
            self._block = math.inf
        floor = decibels(min(self._block, min(self._minima, default=math.inf)))
        return floor if len(self._minima) == _BLOCKS else min(floor, FIRST_FLOOR_DB)


class Background:
    """How loud the line usually is while the caller is silent: street, television, voices.

    Kept over the last ten seconds of such time; nothing is known before two.
    """

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=_BACKGROUND_FRAMES)
        self._frames = 0
        self.level = -math.inf

    def feed(self, level: float) -> None:
        """Take the level of a frame in which the caller is taken to be silent."""
        self._levels.append(level)
        self._frames += 1
        if len(self._levels) >= _BACKGROUND_KNOWN and self._frames % _BACKGROUND_EVERY == 0:
            ordered = sorted(self._levels)
            self.level = ordered[int(BACKGROUND_SHARE * (len(ordered) - 1))]


def _tone_table(frequencies: tuple[int, ...]) -> NDArray[np.float32]:
    """Unit sines and cosines [samples, 2 * tones]: projections of a frame on the tones."""
    angle = 2 * np.pi * np.arange(FRAME)[:, None] * np.array(frequencies) / SAMPLE_RATE
    table = np.concatenate([np.cos(angle), np.sin(angle)], axis=1) * np.sqrt(2 / FRAME)
    return np.asarray(table, dtype=np.float32)


_TABLE = _tone_table((*_KEY_TONES, _BEEP))


def is_tone(frame: NDArray[np.float32], energy: float) -> bool:
    """Whether a frame is a key's tone pair (ITU-T Q.23) or the robot's own beep come back."""
    projected = frame @ _TABLE
    tones = (projected**2).reshape(2, -1).sum(axis=0)
    low, high = float(tones[:4].max()), float(tones[4:8].max())
    is_key = low + high > 0.8 * energy and min(low, high) > 0.05 * energy
    return is_key or float(tones[8]) > 0.8 * energy


def is_voiced(samples: NDArray[np.float32]) -> bool:
    """Whether 40 ms of sound have a pitch of 70 to 400 Hz, as every spoken word does."""
    centred = samples - samples.mean()
    spectrum = np.fft.rfft(centred, 2 * len(centred))
    correlation = np.fft.irfft(spectrum.real**2 + spectrum.imag**2)
    shortest, longest = SAMPLE_RATE // 400, SAMPLE_RATE // 70
    peak = correlation[shortest:longest].max()
    return bool(peak > 0.4 * correlation[0])


class VoiceActivity:
    """Says for each frame whether somebody speaks in it.

    Lives as long as the call: what it has learnt of the line's noise serves every turn.
    """

    def __init__(self) -> None:
        self._floor = NoiseFloor()
        self._background = Background()
        self._heard = np.zeros(2 * FRAME, dtype=np.float32)

    def feed(self, frame: NDArray[np.float32], *, in_turn: bool = True) -> bool:
        """Take 20 ms (160 samples in [-1, 1]); whether they are louder than the noise, no tone.

        `in_turn` False: the caller has not begun to speak, so this is the line's background.
        """
        self._heard = np.concatenate([self._heard[FRAME:], frame])
        energy = float(frame @ frame)
        level = decibels(energy / FRAME)
        needed = max(
            self._floor.feed(energy / FRAME) + MARGIN_DB,
            self._background.level + BACKGROUND_MARGIN_DB,
            QUIETEST_DB,
        )
        if not in_turn:
            self._background.feed(level)
        return level >= needed and not is_tone(frame, energy)

    def overhear(self, pcm: bytes) -> None:
        """Take whole frames (signed 16 bit) in which nobody is listened to: the background."""
        samples = (np.frombuffer(pcm, dtype="<i2") / 32768).astype(np.float32)
        for start in range(0, len(samples), FRAME):
            self.feed(samples[start : start + FRAME], in_turn=False)

    def voiced(self) -> bool:
        """Whether the last 40 ms sound like a voice: they have a pitch."""
        return is_voiced(self._heard)
