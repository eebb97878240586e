"""A caller's telephone line: his turns with noise behind them, through a codec, seeded."""

import subprocess
from dataclasses import dataclass
from shutil import which

import av
import numpy as np
from numpy.typing import NDArray

from meterline.bench.pack import Pack, PackCall, PackTurn
from meterline.errors import Mendable
from meterline.lines.port import SAMPLE_RATE

Samples = NDArray[np.int16]
"""16-bit audio at 8 kHz."""

Wave = NDArray[np.float64]
"""Audio at 8 kHz in units of a 16-bit sample."""

CODECS = ("pcma", "pcmu", "amr", "gsm")
"""What the caller's speech went through before it came to the robot, in A-law as ever."""

LOOP_SECONDS = 12
AMR_RATE = 12_200
AMR_FRAME = 160
VOICES_OF_BABBLE = 5
_SPEECH = 0.02
"""Samples from this part of the peak on are speech, when its power is measured."""


@dataclass(frozen=True)
class Channel:
    """What is wrong with the callers' lines.

    `noise` is the power of a call's speech over that of the noise in dB, None for no
    noise; a caller has street noise or other people's voices behind him, by chance.
    """

    noise: float | None = None
    codec: str | None = None
    seed: int = 1

    def check(self) -> None:
        """Raise Mendable if the codec cannot be had here."""
        if self.codec is not None and self.codec not in CODECS:
            raise Mendable(f"no codec {self.codec}", f"name one of {', '.join(CODECS)}")
        if self.codec == "gsm" and which("ffmpeg") is None:
            raise Mendable("the codec gsm needs ffmpeg", "install ffmpeg")


class LineVoice:
    """One caller on his line; the same call, channel and seed give the same sound."""

    def __init__(self, pack: Pack, call: PackCall, channel: Channel) -> None:
        self._pack = pack
        self._channel = channel
        self._chance = np.random.default_rng((channel.seed, call.call))
        self._noise = self._make_noise(call)
        self.background = through(_to_samples(self._noise), channel.codec)
        self._sounds = {turn.start: self._make_sound(turn) for turn in call.turns}

    def sound(self, turn: PackTurn) -> Samples:
        """A turn of the call as it leaves this line; made beforehand, to be there at once."""
        return self._sounds[turn.start]

    def _make_sound(self, turn: PackTurn) -> Samples:
        speech = _wave(self._pack, turn)
        if self._noise.size:
            start = int(self._chance.integers(self._noise.size))
            speech = speech + np.resize(np.roll(self._noise, -start), speech.size)
        return through(_to_samples(speech), self._channel.codec)

    def _make_noise(self, call: PackCall) -> Wave:
        if self._channel.noise is None:
            return np.zeros(0)
        others = [other for other in self._pack.calls if other.call != call.call]
        noise = (
            self._babble(others)
            if len(others) >= VOICES_OF_BABBLE and self._chance.random() < 0.5
            else street_noise(self._chance)
        )
        wanted = _power_of_speech(self._pack, call) / 10 ** (self._channel.noise / 10)
        scaled: Wave = noise * np.sqrt(wanted / np.mean(noise**2))
        return scaled

    def _babble(self, others: list[PackCall]) -> Wave:
        chosen = self._chance.choice(len(others), VOICES_OF_BABBLE, replace=False)
        turns = [max(others[index].turns, key=lambda turn: turn.length) for index in chosen]
        length = LOOP_SECONDS * SAMPLE_RATE
        voices = [np.resize(_wave(self._pack, turn), length) for turn in turns]
        mixed: Wave = np.sum([voice / (voice.std() + 1.0) for voice in voices], axis=0)
        return mixed


def street_noise(chance: np.random.Generator) -> Wave:
    """A loop of noise that falls by 6 dB an octave above 300 Hz, as traffic does."""
    length = LOOP_SECONDS * SAMPLE_RATE
    spectrum = np.fft.rfft(chance.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    return np.fft.irfft(spectrum / np.sqrt(1 + (hertz / 300) ** 2), length)


def through(samples: Samples, codec: str | None) -> Samples:
    """The audio after coding and decoding. A-law needs nothing: the call itself is A-law."""
    if codec == "pcmu":
        return _mu_law(samples)
    if codec == "amr" and samples.size:
        return _amr(samples)
    if codec == "gsm" and samples.size:
        return _gsm(samples)
    return samples


def _power_of_speech(pack: Pack, call: PackCall) -> float:
    speech = np.concatenate([_wave(pack, turn) for turn in call.turns])
    loud = speech[np.abs(speech) > _SPEECH * np.abs(speech).max(initial=1.0)]
    return float(np.mean(loud**2)) if loud.size else 1.0


def _wave(pack: Pack, turn: PackTurn) -> Wave:
    return pack.samples(turn).astype(np.float64)


def _to_samples(wave: Wave) -> Samples:
    return np.clip(np.round(wave), -32768, 32767).astype(np.int16)


def _mu_law(samples: Samples) -> Samples:
    """ITU-T G.711 mu-law in its continuous form, 8 bits."""
    size = np.log1p(255 * np.abs(samples / 32768)) / np.log(256)
    coded = np.round(size * 127) / 127
    return _to_samples(np.sign(samples) * np.expm1(coded * np.log(256)) / 255 * 32768)


def _amr(samples: Samples) -> Samples:
    """AMR narrow band at 12.2 kbit/s, as most mobile callers come (3GPP TS 26.071)."""
    coder = av.CodecContext.create("libopencore_amrnb", "w")
    coder.sample_rate, coder.bit_rate = SAMPLE_RATE, AMR_RATE
    coder.layout, coder.format = "mono", "s16"
    decoder = av.CodecContext.create("libopencore_amrnb", "r")
    decoder.sample_rate, decoder.layout = SAMPLE_RATE, "mono"
    padded = np.pad(samples, (0, -samples.size % AMR_FRAME))
    pieces = []
    for start in range(0, padded.size, AMR_FRAME):
        frame = av.AudioFrame.from_ndarray(padded[None, start : start + AMR_FRAME], "s16", "mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, start
        for packet in coder.encode(frame):
            pieces += [decoded.to_ndarray().ravel() for decoded in decoder.decode(packet)]
    return np.resize(np.concatenate(pieces), samples.size).astype(np.int16)


def _gsm(samples: Samples) -> Samples:
    raw = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1")
    coded = _ffmpeg(samples.astype("<i2").tobytes(), *raw, "-i", "-", "-f", "gsm", "-")
    decoded = _ffmpeg(coded, "-f", "gsm", "-i", "-", *raw, "-")
    return np.resize(np.frombuffer(decoded, "<i2"), samples.size).astype(np.int16)


def _ffmpeg(audio: bytes, *arguments: str) -> bytes:
    done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
        ["ffmpeg", "-loglevel", "error", *arguments],  # noqa: S607 - wherever it is installed
        input=audio,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout
