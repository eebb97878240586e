"""Arithmetic of shares: how far a counted share may be off, how true probabilities are."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964
"""Standard deviations that hold 95 % of a normal distribution."""

BINS = 10


def wilson(count: int, of: int) -> tuple[float, float]:
    """95 % interval of a share by Wilson's score (1927); (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    share, square = count / of, Z95**2 / of
    middle = share + square / 2
    half = Z95 * sqrt(share * (1 - share) / of + square / (4 * of))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))


Prediction = tuple[float, bool]
"""A probability, and whether what it spoke of was so."""


@dataclass(frozen=True)
class Bin:
    """The predictions between two probabilities: how many (or their weight), their mean, and
    the share that was right."""

    n: float
    predicted: float
    right: float


def bins_of(predictions: Sequence[Prediction], weights: Sequence[float] | None = None) -> list[Bin]:
    """The predictions in `BINS` equal bins; empty bins left out. Without weights each counts 1."""
    binned: dict[int, list[tuple[float, bool, float]]] = {}
    for (probability, right), weight in zip(
        predictions, weights or [1] * len(predictions), strict=True
    ):
        at = min(BINS - 1, int(probability * BINS))
        binned.setdefault(at, []).append((probability, right, weight))
    return [_bin(inside) for _, inside in sorted(binned.items())]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error (Naeini, Cooper, Hauskrecht 2015); None of nothing."""
    n = sum(each.n for each in bins)
    return sum(each.n * abs(each.predicted - each.right) for each in bins) / n if n else None


def _bin(inside: Sequence[tuple[float, bool, float]]) -> Bin:
    n = sum(weight for _, _, weight in inside)
    predicted = sum(p * weight for p, _, weight in inside) / n
    return Bin(n, predicted, sum(right * weight for _, right, weight in inside) / n)
