"""Numbers out of SIP headers, and out of logs."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.lines.sip.identity import caller_number, dialled_number, normalise
from meterline.lines.sip.privacy import mask, mask_stack_logs


@pytest.mark.parametrize(
    ("user", "number"),
    [
        ("+79161234567", "+79161234567"),
        ("79161234567", "+79161234567"),
        ("89161234567", "+79161234567"),
        ("9161234567", "+79161234567"),
        ("8(916)123-45-67", "+79161234567"),
        ("88001234567", "+78001234567"),
        ("375291234567", "+375291234567"),
        ("101", "101"),
        ("88003000", "88003000"),
        ("robot", "robot"),
        ("0000000000000000000", "0000000000000000000"),
    ],
)
def test_normalise(user: str, number: str) -> None:
    assert normalise(user) == number


@pytest.mark.parametrize(
    ("headers", "number"),
    [
        ({"From": '"Иван" <sip:79161234567@10.0.0.1;user=phone>;tag=1'}, "+79161234567"),
        ({"From": "sip:89161234567@trunk;tag=1"}, "+79161234567"),
        ({"From": "<sips:%2B79161234567@trunk>"}, "+79161234567"),
        ({"From": "<sip:+79161234567;phone-context=x@trunk>"}, "+79161234567"),
        ({"From": "<tel:+7-916-123-45-67>;tag=1"}, "+79161234567"),
        ({"From": "<sip:101@pbx>"}, "101"),
        ({"From": "<sip:anonymous@anonymous.invalid>;tag=1"}, None),
        ({"From": "<sip:10.0.0.1>"}, None),
        ({"From": "\x00garbage"}, None),
        ({}, None),
        (
            {
                "From": "<sip:anonymous@anonymous.invalid>",
                "P-Asserted-Identity": '"x" <sip:+74951234567@trunk>, <tel:+74951234567>',
            },
            "+74951234567",
        ),
        (
            {"From": "<sip:1@x>", "P-Asserted-Identity": "<sip:89161234567@trunk>"},
            "+79161234567",
        ),
        (
            {
                "From": "<sip:anonymous@anonymous.invalid>",
                "P-Asserted-Identity": "<sip:89161234567@trunk>",
                "Privacy": "header; id",
            },
            None,
        ),
    ],
)
def test_caller(headers: dict[str, str], number: str | None) -> None:
    assert caller_number(headers) == number


def test_dialled() -> None:
    assert dialled_number({"To": "<sip:88003000@10.0.0.2:5060>"}) == "88003000"


@given(st.text())
def test_any_header_is_survived(header: str) -> None:
    assert caller_number({"From": header, "P-Asserted-Identity": header}) != ""


def test_long_numbers_are_masked_to_four_digits() -> None:
    assert mask("call from sip:+79161234567@127.0.0.1:5060") == (
        "call from sip:+…4567@127.0.0.1:5060"
    )


def test_stack_logs_hold_no_numbers(caplog: pytest.LogCaptureFixture) -> None:
    mask_stack_logs()
    logger = logging.getLogger("baresip.call")
    logger.warning("lost %s", "sip:89161234567@x", extra={"peer": "sip:89161234567@x"})
    (record,) = caplog.records
    assert "8916" not in str(vars(record))
    assert "4567" in record.getMessage()
