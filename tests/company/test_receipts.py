"""Receipt numbers."""

from hypothesis import given
from hypothesis import strategies as st

from meterline.readings.receipts import receipt_number, receipt_row


@given(st.integers(1, 10**9))
def test_a_number_leads_back_to_its_row(row: int) -> None:
    assert receipt_row(receipt_number(row)) == row


@given(st.integers(1, 10**6), st.data())
def test_one_misheard_digit_is_noticed(row: int, data: st.DataObject) -> None:
    number = receipt_number(row)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != number[place]))
    assert receipt_row(number[:place] + other + number[place + 1 :]) is None


@given(st.text(max_size=12))
def test_anything_else_is_no_number(text: str) -> None:
    row = receipt_row(text)
    assert row is None or receipt_number(row) == text.lstrip("0")
