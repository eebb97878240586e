"""What a register may show: a distribution with a leak, which never makes a value sure alone."""

import math

import numpy as np
import pytest
from customers_heard import person, single
from hypothesis import given
from hypothesis import strategies as st
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.plausible import PLAUSIBLE, TOO_MANY_DIGITS, expected, log_prior
from meterline.ears.understanding import Understander
from meterline.language.turn import Asked, Decision, Expectation, RegisterExpected
from meterline.language.zones import Zone


def register(
    last: int | None = 10000, monthly: float | None = 250.0, months: float = 1.0, digits: int = 5
) -> RegisterExpected:
    return RegisterExpected(Zone.SINGLE, digits, last, monthly, months)


@pytest.mark.parametrize(
    ("likelier", "value", "than"),
    [
        (register(), 10250, 10900),
        (register(), 10250, 10010),
        (register(), 10250, 19000),
        (register(), 10250, 9900),
        (register(), 10000, 9999),
        (register(), 10000, 9000),
        (register(months=4.0), 11000, 10250),
        (register(monthly=2500.0), 12500, 10250),
        (register(monthly=None), 10200, 12000),
        (register(), 99999, 100000),
        (register(last=None), 99999, 100000),
        (register(digits=6), 10250, 102500),
    ],
)
def test_which_value_is_likelier(likelier: RegisterExpected, value: int, than: int) -> None:
    assert log_prior(value, likelier) > log_prior(than, likelier)


@pytest.mark.parametrize(
    ("of", "value", "plausible"),
    [
        (register(), 10250, True),
        (register(), 10000, True),
        (register(), 10600, True),
        (register(), 90000, False),
        (register(), 102, False),
        (register(), 123456, False),
        (register(last=0), 200, True),
        (register(last=None), 54321, False),
        (register(last=None, digits=4), 4321, True),
    ],
)
def test_what_is_a_surprise(of: RegisterExpected, value: int, plausible: bool) -> None:
    assert (log_prior(value, of) > PLAUSIBLE) is plausible


REGISTERS = st.builds(
    RegisterExpected,
    zone=st.just(Zone.SINGLE),
    digits=st.just(4),
    last=st.none() | st.integers(0, 9999),
    monthly=st.none() | st.floats(0, 5000),
    months=st.floats(0, 60),
)


@given(of=REGISTERS)
def test_no_register_shows_more_than_it_can(of: RegisterExpected) -> None:
    total = np.exp([log_prior(value, of) for value in range(10**of.digits)]).sum()
    assert total <= 1.05


@given(of=REGISTERS, value=st.integers(0, 10**9))
def test_every_value_has_a_finite_score(of: RegisterExpected, value: int) -> None:
    score = log_prior(value, of)
    assert math.isfinite(score)
    assert (score == TOO_MANY_DIGITS) is (value >= 10**of.digits)
    assert expected(of) >= 1.0


@given(of=REGISTERS, value=st.integers(0, 9999))
def test_any_value_of_the_register_stays_possible(of: RegisterExpected, value: int) -> None:
    assert log_prior(value, of) >= math.log(0.02 / 10**of.digits) - 1e-9


@pytest.fixture(scope="module")
def understander() -> Understander:
    return Understander(CustomerBase.build([person("1234567890", "Ким", single("1", 42000, 5))]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("сорок две тысячи двести пять", "сорок две тысячи двести шесть"),
        ("сорок две тысячи триста", "сорок три тысячи триста"),
        ("сорок две тысячи двести десять", "тридцать две тысячи двести десять"),
        ("четыре два два пять ноль", "девять два два пять ноль"),
    ],
)
def test_two_values_that_sound_alike_are_not_decided_by_the_meter(
    understander: Understander, one: str, other: str
) -> None:
    first, second = letters_of(one), letters_of(other)
    size = max(len(first), len(second))
    first, second = (
        np.concatenate([x, np.repeat(x[-1:], size - len(x), axis=0)]) for x in (first, second)
    )
    mixed = np.logaddexp(first, second) - np.log(2)
    candidate = person("1234567890", "Ким", single("1", 42000, 5))
    heard = understander.understand(mixed, 0.04, Expectation(Asked.READING, (candidate,)))
    assert all(r.slot.decision is not Decision.SURE for r in heard.readings)
