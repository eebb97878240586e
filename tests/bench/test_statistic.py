"""Intervals of shares and errors of probabilities, against values worked out by hand."""

import pytest

from meterline.bench.statistic import Bin, bins_of, calibration_error, wilson

INTERVALS = [
    # Newcombe (1998), table I: the score method without continuity correction.
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (20, 20, 0.8389, 1.0),
    (0, 0, 0.0, 1.0),
]


@pytest.mark.parametrize(("count", "of", "low", "high"), INTERVALS)
def test_wilson(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=1e-4)


PREDICTIONS = [(0.95, True), (0.97, True), (0.99, False), (1.0, True), (0.15, False), (0.1, True)]


def test_bins_hold_their_mean_prediction_and_the_share_that_was_right() -> None:
    low, high = bins_of(PREDICTIONS)
    assert (low.n, low.predicted, low.right) == (2, pytest.approx(0.125), 0.5)
    assert (high.n, high.predicted, high.right) == (4, pytest.approx(0.9775), 0.75)


def test_calibration_error_weighs_bins_by_their_size() -> None:
    # (2 * |0.125 - 0.5| + 4 * |0.9775 - 0.75|) / 6
    assert calibration_error(bins_of(PREDICTIONS)) == pytest.approx(0.2766667)
    assert calibration_error([Bin(3, 0.5, 0.5), Bin(1, 1.0, 0.0)]) == 0.25
    assert calibration_error([]) is None


def test_weights_count_in_the_bins() -> None:
    assert bins_of([(0.5, True), (0.5, False)], [3.0, 1.0]) == [Bin(4.0, 0.5, 0.75)]


@pytest.mark.parametrize(
    ("predictions", "error"),
    [
        ([(0.9, True)] * 9 + [(0.9, False)], 0.0),
        ([(0.9, True)] * 5 + [(0.9, False)] * 5, 0.4),
        ([(0.1, False), (0.9, True)], 0.1),
        ([(1.0, True), (0.0, False)], 0.0),
    ],
)
def test_the_error_is_how_far_words_are_from_deeds(
    predictions: list[tuple[float, bool]], error: float
) -> None:
    assert calibration_error(bins_of(predictions)) == pytest.approx(error)
