"""Bills of charges by real prices: what is printed and what the printed code says."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from bills_made_up import DAY, OCTOBER, charged, home, payee, read
from pyzbar.pyzbar import ZBarSymbol, decode

from meterline.bills.bill import Bill, NotIssuable, bill_of
from meterline.bills.pdf import bill_pdf
from meterline.customers.models import Meter, MeteringPoint, Register
from meterline.importing.payment_qr import PaymentQr, read_payment_qr
from meterline.readings.periods import shift

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture
def bill(db: None, tmp_path: Path) -> Bill:
    """150 kWh of October 2025 at 2.28 roubles."""
    return bill_of(charged(home()), payee(tmp_path), DAY, Decimal("400.95"))


def text_of(pdf: bytes) -> str:
    """The words of a PDF, one space between them."""
    pages = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(text.replace("\N{SOFT HYPHEN}", "").split())


def code_on(pdf: bytes) -> PaymentQr | None:
    """The payment's code as a camera sees it on the printed first page."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=2, grayscale=True)
    seen = decode(
        (picture.to_numpy().tobytes(), picture.width, picture.height), [ZBarSymbol.QRCODE]
    )
    return read_payment_qr(seen[0].data) if seen else None


def test_a_bill_tells_who_what_how_much_and_why(bill: Bill) -> None:
    text = text_of(bill_pdf(bill))
    for told in (
        "Счёт за электроэнергию за октябрь 2025 г.",
        "Лицевой счёт 190000001",
        "Чертыков Эдуард Аскиз, Щетинкина, 14",
        "№ 7190000001, показание 1250",
        "К оплате на 03.11.2025: 400,95 ₽",
        "Электроэнергия, диапазон 1",
        "израсходовано 1 250 − 1 100 = 150 кВт·ч",
        "п. 42 Правил № 354",
        "150 2,28 342,00",
        "Всего за месяц 150 кВт·ч 342,00",
        "Долг на 03.11.2025 с учётом этого начисления: 400,95 ₽",
        "Получатель АО «Энергосбыт», Хакасия",
        "Расчётный счёт 40702810800000000001",
        "БИК 049514001",
    ):
        assert told in text


def test_the_printed_code_is_read_back(bill: Bill) -> None:
    seen = code_on(bill_pdf(bill))
    assert seen
    assert (seen.account, seen.amount, seen.period) == ("190000001", Decimal("400.95"), OCTOBER)
    assert (seen.serial, seen.values) == ("7190000001", (1250,))
    assert seen.fields["Name"] == "АО «Энергосбыт», Хакасия"
    assert seen.fields["PersonalAcc"] == "40702810800000000001"
    assert seen.fields["Sum"] == "40095"


@pytest.mark.parametrize(
    ("owed", "told"),
    [("0", "К оплате на 03.11.2025: 0,00 ₽"), ("-1250.5", "Переплата на 03.11.2025")],
)
def test_a_bill_with_nothing_to_pay_has_no_code(bill: Bill, owed: str, told: str) -> None:
    pdf = bill_pdf(replace(bill, owed=Decimal(owed)))
    assert told in text_of(pdf)
    assert code_on(pdf) is None


def test_the_same_bill_is_the_same_file(bill: Bill) -> None:
    assert bill_pdf(bill) == bill_pdf(bill)


def test_a_long_bill_goes_on_with_its_head_repeated(bill: Bill) -> None:
    text = text_of(bill_pdf(replace(bill, lines=bill.lines * 30)))
    assert text.count("За что кВт·ч Цена, ₽ Сумма, ₽") >= 2
    assert "Лист 2 из" in text


def test_words_of_a_template_language_are_only_words(bill: Bill) -> None:
    name = '#panic("no") *жирно* $x$ \\ "кавычки" <b>'
    assert name in text_of(bill_pdf(replace(bill, name=name)))


@pytest.mark.django_db
def test_an_estimate_by_made_up_prices_is_no_bill(tmp_path: Path) -> None:
    """Nobody knows Khakassia's price for towns without electric stoves in 2025."""
    charge = charged(home(group="city"))
    with pytest.raises(NotIssuable):
        bill_of(charge, payee(tmp_path), DAY, Decimal(1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zones", "more_meters", "expected"),
    [
        ({"single": [1000, 1100]}, 0, ("7190000001", (1100,))),
        ({"day": [10, 20], "night": [5, 7]}, 0, ("7190000001", (20, 7))),
        ({"single": [1000, 1100]}, 1, ("", ())),
    ],
)
def test_the_code_names_the_only_meter(
    tmp_path: Path,
    zones: dict[str, list[int]],
    more_meters: int,
    expected: tuple[str, tuple[int, ...]],
) -> None:
    account = home(**zones)
    for number in range(more_meters):
        register = Register.objects.create(
            meter=Meter.objects.create(account=account, serial=f"9{number}", digits=5),
            zone="single",
        )
        read(register, shift(OCTOBER, -1), 100)
        read(register, OCTOBER, 150)
    charge = charged(account)
    charge.issuable = True
    seen = read_payment_qr(bill_of(charge, payee(tmp_path), DAY, Decimal(5)).code)
    assert (seen.serial, seen.values) == expected


@pytest.mark.django_db
def test_lines_of_several_meters_name_their_own(tmp_path: Path) -> None:
    account = home()
    shop = MeteringPoint.objects.create(account=account, name="Цех")
    meter = Meter.objects.create(account=account, serial="55", digits=5, point=shop)
    register = Register.objects.create(meter=meter, zone="single")
    read(register, shift(OCTOBER, -1), 100)
    read(register, OCTOBER, 150)
    lines = bill_of(charged(account), payee(tmp_path), DAY, Decimal(5)).lines
    assert {one.what: one.energy for one in lines} == {
        "Электроэнергия, счётчик № 7190000001, диапазон 1": 150,
        "Электроэнергия, счётчик № 55 (Цех), диапазон 1": 50,
    }


@pytest.mark.django_db
def test_without_a_reading_the_code_names_the_meter_alone(tmp_path: Path) -> None:
    account = home(single=[700, 800, 900, 1000, 1100, 1200, 1300])
    november = shift(OCTOBER, 1)
    charged(account)
    charge = charged(account, november)
    seen = read_payment_qr(bill_of(charge, payee(tmp_path), DAY, Decimal(5)).code)
    assert (seen.serial, seen.values) == ("7190000001", ())
