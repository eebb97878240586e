"""The text of a payment's QR code by ГОСТ Р 56042-2014, and the code as a picture."""

import io
from collections.abc import Iterable
from decimal import Decimal

import segno

HEADER = "ST00012"
"""Format, its version 0001, encoding 2: UTF-8."""

SEPARATORS = "|~^_§¦#;"
"""The first that occurs in no value parts the fields; scanners take it from the text."""

ERROR_LEVEL = "m"
QUIET_ZONE = 4
"""White modules around the code (ISO/IEC 18004)."""

Fields = Iterable[tuple[str, str]]


def payment_text(fields: Fields) -> str:
    """Names and values in their order; empty ones are left out, white space is one space.

    Raises ValueError where every separator occurs in the values.
    """
    kept = [(name, " ".join(value.split())) for name, value in fields]
    kept = [(name, value) for name, value in kept if value]
    values = "".join(value for _, value in kept)
    separator = next((one for one in SEPARATORS if one not in values), None)
    if separator is None:
        raise ValueError("every separator occurs in the values of the payment's code")
    return separator.join([HEADER, *(f"{name}={value}" for name, value in kept)])


def kopecks(roubles: Decimal) -> str:
    """An amount as the code wants it. Raises ValueError for parts of a kopeck and below nought."""
    exact = roubles.scaleb(2)
    if exact < 0 or exact != exact.to_integral_value():
        raise ValueError("a payment is of whole kopecks")
    return f"{exact:.0f}"


def qr_svg(text: str) -> str:
    """The code as SVG, black on white."""
    picture = io.BytesIO()
    code = segno.make_qr(text, error=ERROR_LEVEL, encoding="utf-8")
    code.save(picture, kind="svg", border=QUIET_ZONE, light="white", xmldecl=False)
    return picture.getvalue().decode()
