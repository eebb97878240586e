"""Curves fitted to made-up data keep their word, and have the signs that were asked for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meterline.bench.fitting import Sample, Shape, fit
from meterline.bench.statistic import bins_of, calibration_error

SHAPES = (Shape("margin", 0, 4, 1), Shape("margin", 4, 12, 1), Shape("unclear", 0, 1, -1))


def made_up(count: int, seed: int, slope: float = 1.0) -> list[Sample]:
    """Values whose log-odds of being right are known: slope · margin - 4 unclear - 1."""
    chance = np.random.default_rng(seed)
    margins, unclear = chance.exponential(3.0, count), chance.uniform(0, 1, count)
    odds = slope * np.minimum(margins, 12) - 4 * unclear - 1
    right = chance.random(count) < 1 / (1 + np.exp(-odds))
    rows = zip(margins, unclear, right, strict=True)
    return [Sample({"margin": float(m), "unclear": float(u)}, bool(r)) for m, u, r in rows]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_probabilities_of_values_not_seen_are_right(seed: int) -> None:
    curve = fit(made_up(3000, seed), SHAPES)
    fresh = made_up(6000, seed + 100)
    error = calibration_error(bins_of([(curve.probability(s.evidence), s.right) for s in fresh]))
    assert error is not None
    assert error <= 0.03


@given(seed=st.integers(0, 1000), slope=st.sampled_from([-1.0, 0.0, 1.0]))
@settings(max_examples=15, deadline=None)
def test_data_that_say_the_contrary_do_not_turn_a_sign(seed: int, slope: float) -> None:
    curve = fit(made_up(200, seed, slope), SHAPES)
    assert all(t.weight > 0 for t in curve.terms if t.of == "margin")
    assert all(t.weight < 0 for t in curve.terms if t.of == "unclear")


def test_values_that_count_for_little_move_little() -> None:
    right = [Sample({"margin": 2.0}, True)] * 50
    wrong = [Sample({"margin": 2.0}, False, weight=0.1)] * 50
    curve = fit([*right, *wrong], SHAPES)
    assert curve.probability({"margin": 2.0}) == pytest.approx(1 / 1.1, abs=0.02)


def test_a_set_without_a_wrong_value_stays_finite() -> None:
    curve = fit([Sample({"margin": 5.0}, True)] * 100, SHAPES)
    assert 0.9 < curve.probability({"margin": 5.0}) < 1.0
