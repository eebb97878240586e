"""Checks of values against their registers' histories."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.language.zones import Zone
from meterline.readings.checks import (
    Finding,
    Limits,
    MeterValue,
    RegisterKnown,
    check_one,
    check_values,
)
from meterline.readings.history import History

USUAL = RegisterKnown(digits=5, max_power_kw=15, history=History(10_200, 200.0, 1))
"""A household's register: 200 kWh a month, at most 600 in a month are believed."""


def check(register: RegisterKnown, value: int) -> tuple[str, int | None, int | None]:
    found = check_one(MeterValue("1", Zone.SINGLE, value), register, Limits())
    return found.finding.value, found.consumption, found.proposal


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (10_350, ("fine", 150, None)),
        (10_200, ("same", 0, None)),
        (10_800, ("fine", 600, None)),
        (10_801, ("too_high", 601, None)),
        (10_199, ("lower", None, None)),
        (0, ("lower", None, None)),
        (99_999, ("too_high", 89_799, None)),
        (103_504, ("comma", None, 10_350)),
        (999_999, ("too_many_digits", None, None)),
        (1_035_044, ("too_many_digits", None, None)),
    ],
)
def test_a_household(value: int, expected: tuple[str, int | None, int | None]) -> None:
    finding, consumption, proposal = check(USUAL, value)
    assert (finding, proposal) == (expected[0], expected[2])
    if expected[1] is not None:
        assert consumption == expected[1]


@pytest.mark.parametrize(
    ("register", "value", "expected"),
    [
        # A digit after the comma within the register's own digits.
        (replace(USUAL, history=History(1_000, 100.0, 1)), 11_006, ("comma", 10_006, 1_100)),
        # Through zero.
        (replace(USUAL, history=History(99_900, 100.0, 1)), 50, ("roll_over", 150, None)),
        (replace(USUAL, history=History(99_000, 100.0, 1)), 50, ("lower", None, None)),
        # Little is used: the floor of 300 kWh a month counts, not three times ten.
        (replace(USUAL, history=History(500, 10.0, 1)), 800, ("fine", 300, None)),
        (replace(USUAL, history=History(500, 10.0, 1)), 801, ("too_high", 301, None)),
        # Three months were missed: three times as much is believed.
        (replace(USUAL, history=History(10_000, 200.0, 3)), 11_800, ("fine", 1_800, None)),
        (replace(USUAL, history=History(10_000, 200.0, 3)), 11_801, ("too_high", 1_801, None)),
        # The ratio counts for consumption, and the floor is meant in kWh.
        (replace(USUAL, ratio=30, max_power_kw=108), 10_250, ("fine", 1_500, None)),
        (
            replace(USUAL, ratio=30, max_power_kw=108, history=History(100, 0.0, 1)),
            111,
            ("too_high", 330, None),
        ),
        # More than the power can use, though less than three times the mean.
        (
            replace(USUAL, max_power_kw=1, history=History(10_000, 700.0, 1)),
            10_745,
            ("too_high", 745, None),
        ),
        # The history shows that the power on record is not the true one.
        (
            replace(USUAL, max_power_kw=1, history=History(10_000, 800.0, 1)),
            10_900,
            ("fine", 900, None),
        ),
        # No history at all, or too short for a mean.
        (replace(USUAL, history=History()), 12_345, ("fine", None, None)),
        (replace(USUAL, history=History()), 123_456, ("comma", None, 12_345)),
        (replace(USUAL, history=History(10_000, None, 1)), 21_160, ("fine", 11_160, None)),
        (replace(USUAL, history=History(10_000, None, 1)), 21_161, ("too_high", 11_161, None)),
    ],
)
def test_other_registers(
    register: RegisterKnown, value: int, expected: tuple[str, int | None, int | None]
) -> None:
    assert check(register, value) == expected


@pytest.mark.parametrize("digits", [4, 5, 6, 7])
def test_registers_of_each_length(digits: int) -> None:
    """100 a month, 300 at most are believed; 200 before the register goes through zero."""
    full = 10**digits
    register = RegisterKnown(digits=digits, history=History(full - 200, 100.0, 1))
    for value, finding, consumption in (
        (full - 1, "fine", 199),
        (full, "too_many_digits", None),
        (0, "roll_over", 200),
        (100, "roll_over", 300),
        (101, "lower", None),
        (full - 201, "lower", None),
    ):
        assert check(register, value) == (finding, consumption, None), value


@pytest.mark.parametrize(
    ("value", "finding", "proposal"),
    [
        # 10,200 to 10,800 are believed, so their digits after the comma are recognised.
        (101_999, "too_many_digits", None),
        (102_000, "comma", 10_200),
        (108_009, "comma", 10_800),
        (108_010, "too_many_digits", None),
    ],
)
def test_the_bounds_of_a_digit_after_the_comma(
    value: int, finding: str, proposal: int | None
) -> None:
    found = check(USUAL, value)
    assert (found[0], found[2]) == (finding, proposal)


@pytest.mark.parametrize(
    ("monthly", "months", "power", "most"),
    [
        (99.9, 1, 15.0, 300),  # the floor
        (100.0, 1, 15.0, 300),
        (101.0, 1, 15.0, 303),  # three times the mean
        (101.0, 2, 15.0, 606),
        (1_000.0, 1, 4.0, 2_976),  # 4 kW in 744 hours
        (1_000.0, 1, 5.0, 3_000),
        (0.0, 1, 0.3, 223),  # 0.3 kW in 744 hours, below the floor
        (None, 1, 2.0, 1_488),
        (None, 3, None, 33_480),  # a household's 15 kW
    ],
)
def test_the_most_that_is_believed(
    monthly: float | None, months: int, power: float | None, most: int
) -> None:
    register = RegisterKnown(6, max_power_kw=power, history=History(1_000, monthly, months))
    assert check(register, 1_000 + most)[:2] == ("fine", most)
    assert check(register, 1_000 + most + 1)[0] in {"too_high", "comma"}


@pytest.mark.parametrize(
    ("last", "seen", "value", "finding"),
    [
        (10_200, 10_300, 10_299, "lower"),
        (10_200, 10_300, 10_300, "fine"),
        (10_200, 10_300, 10_200, "lower"),
        (10_200, 10_200, 10_200, "same"),
        (None, 10_300, 10_299, "lower"),
        (None, 10_300, 10_300, "fine"),
        (99_900, 99_950, 20, "roll_over"),
        (99_900, 20, 99_950, "lower"),
        (99_900, 20, 19, "lower"),
        (99_900, 20, 20, "roll_over"),
    ],
)
def test_what_the_company_saw_in_the_same_month(
    last: int | None, seen: int, value: int, finding: str
) -> None:
    register = replace(USUAL, history=History(last, 200.0, 1), seen=seen)
    assert check(register, value)[0] == finding


DAY = RegisterKnown(digits=5, history=History(20_400, 200.0, 1))
NIGHT = RegisterKnown(digits=5, history=History(5_200, 100.0, 1))
PEAK = RegisterKnown(digits=5, history=History(30_000, 100.0, 1))


@pytest.mark.parametrize(
    ("day", "night", "expected"),
    [
        (20_600, 5_300, [("fine", None), ("fine", None)]),
        (5_300, 20_600, [("swapped", 20_600), ("swapped", 5_300)]),
        (20_400, 5_200, [("same", None), ("same", None)]),
        (5_200, 20_400, [("swapped", 20_400), ("swapped", 5_200)]),
        (20_600, 5_100, [("fine", None), ("lower", None)]),
        (5_300, 5_300, [("lower", None), ("fine", None)]),
    ],
)
def test_two_zones(day: int, night: int, expected: list[tuple[str, int | None]]) -> None:
    said = [MeterValue("1", Zone.DAY, day), MeterValue("1", Zone.NIGHT, night)]
    found = check_values(said, {("1", Zone.DAY): DAY, ("1", Zone.NIGHT): NIGHT})
    assert [(one.finding.value, one.proposal) for one in found] == expected


def test_of_three_zones_only_those_that_change_places_are_called_swapped() -> None:
    registers = {
        ("1", Zone.PEAK): PEAK,
        ("1", Zone.HALF_PEAK): DAY,
        ("1", Zone.NIGHT): NIGHT,
    }
    said = [
        MeterValue("1", Zone.PEAK, 20_600),
        MeterValue("1", Zone.HALF_PEAK, 30_100),
        MeterValue("1", Zone.NIGHT, 5_300),
    ]
    found = check_values(said, registers)
    assert [one.finding for one in found] == [Finding.SWAPPED, Finding.SWAPPED, Finding.FINE]
    assert [one.proposal for one in found] == [30_100, 20_600, None]


def test_values_of_two_meters_do_not_change_places() -> None:
    said = [MeterValue("1", Zone.SINGLE, 5_300), MeterValue("2", Zone.SINGLE, 20_600)]
    found = check_values(said, {("1", Zone.SINGLE): DAY, ("2", Zone.SINGLE): NIGHT})
    assert [one.finding for one in found] == [Finding.LOWER, Finding.TOO_HIGH]


histories = st.builds(
    History,
    st.none() | st.integers(0, 99_999),
    st.none() | st.floats(0, 5_000),
    st.integers(1, 40),
)
registers_known = st.builds(
    RegisterKnown,
    digits=st.just(5),
    ratio=st.sampled_from([1.0, 20.0, 60.0]),
    max_power_kw=st.none() | st.floats(1, 500),
    history=histories,
)


@given(registers_known, st.integers(0, 10**8))
def test_what_is_found_is_always_consistent(register: RegisterKnown, value: int) -> None:
    finding, consumption, proposal = check(register, value)
    last = register.history.last
    assert (finding == "same") == (value == last)
    assert finding != "lower" or (last is not None and value < last)
    assert (proposal is not None) == (finding == "comma")
    assert finding not in {"fine", "same", "roll_over"} or value < 10**register.digits
    if finding in {"fine", "roll_over"} and last is not None:
        assert consumption is not None
        assert 0 <= consumption <= round(register.most(Limits()) * register.ratio) + 1
    if proposal is not None:
        assert check(register, proposal)[0] in {"fine", "same"}
