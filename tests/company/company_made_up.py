"""Made-up accounts for the tests of the company's data."""

from datetime import UTC, date, datetime
from decimal import Decimal

from meterline.customers.models import Account, Branch, Customer, Meter, Register
from meterline.language.zones import Zone
from meterline.readings.checks import MeterValue
from meterline.readings.models import Reading, Source
from meterline.readings.submission import Submission

AT = datetime.fromisoformat("2026-11-22T12:00:00+07:00")
"""The demo's own day, in November's window."""


def make_branch(key: str = "khakassia", iana: str = "Asia/Krasnoyarsk") -> Branch:
    branch, _ = Branch.objects.get_or_create(
        key=key,
        defaults={
            "name": f"Филиал {key}",
            "iana": iana,
            "account_digits": 9,
            "window_from": 20,
            "window_to": 25,
            "operator_sip": "sip:701@127.0.0.1",
            "dispatcher_sip": "sip:901@127.0.0.1",
            "hours_workday": "08:00-17:00",
            "hours_window": "08:00-20:00",
        },
    )
    return branch


def make_account(
    number: str,
    history: dict[str, list[int]],
    *,
    branch: Branch | None = None,
    digits: int = 5,
    ratio: int = 1,
    name: str = "Фёдорова Алёна Петровна",
) -> Account:
    """An account with one meter; `history` by zone, a value a month from August 2026."""
    customer = Customer.objects.create(kind=Customer.Kind.PERSON, name=name)
    account = Account.objects.create(
        number=number,
        branch=branch or make_branch(),
        customer=customer,
        address="Абакан, Щетинкина, 7-12",
    )
    meter = Meter.objects.create(
        account=account, serial=f"7{number}", digits=digits, ratio=Decimal(ratio)
    )
    for zone, values in history.items():
        register = Register.objects.create(meter=meter, zone=zone)
        for month, value in enumerate(values, start=8):
            make_reading(register, date(2026, month, 1), value)
    return account


def make_reading(register: Register, month: date, value: int) -> Reading:
    return Reading.objects.create(
        register=register,
        value=value,
        source=Source.CONSUMER,
        received_at=datetime(month.year, month.month, 20, tzinfo=UTC),
        period=month,
        counted_for=month,
    )


def given(account: Account, at: datetime = AT, /, **values: int) -> Submission:
    """A submission from the site of values by zone for the account's only meter."""
    serial = account.meters.get().serial
    said = tuple(MeterValue(serial, Zone(zone), value) for zone, value in values.items())
    return Submission(account.number, said, Source.WEB, at)
