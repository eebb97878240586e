"""The robot's phrases as a caller knows them by sound, to be found in what is heard."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from meterline.mouth.index import BUNDLED
from meterline.mouth.pack import PromptPack

BEEP = "beep"
BEEP_HERTZ = 880.0
BEEP_SECONDS = 0.2

AUDIBLE = 0.006
"""Peaks from here on, of full scale, are sound: above G.711's noise, below the softest onset."""

HEAD = 1280
"""Samples (160 ms) by which a clip is recognised at its beginning."""

SLACK = 240
"""Samples by which a beginning may be off the place where sound was first noticed."""

CHUNK = 800
"""Samples (100 ms) in which a clip is followed once it has been recognised."""

TAIL = 4 * CHUNK
"""Samples by which a phrase is recognised at its end, if its beginning was lost."""

_FFT = 2048
_TAIL_FFT = 4096
_BANDS = 16
_SLICES = 4
_SHORT_LIST = 120
_HEAD_MATCH = 0.75
_CHUNK_MATCH = 0.8

_NUMBERS = frozenset({"number", "number_f", "thousand", "million", "day_genitive", "month"})

Wave = NDArray[np.float32]


@dataclass(frozen=True)
class Clip:
    """One phrase or number, silence at both ends cut off."""

    key: str
    wave: Wave
    chunk_norms: Wave

    @property
    def is_phrase(self) -> bool:
        """Whether it is a phrase long enough to be told by its end, not a number or a date."""
        kind = self.key.split(".", maxsplit=1)[0]
        return kind not in _NUMBERS and len(self.wave) >= 2 * TAIL


class ClipTable:
    """All clips of a prompt pack and the beep.

    Recognition is by likeness of the wave itself: what comes back over a telephone line at
    8 kHz is the clip again, but for the coding's noise.
    """

    def __init__(self, waves: Mapping[str, Wave]) -> None:
        """`waves`: each clip at 8 kHz in [-1, 1]."""
        cut = {key: trimmed(wave) for key, wave in {**waves, BEEP: beep()}.items()}
        self.clips = [_clip(key, wave) for key, wave in cut.items() if len(wave) >= HEAD]
        heads = [clip.wave[:HEAD] for clip in self.clips]
        self._fingerprints = np.stack([_fingerprint(head) for head in heads])
        self._heads = _spectra(heads, _FFT)
        self._phrases = [clip for clip in self.clips if clip.is_phrase]
        self._tails = _spectra([clip.wave[-TAIL:] for clip in self._phrases], _TAIL_FFT)

    def beginnings(self, wave: Wave) -> list[tuple[Clip, int]]:
        """Clips that begin in `wave`, each with its first sample there.

        `wave` holds SLACK samples before the first sound, HEAD and SLACK after it.
        """
        listed = self._short_list(wave[SLACK : SLACK + HEAD])
        products = fft.irfft(self._heads[listed] * fft.rfft(wave, _FFT), _FFT)
        likeness = products[:, : 2 * SLACK] / _window_norms(wave, HEAD)[: 2 * SLACK]
        places = likeness.argmax(axis=1)
        best = likeness[np.arange(len(listed)), places]
        return [
            (self.clips[listed[row]], int(places[row]))
            for row in np.flatnonzero(best > _HEAD_MATCH)
        ]

    def ending(self, wave: Wave) -> Clip | None:
        """The phrase whose last TAIL samples are the last sound of `wave`, if any is."""
        heard = trimmed(wave)[-TAIL - SLACK :]
        if len(heard) < TAIL:
            return None
        products = fft.irfft(self._tails * fft.rfft(heard, _TAIL_FFT), _TAIL_FFT)
        likeness = products[:, : len(heard) - TAIL + 1] / _window_norms(heard, TAIL)
        best = likeness.max(axis=1)
        found = int(best.argmax())
        return self._phrases[found] if best[found] > _CHUNK_MATCH else None

    def _short_list(self, head: Wave) -> NDArray[np.intp]:
        likeness = self._fingerprints @ _fingerprint(head)
        count = min(_SHORT_LIST, len(likeness))
        return np.argpartition(-likeness, count - 1)[:count]


def bundled_table() -> ClipTable:
    """The clips of the bundled prompt pack, as the robot plays them; takes some seconds."""
    pack = PromptPack.load()
    index = json.loads((BUNDLED / "clips.json").read_text(encoding="utf-8"))
    return ClipTable({key: pack.sound(key) for key in index["clips"]})


def agrees(clip: Clip, chunk: int, heard: Wave) -> bool:
    """Whether `heard` is the clip's chunk of that number; silence agrees with silence."""
    wanted = clip.wave[chunk * CHUNK : (chunk + 1) * CHUNK]
    norm, loudness = float(clip.chunk_norms[chunk]), float(np.linalg.norm(heard))
    quiet = AUDIBLE * float(np.sqrt(len(wanted))) / 2
    if norm < quiet or loudness < quiet:
        return norm < 2 * quiet and loudness < 2 * quiet
    return float(wanted @ heard) > _CHUNK_MATCH * norm * loudness


def shift_of(clip: Clip, chunk: int, heard: Wave, reach: int) -> int | None:
    """How many samples later (or earlier, negative) than due the clip's chunk is in `heard`.

    `heard` begins `reach` samples before the place where it is due and ends up to as much after.
    """
    wanted = clip.wave[chunk * CHUNK : (chunk + 1) * CHUNK]
    if len(wanted) < CHUNK or len(heard) < len(wanted) + reach:
        return None
    spectrum = np.conj(fft.rfft(wanted, _TAIL_FFT)) * fft.rfft(heard, _TAIL_FFT)
    products = fft.irfft(spectrum, _TAIL_FFT)[: len(heard) - len(wanted) + 1]
    norms = _window_norms(heard, len(wanted)) * (clip.chunk_norms[chunk] + 1e-6)
    likeness = products / norms
    place = int(likeness.argmax())
    return place - reach if likeness[place] > _CHUNK_MATCH else None


def trimmed(wave: Wave) -> Wave:
    """The wave from its first audible sample to its last."""
    loud = np.flatnonzero(np.abs(wave) > AUDIBLE)
    return wave[loud[0] : loud[-1] + 1] if loud.size else wave[:0]


def beep() -> Wave:
    """The signal after which the caller speaks, as he knows it."""
    time = np.arange(round(BEEP_SECONDS * 8000)) / 8000
    return np.asarray(0.3 * np.sin(2 * np.pi * BEEP_HERTZ * time), np.float32)


def _clip(key: str, wave: Wave) -> Clip:
    starts = np.arange(0, len(wave), CHUNK)
    norms = np.sqrt(np.add.reduceat(wave.astype(np.float64) ** 2, starts))
    return Clip(key, np.asarray(wave, np.float32), norms.astype(np.float32))


def _fingerprint(head: Wave) -> Wave:
    slices = head.reshape(_SLICES, -1) * np.hanning(HEAD // _SLICES)
    power = np.abs(np.fft.rfft(slices))[:, 1:] ** 2
    bands = power[:, : power.shape[1] // _BANDS * _BANDS].reshape(_SLICES, _BANDS, -1).sum(axis=2)
    levels = np.log(bands + 1e-4).ravel()
    levels -= levels.mean()
    return np.asarray(levels / (np.linalg.norm(levels) + 1e-6), np.float32)


def _window_norms(wave: Wave, length: int) -> Wave:
    """Norm of each stretch of `length` samples."""
    power = np.concatenate(([0.0], np.cumsum(wave.astype(np.float64) ** 2)))
    norms = np.sqrt(power[length:] - power[:-length]) + 1e-3
    return np.asarray(norms, np.float32)


def _spectra(pieces: list[Wave], size: int) -> NDArray[np.complex64]:
    """What correlates each piece, brought to norm 1, with a wave by multiplication."""
    stacked = np.stack(pieces)
    norms = np.linalg.norm(stacked, axis=1, keepdims=True)
    return np.asarray(np.conj(fft.rfft(stacked / norms, size)), np.complex64)
