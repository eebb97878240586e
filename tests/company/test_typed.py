"""Values as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.readings.asking.typed import NOT_A_NUMBER, read_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10300", 10300),
        (" 10 300 ", 10300),
        ("10\N{NO-BREAK SPACE}300", 10300),
        ("010300", 10300),
        ("10300,5", 10300),
        ("10300.57", 10300),
        ("10300,", 10300),
        ("\N{FULLWIDTH DIGIT ONE}2", 12),
        ("0", 0),
    ],
)
def test_digits_before_the_comma_are_taken(text: str, value: int) -> None:
    assert read_value(text).value == value


@pytest.mark.parametrize("text", ["день 5", "-5", "1e5", "10,30,50", "١٢", "5" * 13, "½", "1/2"])
def test_anything_else_is_asked_for_again(text: str) -> None:
    assert (read_value(text).value, read_value(text).problem) == (None, NOT_A_NUMBER)


@pytest.mark.parametrize("text", ["", "  ", "\N{NO-BREAK SPACE}"])
def test_an_empty_field_is_no_mistake(text: str) -> None:
    assert (read_value(text).value, read_value(text).problem) == (None, "")


@given(
    value=st.integers(0, 10**9),
    noughts=st.integers(0, 3),
    gaps=st.lists(st.integers(1, 9), max_size=3),
    rest=st.from_regex(r"([.,][0-9]{0,3})?", fullmatch=True),
)
def test_noughts_gaps_and_the_rest_change_no_value(
    value: int, noughts: int, gaps: list[int], rest: str
) -> None:
    text = "0" * noughts + str(value)
    for gap in sorted(gaps):
        text = f"{text[:gap]} {text[gap:]}"
    assert read_value(text + rest).value == value


@given(st.text())
def test_any_text_is_a_value_or_a_problem_or_nothing(text: str) -> None:
    typed = read_value(text)
    assert (typed.value is None) or not typed.problem
    assert len(typed.text) <= 20
    assert read_value(typed.text).value == typed.value
