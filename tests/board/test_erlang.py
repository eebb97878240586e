"""Erlang's formulas against published tables, and laws that hold for any load."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.board.erlang import blocking, lines_for, people_for, waiting

loads = st.floats(0.01, 2000, allow_nan=False)


@pytest.mark.parametrize(
    ("load", "lines", "lost"),
    [
        # By hand: B(a, 1) = a / (1 + a); B(a, 2) = a² / 2 / (1 + a + a² / 2).
        (0.0, 3, 0.0),
        (1.0, 0, 1.0),
        (1.0, 1, 0.5),
        (1.0, 2, 0.2),
        (2.0, 2, 0.4),
        # Erlang B tables: 10 lines lose 1 % at 4.46 erlangs, 30 at 20.34, 100 at 84.06.
        (4.4612, 10, 0.01),
        (20.337, 30, 0.01),
        (84.064, 100, 0.01),
    ],
)
def test_blocking(load: float, lines: int, lost: float) -> None:
    assert blocking(load, lines) == pytest.approx(lost, abs=2e-5)


@pytest.mark.parametrize(
    ("load", "people", "share"),
    [
        # By hand: C(a, 1) = a; C(a, 2) = a² / (2 + a).
        (0.0, 1, 0.0),
        (0.5, 1, 0.5),
        (1.0, 2, 1 / 3),
        (3.0, 3, 1.0),
        (4.0, 3, 1.0),
    ],
)
def test_waiting(load: float, people: int, share: float) -> None:
    assert waiting(load, people) == pytest.approx(share)


@pytest.mark.parametrize(
    ("load", "lines"), [(0.0, 0), (0.005, 1), (4.46, 10), (4.47, 11), (84.06, 100)]
)
def test_lines_that_lose_one_call_of_a_hundred(load: float, lines: int) -> None:
    assert lines_for(load, 0.01) == lines


@given(loads, st.floats(0.001, 0.5))
def test_the_lines_suffice_and_one_less_would_not(load: float, most: float) -> None:
    lines = lines_for(load, most)
    assert blocking(load, lines) <= most * (1 + 1e-9)
    assert lines == 0 or blocking(load, lines - 1) > most * (1 - 1e-9)


@given(loads, st.floats(0.01, 0.5))
def test_so_many_operators_keep_few_waiting(load: float, most: float) -> None:
    people = people_for(load, most)
    assert waiting(load, people) <= most
    assert people > load


@given(loads, st.integers(1, 300))
def test_more_lines_lose_less(load: float, lines: int) -> None:
    assert 0 <= blocking(load, lines) <= blocking(load, lines - 1) <= 1
