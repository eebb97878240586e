"""QR codes of bills (ГОСТ Р 56042-2014): whatever parts the fields and encodes the letters."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.bills.qr import payment_text
from meterline.importing.payment_qr import ENCODINGS, BadPaymentQr, read_payment_qr

BILL = (
    "ST00012|Name=АО «Энергосбыт»|PersonalAcc=40702810500000000001|BankName=Банк|BIC=040407000|"
    "CorrespAcc=30101810000000000000|PersAcc=000123456|PaymPeriod=112026|CounterId=S1|"
    "CounterVal=1290|Sum=50005"
)


def test_a_bill_is_read() -> None:
    bill = read_payment_qr(BILL)
    assert (bill.account, bill.serial, bill.values) == ("000123456", "S1", (1290,))
    assert (bill.amount, bill.period) == (Decimal("500.05"), date(2026, 11, 1))
    assert bill.fields["Name"] == "АО «Энергосбыт»"


@pytest.mark.parametrize(("digit", "encoding"), ENCODINGS.items())
def test_bytes_are_read_by_the_encoding_that_the_header_names(digit: str, encoding: str) -> None:
    written = f"ST0001{digit}|LastName=Кара-оол|PersAcc=000123456".encode(encoding)
    assert read_payment_qr(written).fields["LastName"] == "Кара-оол"


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("ST00012~PersAcc=1~Sum=100", {"account": "1", "amount": Decimal(1)}),
        ("ST00012|PersAcc=000 123 456|", {"account": "000123456", "amount": None}),
        ("\ufeffST00012|persacc=7|SUM=1\r\n", {"account": "7", "amount": Decimal("0.01")}),
        ("ST00012|PersAcc=7|PersAcc=7", {"account": "7"}),
        ("ST00012|PersAcc=7|Purpose=За свет = за ноябрь", {"account": "7"}),
        ("ST00012|PaymPeriod=11.2026", {"period": date(2026, 11, 1)}),
        ("ST00012|PaymPeriod=2026-11", {"period": date(2026, 11, 1)}),
        ("ST00012|PaymPeriod=202611", {"period": date(2026, 11, 1)}),
        ("ST00012|PaymPeriod=ноябрь", {"period": None}),
        ("ST00012|CounterVal=310/205/107", {"values": (310, 205, 107)}),
        ("ST00012|CounterVal=1290,7", {"values": (1290,)}),
        ("ST00011|PersAcc=7|LastName=Ондар".encode(), {"account": "7"}),
        (b"\xef\xbb\xbfST00012|PersAcc=7", {"account": "7"}),
    ],
    ids=repr,
)
def test_what_programs_write_in_other_ways(text: str | bytes, changed: dict[str, Any]) -> None:
    bill = read_payment_qr(text)
    assert {name: getattr(bill, name) for name in changed} == changed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "не код платёжной квитанции"),
        ("https://example.ru/pay", "не код платёжной квитанции"),
        ("ST00014|PersAcc=1", "не код платёжной квитанции"),
        ("ST00012", "не код платёжной квитанции"),
        ("ЫЕ00012/ЗукыФсс=1", "русская раскладка"),
        ("ST00012|", "пуст"),
        ("ST00012|PersAcc", "непонятная часть «PersAcc»"),
        ("ST00012|Sum=500,05", "в копейках"),
        ("ST00012|Sum=-5", "в копейках"),
        ("ST00012|PersAcc=1|PersAcc=2", "два разных значения PersAcc"),
        ("ST00012|CounterVal=сто", "не число: «сто»"),
        ("ST00012|CounterVal=1/2/3/4", "не число"),
        ("ST00012|LastName=Ондар".encode("cp1251"), "не в той кодировке"),
        (b"ST00011|LastName=\x98", "не в той кодировке"),
    ],
    ids=repr,
)
def test_what_is_no_bill_is_refused_in_russian(text: str | bytes, reason: str) -> None:
    with pytest.raises(BadPaymentQr, match=reason):
        read_payment_qr(text)


WORDS = st.text(st.characters(codec="cp1251", categories=["L", "N", "P", "Zs"]), min_size=1)
FIELDS = st.dictionaries(
    st.sampled_from(["Name", "BankName", "LastName", "Purpose", "CounterId"]),
    WORDS.map(lambda words: " ".join(words.split())).filter(bool),
    min_size=1,
)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("ST00011|LastName=Ондар".encode(), "Ондар"),
        # The same bytes are valid UTF-8 for another letter.
        ("ST00011|LastName=В§".encode("cp1251"), "В§"),
        ("ST00011|LastName=Сё".encode("cp1251"), "Сё"),
    ],
    ids=repr,
)
def test_utf8_under_another_digit_is_taken_only_when_sure(data: bytes, name: str) -> None:
    assert read_payment_qr(data).fields["LastName"] == name


@given(FIELDS, st.sampled_from(["1", "2"]))
def test_what_bills_write_is_read_again(fields: dict[str, str], digit: str) -> None:
    try:
        written = payment_text(fields.items()).replace("ST00012", f"ST0001{digit}", 1)
    except ValueError:
        assert "|" in "".join(fields.values())
        return
    assert read_payment_qr(written).fields == fields
    assert read_payment_qr(written.encode(ENCODINGS[digit])).fields == fields


@given(st.text() | st.binary() | st.text().map(lambda text: f"ST00012|{text}"))
def test_anything_at_all_is_read_or_refused(scanned: str | bytes) -> None:
    told = ""
    try:
        found = read_payment_qr(scanned).fields
    except BadPaymentQr as bad:
        found, told = {}, str(bad)
    assert bool(found) != told.endswith(".")
