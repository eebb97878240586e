"""Tones: how the tests tell who is heard."""

import numpy as np

from meterline.lines.port import SAMPLE_RATE


def tone(hertz: float, seconds: float, rate: int = SAMPLE_RATE) -> bytes:
    """A tone at a quarter of full scale, signed 16-bit PCM."""
    time = np.arange(int(seconds * rate)) / rate
    return (8000 * np.sin(2 * np.pi * hertz * time)).astype("<i2").tobytes()


def loudest(pcm: bytes) -> float:
    """Frequency in Hz with the most energy; 0 for silence."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    if samples.size == 0 or np.abs(samples).max() < 500:
        return 0.0
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    return float(np.argmax(spectrum) * SAMPLE_RATE / samples.size)


def level(pcm: bytes) -> float:
    """Root mean square of the samples."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    return float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0
