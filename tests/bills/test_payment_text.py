"""The text of a payment's code, read by the part that reads codes at the desk."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from meterline.bills.qr import SEPARATORS, kopecks, payment_text
from meterline.importing.payment_qr import read_payment_qr

VALUES = st.text(st.characters(min_codepoint=32, exclude_categories=("C", "Z")), max_size=30)
SUMS = st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2)


@given(st.lists(VALUES, min_size=3, max_size=3), SUMS)
def test_what_is_written_is_read(values: list[str], amount: Decimal) -> None:
    assume(not all(one in "".join(values) for one in SEPARATORS))
    names = ("Name", "BankName", "Purpose")
    fields = list(zip(names, values, strict=True))
    text = payment_text([*fields, ("PersAcc", "123"), ("Sum", kopecks(amount))])
    read = read_payment_qr(text)
    assert (read.account, read.amount) == ("123", amount)
    assert {name: read.fields.get(name, "") for name in names} == dict(fields)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["ООО «Свет»", "30"], "ST00012|Name=ООО «Свет»|Sum=30"),
        (["Свет | тепло", "30"], "ST00012~Name=Свет | тепло~Sum=30"),
        (["Свет|~тепло", "30"], "ST00012^Name=Свет|~тепло^Sum=30"),
        (["  Свет\n и\tтепло ", "30"], "ST00012|Name=Свет и тепло|Sum=30"),
        (["", "30"], "ST00012|Sum=30"),
    ],
)
def test_the_separator_is_in_no_value(values: list[str], expected: str) -> None:
    assert payment_text(zip(("Name", "Sum"), values, strict=True)) == expected


def test_values_that_use_up_all_separators_make_no_code() -> None:
    with pytest.raises(ValueError, match="separator"):
        payment_text([("Name", SEPARATORS)])


@pytest.mark.parametrize(
    ("roubles", "expected"),
    [("0", "0"), ("0.01", "1"), ("400.95", "40095"), ("1200", "120000"), ("1E+2", "10000")],
)
def test_amounts_are_in_kopecks(roubles: str, expected: str) -> None:
    assert kopecks(Decimal(roubles)) == expected


@pytest.mark.parametrize("roubles", ["0.005", "-1", "1.001"])
def test_other_amounts_are_refused(roubles: str) -> None:
    with pytest.raises(ValueError, match="kopecks"):
        kopecks(Decimal(roubles))
