"""How well probabilities keep their word, as figures for JSON, tables and pictures."""

from collections.abc import Sequence
from typing import Any

from meterline.bench.statistic import Prediction, bins_of, calibration_error

WANTED_CALIBRATION_ERROR = 0.03


def reliability_of(
    predictions: Sequence[Prediction], weights: Sequence[float] | None = None
) -> dict[str, Any]:
    """`n`, `expected_calibration_error`, `wanted_at_most` and `bins` of one kind of value."""
    bins = bins_of(predictions, weights)
    return {
        "n": len(predictions),
        "expected_calibration_error": calibration_error(bins),
        "wanted_at_most": WANTED_CALIBRATION_ERROR,
        "bins": [
            {"n": each.n, "predicted": each.predicted, "right_share": each.right} for each in bins
        ],
    }
