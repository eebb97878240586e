"""Customers for the tests of the site's pages."""

from datetime import UTC, date, datetime

from meterline.customers.models import Account, Branch, Customer, Meter, Register
from meterline.readings.models import Reading, Source


def customer(number: str, kind: str, name: str, values: dict[str, tuple[int, ...]]) -> Account:
    """An account with one meter of five digits; `values` by zone, month by month from August."""
    branch, _ = Branch.objects.get_or_create(
        key="test", iana="Asia/Krasnoyarsk", account_digits=9, window_from=15, window_to=25
    )
    who = Customer.objects.create(kind=kind, name=name)
    account = Account.objects.create(number=number, branch=branch, customer=who)
    meter = Meter.objects.create(account=account, serial=f"1{number}", digits=5)
    for zone, history in values.items():
        register = Register.objects.create(meter=meter, zone=zone)
        for month, value in enumerate(history, start=8):
            Reading.objects.create(
                register=register,
                value=value,
                source=Source.CONSUMER,
                received_at=datetime(2026, month, 20, tzinfo=UTC),
                period=date(2026, month, 1),
                counted_for=date(2026, month, 1),
            )
    return account
