"""What telephone networks do to sound: the band of 300 to 3400 Hz and the codecs."""

import subprocess
from functools import cache

import av
import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from meterline.lines.port import SAMPLE_RATE
from meterline.lines.rtp import PCMA, RtpPacket, decode

Samples = NDArray[np.int16]
"""16-bit audio at 8 kHz."""

Wave = NDArray[np.float64]
"""Audio at 8 kHz in units of a 16-bit sample."""

CODECS = ("pcma", "pcmu", "amr", "gsm")
"""What the caller's speech went through before it came to the robot, in A-law as ever."""

BAND = (300.0, 3400.0)
"""Hz that a telephone line lets through (ITU-T G.712)."""

AMR_RATE = 12_200
AMR_FRAME = 160
_ORDER = 4


def telephone_band(wave: Wave) -> Wave:
    """The wave as a telephone line lets it through: a Butterworth filter, 24 dB an octave."""
    filtered: Wave = sosfilt(_band_filter(), wave) if wave.size else wave
    return filtered


def through(samples: Samples, codec: str) -> Samples:
    """The audio after coding and decoding by one of `CODECS`; as long as before."""
    if not samples.size:
        return samples
    return {"pcma": _a_law, "pcmu": _mu_law, "amr": _amr, "gsm": _gsm}[codec](samples)


def to_samples(wave: Wave) -> Samples:
    """The wave rounded, what is too loud cut off."""
    return np.clip(np.round(wave), -32768, 32767).astype(np.int16)


@cache
def _band_filter() -> Wave:
    sections: Wave = butter(_ORDER, BAND, "bandpass", fs=SAMPLE_RATE, output="sos")
    return sections


@cache
def _a_law_levels() -> NDArray[np.int32]:
    levels = decode(RtpPacket(PCMA, 0, 0, 0, bytes(range(256))))
    return np.sort(np.asarray(levels, np.int32))


def _a_law(samples: Samples) -> Samples:
    """ITU-T G.711 A-law: the nearest of its 256 levels."""
    levels = _a_law_levels()
    borders = (levels[1:] + levels[:-1]) / 2
    return levels[np.searchsorted(borders, samples)].astype(np.int16)


def _mu_law(samples: Samples) -> Samples:
    """ITU-T G.711 mu-law in its continuous form, 8 bits."""
    size = np.log1p(255 * np.abs(samples / 32768)) / np.log(256)
    coded = np.round(size * 127) / 127
    return to_samples(np.sign(samples) * np.expm1(coded * np.log(256)) / 255 * 32768)


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
