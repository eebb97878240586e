"""Log-mel features as GigaAM defines them (salute-developers/GigaAM, gigaam/preprocess.py).

Power spectra of Hann windows every 10 ms, 64 triangular filters of height one between 0 and
8 kHz, evenly spaced on the mel scale m = 2595 · lg(1 + f/700), natural logarithm of the
value clipped to [1e-9, 1e9].
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

RATE = 16_000
HOP = 160
FILTERS = 64

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class LogMel:
    """`window` samples a spectrum. `centred`: spectrum k stands around sample k * HOP, the
    audio mirrored at its ends; else it begins there. `rounded`: window and filters have the
    8 bits of bfloat16, as GigaAM v3 keeps them (istupakov/onnx-asr, preprocessors/gigaam.py):
    a rounded window leaks into all frequencies, which is all that is heard above the 4 kHz of
    telephone sound."""

    window: int
    centred: bool
    rounded: bool

    def __call__(self, audio: Floats) -> Floats:
        """Features [n, FILTERS, spectra] of audio [n, samples] at 16 kHz."""
        if self.centred:
            half = self.window // 2
            audio = np.pad(audio, ((0, 0), (half, half)), mode="reflect")
        windows = sliding_window_view(audio, self.window, axis=1)[:, ::HOP]
        power = np.abs(np.fft.rfft(windows * self._hann)) ** 2
        mel = np.clip(power @ self._filters, 1e-9, 1e9)
        return np.log(mel).astype(np.float32).transpose(0, 2, 1)

    @cached_property
    def _hann(self) -> NDArray[np.float64]:
        """The window's periodic form."""
        return self._as_kept(np.hanning(self.window + 1)[:-1])

    @cached_property
    def _filters(self) -> NDArray[np.float64]:
        return self._as_kept(mel_filters(self.window // 2 + 1))

    def _as_kept(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        return bfloat16(numbers) if self.rounded else numbers


def mel_filters(bins: int) -> NDArray[np.float64]:
    """Weights [bins, FILTERS] of the spectrum's bins between 0 and RATE / 2."""
    highest = 2595 * np.log10(1 + RATE / 2 / 700)
    corners = 700 * (10 ** (np.linspace(0, highest, FILTERS + 2) / 2595) - 1)
    frequencies = np.linspace(0, RATE / 2, bins)[:, None]
    rising = (frequencies - corners[:-2]) / (corners[1:-1] - corners[:-2])
    falling = (corners[2:] - frequencies) / (corners[2:] - corners[1:-1])
    return np.maximum(0, np.minimum(rising, falling))


def bfloat16(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rounded to the nearest number of 8 significant bits, ties to even."""
    mantissas, exponents = np.frexp(numbers)
    rounded: NDArray[np.float64] = np.ldexp(np.rint(mantissas * 256), exponents - 8)
    return rounded
