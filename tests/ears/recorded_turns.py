"""Recorded turns of the test data, and what telephone lines do to them."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

FOLDER = Path(__file__).parent.parent / "data" / "turns_ears"

Sound = NDArray[np.float32]


@dataclass(frozen=True)
class RecordedTurn:
    """What somebody said, at 8 kHz with peaks of one half, and its text with ё as е."""

    name: str
    text: str
    sound: Sound

    @property
    def speech(self) -> tuple[float, float]:
        """Seconds of the first and of the last sound within 26 dB of the loudest."""
        power = np.convolve(self.sound**2, np.ones(160) / 160, "same")
        loud = np.flatnonzero(power > power.max() / 400)
        return loud[0] / 8000, loud[-1] / 8000


def _read(row: dict[str, str]) -> RecordedTurn:
    sound, _ = soundfile.read(FOLDER / row["file"], dtype="float32")
    text = row["text"].replace("ё", "е")
    return RecordedTurn(row["file"].removesuffix(".opus"), text, sound / np.abs(sound).max() / 2)


TURNS = [_read(row) for row in json.loads((FOLDER / "turns.json").read_text(encoding="utf-8"))]
BY_NAME = {turn.name: turn for turn in TURNS}


def between_silence(sound: Sound, before: float, after: float) -> Sound:
    """The sound with so many seconds of silence around it."""
    return np.pad(sound, (round(before * 8000), round(after * 8000)))


def with_noise(sound: Sound, snr_db: float, speech: Sound) -> Sound:
    """White noise all along, `snr_db` under the mean power of `speech`."""
    noise = np.random.default_rng(7).standard_normal(len(sound))
    level = np.sqrt((speech**2).mean() / 10 ** (snr_db / 10))
    return np.asarray(sound + noise * level, dtype=np.float32)


def alaw(sound: Sound) -> Sound:
    """The sound through the A-law of ITU-T G.711."""
    a, log_a = 87.6, 1 + np.log(87.6)
    size = np.abs(np.clip(sound, -1, 1))
    pressed = np.where(size < 1 / a, a * size, 1 + np.log(np.maximum(a * size, 1))) / log_a
    stepped = np.round(pressed * 127) / 127 * log_a
    back = np.where(stepped < 1, stepped, np.exp(stepped - 1)) / a
    return np.asarray(np.sign(sound) * back, dtype=np.float32)


def as_pcm(sound: Sound) -> NDArray[np.int16]:
    """Signed 16-bit samples as they come from a line."""
    return (np.clip(sound, -1, 1) * 32767).astype(np.int16)
