"""Synthetic voices other than the recogniser's: formants, diphones and units of speech.

espeak-ng (Debian), festival with festvox-ru (Debian) and ru_tts (package retro-ru-tts).
None of them is shipped; each voice is changed in rate, pitch and length of the vocal tract.
"""

import ctypes
import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from meterline.bench.pack import SAMPLE_RATE
from meterline.errors import Mendable

Wave = NDArray[np.float64]
"""Audio at 8 kHz, one channel, in [-1, 1]."""

KINDS = ("espeak", "festival", "ru-tts")
ESPEAK_VARIANTS = ("f2", "f5", "m3", "m7", "klatt4", "steph", "Denis", "Andrea", "belinda", "max")
FESTIVAL_VOICE = "voice_msu_ru_nsh_clunits"
RU_TTS_RATE = 10_000
RU_TTS_FEMALE = 4
SECONDS_TO_SPEAK = 600
_QUIET = 0.02
_WARPS = (0.90, 0.95, 1.0, 1.06, 1.12)


class Speaker(Protocol):
    """One voice with its settings."""

    @property
    def name(self) -> str:
        """Synthesiser, voice and settings."""

    def speak(self, texts: Sequence[str]) -> list[Wave]:
        """Each text as audio, without silence around it."""


@dataclass(frozen=True)
class EspeakSpeaker:
    """A variant of espeak-ng's Russian voice; `rate` in words a minute, `pitch` 0 to 99."""

    variant: str
    rate: int
    pitch: int

    @property
    def name(self) -> str:
        return f"espeak+{self.variant}/{self.rate}/{self.pitch}"

    def speak(self, texts: Sequence[str]) -> list[Wave]:
        with TemporaryDirectory(prefix="meterline-voices-") as folder:
            return [self._say(text, Path(folder) / "said.wav") for text in texts]

    def _say(self, text: str, file: Path) -> Wave:
        settings = ["-v", f"ru+{self.variant}", "-s", str(self.rate), "-p", str(self.pitch)]
        _run(["espeak-ng", *settings, "-w", str(file), text])
        return _read(file)


@dataclass(frozen=True)
class FestivalSpeaker:
    """The reader of festvox-ru, his vocal tract and speech shortened by `warp`."""

    warp: float

    @property
    def name(self) -> str:
        return f"festival/{self.warp}"

    def speak(self, texts: Sequence[str]) -> list[Wave]:
        with TemporaryDirectory(prefix="meterline-voices-") as folder:
            files = [Path(folder) / f"{at}.wav" for at in range(len(texts))]
            script = Path(folder) / "say.scm"
            lines = [f"({FESTIVAL_VOICE})"]
            for text, file in zip(texts, files, strict=True):
                lines.append(f'(utt.save.wave (SynthText "{text}") "{file}" \'riff)')
            script.write_text("\n".join(lines), encoding="utf-8")
            _run(["festival", "-b", str(script)])
            return [_warped(_read(file), self.warp) for file in files]


class _RuTtsSettings(ctypes.Structure):
    """`ru_tts_conf_t` of ru_tts.h."""

    _fields_ = [
        ("speech_rate", ctypes.c_int),
        ("voice_pitch", ctypes.c_int),
        ("intonation", ctypes.c_int),
        ("gaps", ctypes.c_int * 8),
        ("flags", ctypes.c_int),
    ]


_Consumer = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)


@dataclass(frozen=True)
class RuTtsSpeaker:
    """The two voices of ru_tts; `rate` and `pitch` in percent.

    The package's own Python function fails from Python 3.10 on, so its library is called.
    """

    female: bool
    rate: int
    pitch: int
    warp: float

    @property
    def name(self) -> str:
        return f"ru-tts+{'f' if self.female else 'm'}/{self.rate}/{self.pitch}/{self.warp}"

    def speak(self, texts: Sequence[str]) -> list[Wave]:
        library = ctypes.CDLL(_ru_tts_library())
        settings = _RuTtsSettings()
        library.ru_tts_config_init(ctypes.byref(settings))
        settings.speech_rate, settings.voice_pitch = self.rate, self.pitch
        settings.flags |= RU_TTS_FEMALE * self.female
        return [_warped(_ru_tts(library, settings, text), self.warp) for text in texts]


def _ru_tts(library: ctypes.CDLL, settings: _RuTtsSettings, text: str) -> Wave:
    pieces: list[bytes] = []

    def take(sound: int, size: int, _: object) -> int:
        pieces.append(ctypes.string_at(sound, size))
        return 0

    buffer = ctypes.create_string_buffer(8192)
    library.ru_tts_transfer(
        ctypes.byref(settings), text.encode("koi8-r"), buffer, len(buffer), _Consumer(take), None
    )
    samples = np.frombuffer(b"".join(pieces), np.int8) / 128
    return _trimmed(resample_poly(samples, SAMPLE_RATE, RU_TTS_RATE))


def speakers(kinds: Sequence[str], seed: int) -> Iterator[Speaker]:
    """Ever new voices of `kinds` in turn, the same for the same seed.

    Raises Mendable for an unknown kind and where a synthesiser is not installed.
    """
    for kind in kinds:
        _check(kind)
    chance = random.Random(seed)
    return (_speaker(kind, chance) for kind in cycle(kinds))


def _speaker(kind: str, chance: random.Random) -> Speaker:
    if kind == "espeak":
        variant = chance.choice(ESPEAK_VARIANTS)
        return EspeakSpeaker(variant, chance.randrange(115, 190, 5), chance.randrange(30, 75, 5))
    if kind == "festival":
        return FestivalSpeaker(chance.choice(_WARPS))
    rate, pitch = chance.randrange(75, 115, 5), chance.randrange(80, 130, 5)
    return RuTtsSpeaker(chance.random() < 0.5, rate, pitch, chance.choice(_WARPS))


def _check(kind: str) -> None:
    if kind not in KINDS:
        raise Mendable(f"no voices {kind}", f"name some of {', '.join(KINDS)}")
    if kind == "espeak" and which("espeak-ng") is None:
        raise Mendable("the voices espeak need espeak-ng", "install Debian's espeak-ng")
    if kind == "festival" and which("festival") is None:
        raise Mendable(
            "the voices festival need festival", "install Debian's festival and festvox-ru"
        )
    if kind == "ru-tts":
        _ru_tts_library()


def _ru_tts_library() -> str:
    found = find_spec("_ru_tts_native")
    if found is None or found.origin is None:
        raise Mendable("the voices ru-tts need retro-ru-tts", "pip install retro-ru-tts")
    return found.origin


def _run(command: list[str]) -> None:
    subprocess.run(  # noqa: S603 - programs named here, no shell
        command, check=True, capture_output=True, timeout=SECONDS_TO_SPEAK
    )


def _read(file: Path) -> Wave:
    samples, rate = soundfile.read(file, dtype="float64", always_2d=True)
    return _trimmed(resample_poly(samples[:, 0], SAMPLE_RATE, rate))


def _warped(wave: Wave, warp: float) -> Wave:
    warped: Wave = resample_poly(wave, 100, round(100 * warp))
    return warped


def _trimmed(wave: Wave) -> Wave:
    loud = np.flatnonzero(np.abs(wave) > _QUIET * np.abs(wave).max(initial=1e-6))
    return wave[loud[0] : loud[-1] + 1] if loud.size else wave[:0]
