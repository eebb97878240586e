"""A bill as data: what a charge comes to, who is paid, and why each line is what it is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meterline.bills.payees import Payee
from meterline.bills.qr import kopecks, payment_text
from meterline.charging.explained import Explained, explained
from meterline.charging.law.wording import month as month_named
from meterline.charging.models import Charge, Line
from meterline.customers.models import Account, Meter
from meterline.language.zones import Zone
from meterline.readings.ledger import actual_readings
from meterline.readings.periods import shift

UTILITIES = "02"
"""Technical code of utilities' payments (ГОСТ Р 56042-2014, TechCode)."""


class NotIssuable(Exception):
    """The charge is an estimate by made-up prices or norms: no bill is made of it."""


@dataclass(frozen=True)
class BillLine:
    """Energy in kWh at a price in roubles; `why` is the Russian sentence of the law."""

    what: str
    energy: Decimal
    price: Decimal
    coefficient: Decimal
    amount: Decimal
    why: str


@dataclass(frozen=True)
class Counter:
    """The only meter of an account and what it showed for the period, by register."""

    serial: str
    shown: tuple[int, ...]


@dataclass(frozen=True)
class Bill:
    """A bill for a month. `owed` is the account's whole debt on `made_on`, roubles.

    Below nought it is prepaid; nothing is to be paid then and the bill has no code.
    """

    number: str
    payee: Payee
    account: str
    name: str
    address: str
    period: date
    made_on: date
    lines: tuple[BillLine, ...]
    energy: Decimal
    amount: Decimal
    owed: Decimal
    counter: Counter | None

    @property
    def to_pay(self) -> Decimal:
        """Roubles that the code asks for."""
        return max(self.owed, Decimal(0))

    @property
    def code(self) -> str:
        """The text of the payment's QR code; empty where there is nothing to pay."""
        if not self.to_pay:
            return ""
        payee, counter = self.payee, self.counter
        return payment_text(
            (
                ("Name", payee.name),
                ("PersonalAcc", payee.account),
                ("BankName", payee.bank),
                ("BIC", payee.bic),
                ("CorrespAcc", payee.corr_account),
                ("PayeeINN", payee.inn),
                ("KPP", payee.kpp),
                ("PersAcc", self.account),
                ("PaymPeriod", f"{self.period:%m%Y}"),
                ("CounterId", counter.serial if counter else ""),
                ("CounterVal", "/".join(map(str, counter.shown)) if counter else ""),
                ("Purpose", f"Электроэнергия, л/с {self.account}, {self.period:%m.%Y}"),
                ("TechCode", UTILITIES),
                ("Sum", kopecks(self.to_pay)),
            )
        )


def bill_of(charge: Charge, payee: Payee, made_on: date, owed: Decimal) -> Bill:
    """The bill of a charge that holds. Raises NotIssuable where it rests on a placeholder."""
    if not charge.issuable:
        raise NotIssuable
    account = charge.account
    return Bill(
        number=f"{account.number}/{charge.period:%m%y}-{charge.pk}",
        payee=payee,
        account=account.number,
        name=account.customer.name,
        address=account.address,
        period=charge.period,
        made_on=made_on,
        lines=tuple(_line(what, one) for what, one in named_lines(charge)),
        energy=charge.energy,
        amount=charge.amount,
        owed=owed,
        counter=_counter(account, charge.period),
    )


def _line(what: str, one: Explained) -> BillLine:
    row = one.row
    return BillLine(
        what=what,
        energy=row.energy,
        price=row.price,
        coefficient=row.coefficient,
        amount=row.amount,
        why=one.sentence,
    )


def line_name(row: Line, *, several: bool) -> str:
    """«День, диапазон 2, за октябрь 2026 г.»: what a line is about.

    Where a charge is of several meters each line names its own, and where it measures.
    """
    single = row.zone == Zone.SINGLE
    parts = ["Электроэнергия" if single else row.get_zone_display().capitalize()]
    if several and row.meter:
        place = f" ({row.meter.point})" if row.meter.point else ""
        parts.append(f"счётчик № {row.meter.serial}{place}")
    if row.step:
        parts.append(f"диапазон {row.step}")
    if row.month != row.charge.period:
        parts.append(f"за {month_named(row.month)}")
    return ", ".join(parts)


def named_lines(charge: Charge) -> list[tuple[str, Explained]]:
    """The lines of a charge in the order of the bill: what each is about, and why it is so."""
    rows = list(charge.lines.select_related("meter__point").order_by("place"))
    several = len({row.meter_id for row in rows}) > 1
    return [(line_name(one.row, several=several), one) for one in explained(rows)]


def _counter(account: Account, period: date) -> Counter | None:
    """The code has room for one meter, so an account with several names none.

    D: several registers stand in CounterVal with `/` between them; the standard knows one.
    """
    meters = list(Meter.objects.filter(account=account, removed=None)[:2])
    if len(meters) != 1:
        return None
    registers = list(meters[0].registers.order_by("id").values_list("pk", flat=True))
    held = actual_readings(registers, shift(period, 1), since=period)
    shown = tuple(held[one][-1][1] for one in registers if held.get(one))
    return Counter(meters[0].serial, shown if len(shown) == len(registers) else ())
