"""Payments and charges made up for the tests of money."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from company_made_up import AT

from meterline.charging.models import Charge, Run
from meterline.customers.models import Account
from meterline.payments.models import OnlinePayment
from meterline.payments.online.starting import Wanted, start
from meterline.payments.providers.port import Provider
from meterline.payments.services import Incoming

OCTOBER = date(2026, 10, 1)


def paid(
    account: Account, amount: str = "500.00", payment_id: str = "a1", source: str = "sber"
) -> Incoming:
    return Incoming(account, Decimal(amount), AT, payment_id, source)


def make_run(account: Account, period: date = OCTOBER, finished: datetime | None = AT) -> Run:
    return Run.objects.create(
        branch=account.branch,
        period=period,
        author="billing",
        started=AT,
        finished=finished,
        basis="x",
    )


def make_charge(
    account: Account, amount: str, period: date = OCTOBER, *, issuable: bool = True
) -> Charge:
    """A stored charge that takes the place of the month's earlier one."""
    before = Charge.objects.current().filter(account=account, period=period).first()
    run = before.run if before else make_run(account, period)
    if before:
        Charge.objects.filter(pk=before.pk).update(successor=before)
    charge = Charge.objects.create(
        account=account,
        period=period,
        run=run,
        energy=Decimal(100),
        amount=Decimal(amount),
        estimated=False,
        issuable=issuable,
        digest=amount,
    )
    if before:
        Charge.objects.filter(pk=before.pk).update(successor=charge)
    return charge


def begin(account: Account, provider: Provider, amount: str = "500.00") -> OnlinePayment:
    """A payment that waits at the provider."""
    wanted = Wanted(uuid4(), account, Decimal(amount), "payer@example.com")
    return start(wanted, provider, lambda key: f"https://example.com/pay/{key}/")
