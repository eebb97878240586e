"""Text of a payment's QR code as bills carry it (ГОСТ Р 56042-2014), read.

Pure. `ST00012|Name=…|PersonalAcc=…|BankName=…|BIC=…|CorrespAcc=…|PersAcc=…|Sum=…`: the
digit after `ST0001` names the encoding, the character after it is what parts the fields.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ENCODINGS = {"1": "cp1251", "2": "utf-8", "3": "koi8-r"}
"""Digit of the header → encoding."""

KEYS = (
    *("Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc", "Sum", "Purpose", "PayeeINN"),
    *("PayerINN", "DrawerStatus", "KPP", "CBC", "OKTMO", "PaytReason", "TaxPeriod", "DocNo"),
    *("DocDate", "TaxPaytKind", "LastName", "FirstName", "MiddleName", "PayerAddress"),
    *("PersonalAccount", "DocIdx", "PensAcc", "Contract", "PersAcc", "Flat", "Phone"),
    *("PayerIdType", "PayerIdNum", "ChildFio", "BirthDate", "PaymTerm", "PaymPeriod"),
    *("Category", "ServiceName", "CounterId", "CounterVal", "QuittId", "QuittDate"),
    *("InstNum", "ClassNum", "SpecFio", "AddAmount", "RuleId", "ExecId", "RegType", "UIN"),
    "TechCode",
)
"""The standard's keys; programs write them in large and small letters alike."""

HEADER = re.compile(r"ST0001([123])(.)", re.DOTALL)
OTHER_LAYOUT = "ЫЕ0001"
"""`ST0001` as a scanner types it while the keyboard is switched to Russian letters."""

PERIODS = (
    re.compile(r"(?P<m>\d\d)[./-]?(?P<y>20\d\d)"),
    re.compile(r"(?P<y>20\d\d)[./-]?(?P<m>\d\d)"),
)
BETWEEN_VALUES = re.compile(r"[/;\s]+")
VALUE = re.compile(r"(\d{1,8})([.,]\d+)?")
KOPECKS = re.compile(r"\d{1,18}")


RUSSIAN = re.compile("[А-Яа-яЁё«»№–—]")
SURE_LETTERS = 4


class BadPaymentQr(Exception):
    """A text that is no payment's code. `str()` of it is a Russian sentence for the clerk."""


@dataclass(frozen=True)
class PaymentQr:
    """What a bill's code says; `fields` as written, by the standard's keys.

    `account` is the consumer's (PersAcc), `amount` in roubles, `period` the month's first
    day, `serial` the meter's (CounterId), `values` what its registers showed, T1 first.
    D: several registers stand in CounterVal with `/` between them; the standard knows one.
    """

    fields: Mapping[str, str]
    account: str = ""
    amount: Decimal | None = None
    period: date | None = None
    serial: str = ""
    values: tuple[int, ...] = ()


def read_payment_qr(scanned: str | bytes) -> PaymentQr:
    """The code's text, or its bytes as they were scanned. Raises BadPaymentQr."""
    text = scanned if isinstance(scanned, str) else _decoded(scanned)
    header = HEADER.match(text.lstrip("\ufeff \t\r\n"))
    if header is None:
        raise BadPaymentQr(_not_a_code(text))
    found = _fields(text.lstrip("\ufeff \t\r\n")[header.end() :], header[2])
    return PaymentQr(
        fields=found,
        account=found.get("PersAcc", "").replace(" ", ""),
        amount=_amount(found.get("Sum", "")),
        period=_period(found.get("PaymPeriod", "")),
        serial=found.get("CounterId", ""),
        values=_values(found.get("CounterVal", "")),
    )


def _decoded(scanned: bytes) -> str:
    """Bytes by the header's digit, or as UTF-8, which is common under every digit."""
    header = HEADER.match(scanned.removeprefix(BOM_UTF8)[:8].decode("latin-1"))
    encoding = ENCODINGS[header[1]] if header else "utf-8"
    if scanned.startswith(BOM_UTF8) or _is_russian_utf8(scanned):
        encoding = "utf-8"
    try:
        return scanned.decode(encoding)
    except UnicodeDecodeError:
        raise BadPaymentQr("Код не в той кодировке, которую он называет.") from None


def _is_russian_utf8(scanned: bytes) -> bool:
    """Whether bytes are surely UTF-8: some letters of one byte are valid in it by chance."""
    try:
        letters = [one for one in scanned.decode("utf-8-sig") if not one.isascii()]
    except UnicodeDecodeError:
        return False
    return len(letters) >= SURE_LETTERS and all(RUSSIAN.fullmatch(one) for one in letters)


def _not_a_code(text: str) -> str:
    if text.lstrip().upper().startswith(OTHER_LAYOUT):
        return "Включена русская раскладка: переключите на английскую и считайте код снова."
    return "Это не код платёжной квитанции: он начинается с ST0001."


def _fields(written: str, separator: str) -> dict[str, str]:
    known = {key.lower(): key for key in KEYS}
    found: dict[str, str] = {}
    for part in written.rstrip("\r\n").split(separator):
        key, mark, value = part.partition("=")
        if not mark:
            if part.strip():
                raise BadPaymentQr(f"В коде непонятная часть «{part[:20]}».")
            continue
        name = known.get(key.strip().lower(), key.strip())
        if found.setdefault(name, value.strip()) != value.strip():
            raise BadPaymentQr(f"В коде два разных значения {name}.")
    if not found:
        raise BadPaymentQr("Код пуст.")
    return found


def _amount(kopecks: str) -> Decimal | None:
    if not kopecks:
        return None
    if not KOPECKS.fullmatch(kopecks):
        raise BadPaymentQr("Сумма в коде должна быть в копейках, без запятой.")
    return Decimal(kopecks).scaleb(-2)


def _period(written: str) -> date | None:
    """The month, where it is written as one: the standard leaves its form open."""
    matches: Iterable[re.Match[str] | None] = (one.fullmatch(written) for one in PERIODS)
    for match in matches:
        if match and 1 <= int(match["m"]) <= 12:
            return date(int(match["y"]), int(match["m"]), 1)
    return None


def _values(written: str) -> tuple[int, ...]:
    """Whole units of each register; only digits up to the comma count."""
    if not written:
        return ()
    parts = [VALUE.fullmatch(one) for one in BETWEEN_VALUES.split(written)]
    if not all(parts) or len(parts) > 3:
        raise BadPaymentQr(f"Показание в коде не число: «{written[:30]}».")
    return tuple(int(one[1]) for one in parts if one)
