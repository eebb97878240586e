"""Recordings that people hand in: checked, brought to the pack's own form, and to sound."""

import io
from enum import StrEnum

import numpy as np
import soundfile
from scipy.signal import resample_poly

from meterline.mouth.index import PACK_RATE
from meterline.mouth.sound import SAMPLE_RATE, Sound, clean, halve

SHORTEST, LONGEST = 0.2, 30.0
"""Seconds of a phrase."""

RATES = (8_000, 192_000)
MOST_CHANNELS = 2

PEAK = 0.7
_FAINT = 0.01
"""Of full scale: below it a recording holds nothing that could be a voice close to a microphone."""

_CLIPPED = 0.98
_MOST_CLIPPED = 0.001
"""Share of the samples at full scale; a recording that is only loud has single ones there."""

_FRAME = PACK_RATE // 100
_ROOM = 4.0
"""Times the power of the room (the quietest tenth of a recording) from which on it is words."""

_WORDS = (1e-4, 1e-3)
"""Of the loudest hundredth of a second: fainter is never words, louder always."""

_MARGIN = 8
"""Hundredths of a second kept around the words, for soft consonants."""


class Flaw(StrEnum):
    """Why a recording cannot be said."""

    NO_AUDIO = "no audio"
    UNUSUAL = "unusual rate or channels"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    SILENT = "silent"
    CLIPPED = "clipped"


class Unfit(Exception):
    """A recording that cannot be said; `flaw` tells why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def take_in(file: bytes) -> Sound:
    """A WAV, FLAC, Ogg (Opus, Vorbis) or MP3 file as mono at 16 kHz, the room cut off.

    Raises Unfit.
    """
    samples, rate = _decoded(file)
    if not np.isfinite(samples).all():
        raise Unfit(Flaw.NO_AUDIO)
    if (np.abs(samples) >= _CLIPPED).mean() > _MOST_CLIPPED:
        raise Unfit(Flaw.CLIPPED)
    mono = samples.mean(axis=1)
    loudest = np.abs(mono).max(initial=0.0)
    if loudest < _FAINT:
        raise Unfit(Flaw.SILENT)
    words = _words(np.asarray(resample_poly(mono, PACK_RATE, rate), dtype=np.float32))
    if len(words) < SHORTEST * PACK_RATE:
        raise Unfit(Flaw.TOO_SHORT)
    return np.asarray(words * (PEAK / np.abs(words).max()), dtype=np.float32)


def _decoded(file: bytes) -> tuple[Sound, int]:
    """Samples by channel, and their rate; never more than the longest phrase has."""
    try:
        with soundfile.SoundFile(io.BytesIO(file)) as audio:
            rate: int = audio.samplerate
            if not RATES[0] <= rate <= RATES[1] or audio.channels > MOST_CHANNELS:
                raise Unfit(Flaw.UNUSUAL)
            most = round(LONGEST * rate)
            samples: Sound = audio.read(most + 1, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, TypeError) as error:
        raise Unfit(Flaw.NO_AUDIO) from error
    if len(samples) > most:
        raise Unfit(Flaw.TOO_LONG)
    if len(samples) < SHORTEST * rate:
        raise Unfit(Flaw.TOO_SHORT)
    return samples, rate


def _words(sound: Sound) -> Sound:
    """The sound without the room before and after what is said."""
    frames = sound[: len(sound) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = (frames**2).mean(axis=1)
    least, most = (share * power.max() for share in _WORDS)
    loud = np.flatnonzero(power > np.clip(_ROOM * np.quantile(power, 0.1), least, most))
    begin = max(int(loud[0]) - _MARGIN, 0)
    return sound[begin * _FRAME : (int(loud[-1]) + 1 + _MARGIN) * _FRAME]


def kept(sound: Sound) -> bytes:
    """What `take_in` gave as a FLAC file."""
    return _encoded(sound, PACK_RATE, "FLAC")


def as_said(kept_file: bytes) -> Sound:
    """What `kept` wrote as callers hear it: 8 kHz, clean edges, the common loudness."""
    samples, _ = soundfile.read(io.BytesIO(kept_file), dtype="float32")
    return clean(halve(samples))


def wav(sound: Sound) -> bytes:
    """Sound at 8 kHz as a WAV file."""
    return _encoded(sound, SAMPLE_RATE, "WAV")


def _encoded(sound: Sound, rate: int, kind: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format=kind, subtype="PCM_16")
    return file.getvalue()
