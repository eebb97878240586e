"""Recordings of a made-up voice, and the way of a phrase into the robot's mouth."""

import io
from typing import Any

import numpy as np
import soundfile
from django.contrib.auth.models import User
from numpy.typing import NDArray

from meterline.mouth.intake import kept, take_in
from meterline.phrases.models import PhraseVersion
from meterline.phrases.services import Take, add_version, put_in_use

Samples = NDArray[np.float32]


def voice(
    seconds: float = 1.0, rate: int = 44_100, peak: float = 0.5, hertz: float = 180.0
) -> Samples:
    """Something that comes and goes like syllables."""
    time = np.arange(round(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * hertz * n * time) / n for n in range(1, 12))
    syllables = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)
    sound = buzz * syllables
    return np.asarray(sound / np.abs(sound).max() * peak, dtype=np.float32)


def file_of(sound: Samples, rate: int = 44_100, kind: str = "WAV", coding: str = "PCM_16") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format=kind, subtype=coding)
    return file.getvalue()


def change(key: str, text: str, author: User, at: Any, **sound: Any) -> PhraseVersion:
    """Record a phrase and put it in use."""
    audio = kept(take_in(file_of(voice(**sound))))
    take = Take(text, audio, PhraseVersion.Made.RECORDED)
    return put_in_use(key, add_version(key, take, author, at).number, at)
