"""A bill as PDF, laid out by the template beside this file."""

import json
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from meterline.bills.bill import Bill, BillLine
from meterline.bills.qr import qr_svg
from meterline.charging.law.wording import MINUS, SPACE, day, dotted, kwh
from meterline.charging.law.wording import month as month_named
from meterline.charging.law.wording import number as plain

TEMPLATE = Path(__file__).with_name("bill.typ")

STANDARD: Final = "ua-1"
"""PDF/UA (ISO 14289-1): readable by screen readers."""


def bill_pdf(bill: Bill) -> bytes:
    """The bill as a PDF file, the same bytes for the same bill."""
    midnight = datetime.combine(bill.made_on, time.min, UTC)
    inputs = {"bill": json.dumps(_told(bill), ensure_ascii=False)}
    made = typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format="pdf",
        pdf_standards=STANDARD,
        timestamp=midnight,
    )
    if not isinstance(made, bytes):
        raise TypeError("a bill is one file")
    return made


def roubles(amount: Decimal) -> str:
    """1 234,50: two places, thousands apart, a true minus sign."""
    return f"{amount:,.2f}".replace(",", SPACE).replace(".", ",").replace("-", MINUS)


@cache
def _fonts() -> typst.Fonts:
    """Those that come with the program, so that a bill looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _told(bill: Bill) -> dict[str, Any]:
    """What the template prints, as texts."""
    payee = bill.payee
    return {
        "number": bill.number,
        "period": month_named(bill.period),
        "made_on": day(bill.made_on),
        "payee": {name: getattr(payee, name) for name in payee.__dataclass_fields__},
        "consumer": [bill.name, bill.address],
        "account": bill.account,
        "lines": [_line(one) for one in bill.lines],
        "energy": kwh(bill.energy),
        "amount": roubles(bill.amount),
        "owed": roubles(abs(bill.owed)),
        "prepaid": bill.owed < 0,
        "owed_on": dotted(bill.made_on),
        "to_pay": roubles(bill.to_pay),
        "meter": bill.counter.serial if bill.counter else "",
        "shown": " / ".join(map(str, bill.counter.shown)) if bill.counter else "",
        "code": qr_svg(bill.code) if bill.code else "",
    }


def _line(line: BillLine) -> dict[str, str]:
    raised = f" × {plain(line.coefficient)}" if line.coefficient != 1 else ""
    return {
        "what": line.what,
        "energy": plain(line.energy),
        "price": f"{plain(line.price)}{raised}",
        "amount": roubles(line.amount),
        "why": line.why,
    }
