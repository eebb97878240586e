"""A caller's telephone line: his turns with noise behind them, through a codec, seeded."""

import re
from dataclasses import dataclass
from shutil import which
from zlib import crc32

import numpy as np

from meterline.bench import hard
from meterline.bench.codecs import CODECS, Samples, Wave, telephone_band, through, to_samples
from meterline.bench.hard import Hardness
from meterline.bench.noise import Behind, noise_of, possible
from meterline.bench.pack import Pack, PackCall, PackTurn
from meterline.errors import Mendable

_SPEECH = 0.02
"""Samples from this part of the peak on are speech, when its power is measured."""

_DECIBELS = re.compile(r"(-?\d+(?:\.\d+)?)(?:-(-?\d+(?:\.\d+)?))?")


def noise_range(text: str) -> tuple[float, float]:
    """«15» or «10-30» in dB as the lowest and the highest. Raises Mendable."""
    found = _DECIBELS.fullmatch(text.strip())
    low = float(found[1]) if found else 0.0
    high = float(found[2]) if found and found[2] else low
    if found is None or low > high:
        raise Mendable(f"no noise of {text} dB", "give one number or LOW-HIGH, such as 10-30")
    return low, high


@dataclass(frozen=True)
class Channel:
    """What is wrong with the callers' lines; nothing by default: the pack's own sound.

    `noise` is the power of a call's speech over that of the noise within the telephone
    band in dB, or the lowest and the highest of which each call draws its own. What is
    behind a caller (street, car, other callers' voices, television) is drawn too. `hard`
    adds a room's echo, clipping and lost packets (see `hard.Hardness`), and 3 to 12 dB of
    noise where `noise` does not say otherwise. All draws are the call's own: they follow
    from `seed` and the call's number alone.

    A line with anything of this on it is a telephone's: 300 to 3400 Hz, then `codec`,
    A-law (pcma) unless another is named.
    """

    noise: float | tuple[float, float] | None = None
    codec: str | None = None
    seed: int = 1
    hard: bool = False

    def check(self) -> None:
        """Raise Mendable if the codec cannot be had here."""
        if self.codec is not None and self.codec not in CODECS:
            raise Mendable(f"no codec {self.codec}", f"name one of {', '.join(CODECS)}")
        if self.codec == "gsm" and which("ffmpeg") is None:
            raise Mendable("the codec gsm needs ffmpeg", "install ffmpeg")

    @property
    def clean(self) -> bool:
        """Whether the pack's sound is left as it is."""
        return self.noise is None and self.codec is None and not self.hard

    @property
    def decibels(self) -> tuple[float, float] | None:
        """Lowest and highest noise that a call may draw."""
        noise = hard.NOISE if self.noise is None and self.hard else self.noise
        return (noise, noise) if isinstance(noise, int | float) else noise


@dataclass(frozen=True)
class Line:
    """What one call drew: `noise` in dB, what makes it, and the hardness; None for none."""

    noise: float | None = None
    behind: Behind | None = None
    hardness: Hardness | None = None


class LineVoice:
    """One caller on his line; the same call, channel and seed give the same sound."""

    def __init__(self, pack: Pack, call: PackCall, channel: Channel) -> None:
        self._pack = pack
        self._others = [other for other in pack.calls if other.call != call.call]
        self._channel = channel
        self._chance = np.random.default_rng((channel.seed, crc32(str(call.call).encode())))
        self.line = self._draw()
        speech = self._in_room([_wave(pack, turn) for turn in call.turns])
        self._peak = max([1.0, *(float(np.abs(wave).max(initial=0.0)) for wave in speech)])
        self._noise = self._make_noise(speech)
        self.background = self._sent(self._noise)
        self._sounds = {
            (turn.start, turn.length): self._sent(self._with_noise(wave))
            for turn, wave in zip(call.turns, speech, strict=True)
        }

    def sound(self, turn: PackTurn) -> Samples:
        """A turn of the call as it leaves this line; made beforehand, to be there at once."""
        return self._sounds[turn.start, turn.length]

    def _draw(self) -> Line:
        hardness = hard.draw(self._chance) if self._channel.hard else None
        decibels = self._channel.decibels
        if decibels is None:
            return Line(hardness=hardness)
        kinds = possible(len(self._others))
        behind = kinds[int(self._chance.integers(len(kinds)))]
        return Line(float(self._chance.uniform(*decibels)), behind, hardness)

    def _in_room(self, turns: list[Wave]) -> list[Wave]:
        if self.line.hardness is None:
            return turns
        response = hard.room(self.line.hardness, self._chance)
        return [hard.echoed(wave, response) for wave in turns]

    def _make_noise(self, speech: list[Wave]) -> Wave:
        if self.line.noise is None or self.line.behind is None:
            return np.zeros(0)
        noise = noise_of(self.line.behind, self._chance, self._voices)
        wanted = _power_of_speech(speech) / 10 ** (self.line.noise / 10)
        scaled: Wave = noise * np.sqrt(wanted / np.mean(telephone_band(noise) ** 2))
        return scaled

    def _voices(self, count: int) -> list[Wave]:
        """The longest turns of other callers."""
        chosen = self._chance.choice(len(self._others), count, replace=False)
        turns = [max(self._others[i].turns, key=lambda turn: turn.length) for i in chosen]
        return [_wave(self._pack, turn) for turn in turns]

    def _with_noise(self, speech: Wave) -> Wave:
        if not self._noise.size:
            return speech
        start = int(self._chance.integers(self._noise.size))
        return speech + np.resize(np.roll(self._noise, -start), speech.size)

    def _sent(self, wave: Wave) -> Samples:
        """The wave as it comes out of the line."""
        if self._channel.clean:
            return to_samples(wave)
        hardness = self.line.hardness
        if hardness:
            wave = hard.too_loud(wave, self._peak, hardness.over_db)
        coded = through(to_samples(telephone_band(wave)), self._channel.codec or "pcma")
        if hardness:
            packets = -(-coded.size // hard.PACKET)
            coded = hard.concealed(coded, hard.losses(packets, hardness.lost, self._chance))
        return coded


def _power_of_speech(turns: list[Wave]) -> float:
    speech = telephone_band(np.concatenate([*turns, np.zeros(1)]))
    loud = speech[np.abs(speech) > _SPEECH * np.abs(speech).max(initial=1.0)]
    return float(np.mean(loud**2)) if loud.size else 1.0


def _wave(pack: Pack, turn: PackTurn) -> Wave:
    return pack.samples(turn).astype(np.float64)
