"""Logistic regression with the signs that sense demands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from meterline.ears.calibration import Curve, Term

Floats = NDArray[np.float64]

PENALTY = 0.1
"""L2 on the weight of a term over its whole range: few data move it little."""
STEEPEST = 12.0
"""The most that one term may move the log-odds over its range."""


@dataclass(frozen=True)
class Shape:
    """A term to be fitted: the log-odds may only rise (`sign` 1) or fall (-1) with `of`,
    by `least` over its range at least."""

    of: str
    low: float
    high: float
    sign: int
    least: float = 0.0


@dataclass(frozen=True)
class Sample:
    """One value judged: its evidence, whether it was right, and how much it counts."""

    evidence: Mapping[str, float]
    right: bool
    weight: float = 1.0


def fit(samples: Sequence[Sample], shapes: Sequence[Shape]) -> Curve:
    """The curve of these shapes under which the samples are likeliest (ridge, bounded signs).

    Without samples the curve says one half everywhere.
    """
    x = _columns(samples, shapes)
    y = np.array([s.right for s in samples], np.float64)
    w = np.array([s.weight for s in samples], np.float64)
    bounds = [(None, None), *((shape.least, STEEPEST) for shape in shapes)]
    found = minimize(
        _loss, np.zeros(len(shapes) + 1), (x, y, w), jac=True, bounds=bounds, method="L-BFGS-B"
    ).x
    terms = (
        Term(s.of, s.low, s.high, round(float(s.sign * v / (s.high - s.low)), 5))
        for s, v in zip(shapes, found[1:], strict=True)
    )
    return Curve(round(float(found[0]), 5), tuple(t for t in terms if t.weight))


def _columns(samples: Sequence[Sample], shapes: Sequence[Shape]) -> Floats:
    """[samples, shapes]: each term's evidence between 0 and 1, with its sign."""
    columns = np.zeros((len(samples), len(shapes)))
    for j, s in enumerate(shapes):
        unit = Term(s.of, s.low, s.high, s.sign / (s.high - s.low))
        columns[:, j] = [unit.at(sample.evidence) for sample in samples]
    return columns


def _loss(theta: Floats, x: Floats, y: Floats, w: Floats) -> tuple[float, Floats]:
    odds = theta[0] + x @ theta[1:]
    loss = float(w @ (np.logaddexp(0.0, odds) - y * odds))
    rest = w * (1.0 / (1.0 + np.exp(-odds)) - y)
    ridge = PENALTY * theta[1:]
    # The bias is held too, so that a set without one wrong value has a bottom.
    gradient = np.concatenate([[rest.sum() + 0.01 * theta[0]], x.T @ rest + ridge])
    return loss + 0.5 * float(ridge @ theta[1:]) + 0.005 * float(theta[0] ** 2), gradient
