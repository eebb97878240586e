"""Audio files as a line hears them."""

from math import gcd
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from meterline.lines.port import SAMPLE_RATE


class AudioUnreadable(Exception):
    """The file is missing or is no audio that libsndfile knows."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


def read_pcm(path: Path, channel: int | None = None) -> bytes:
    """The file's audio at 8 kHz, signed 16 bit: one channel, by default all averaged.

    A file of fewer channels than `channel` gives its last. Takes WAV, FLAC, Ogg and Opus
    at any rate. Raises AudioUnreadable.
    """
    try:
        samples, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise AudioUnreadable(path, str(error)) from error
    last = samples.shape[1] - 1
    mono = samples.mean(axis=1) if channel is None else samples[:, min(channel, last)]
    if rate != SAMPLE_RATE:
        common = gcd(rate, SAMPLE_RATE)
        mono = resample_poly(mono, SAMPLE_RATE // common, rate // common)
    pcm: bytes = np.clip(np.rint(mono * 32767), -32768, 32767).astype("<i2").tobytes()
    return pcm
