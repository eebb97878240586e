"""Questions about what is owed and paid."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from meterline.customers.models import Account
from meterline.payments.models import Payment, Posting, Refund
from meterline.payments.money import KOPECK

NOTHING = models.Value(
    Decimal(0), output_field=models.DecimalField(max_digits=14, decimal_places=2)
)


def balance(account: Account) -> Decimal:
    """What an account owes, roubles with kopecks; negative is prepaid. One query."""
    found: Any = with_balance(Account.objects.filter(pk=account.pk))
    owed: Decimal = found.get().owed
    return owed.quantize(KOPECK)


def with_balance(accounts: QuerySet[Account]) -> QuerySet[Account, Any]:
    """The accounts, each with `owed`."""
    return accounts.annotate(owed=_sum(Posting) - _sum(Payment) + _sum(Refund))


def _sum(entries: type[models.Model]) -> Coalesce:
    own = entries._default_manager.filter(account=OuterRef("pk")).order_by().values("account")
    return Coalesce(Subquery(own.annotate(total=Sum("amount")).values("total")), NOTHING)


@dataclass(frozen=True)
class Entry:
    """A line of an account's statement; `amount` adds to what is owed where positive."""

    at: datetime
    what: str
    amount: Decimal


def statement(account: Account) -> list[Entry]:
    """All entries of an account, latest first: what a cabinet or a clerk shows."""
    charged = [
        Entry(one.at, f"Начислено за {one.period:%m.%Y}", one.amount)
        for one in Posting.objects.filter(account=account)
    ]
    paid = [
        Entry(one.paid_at, "Оплата", -one.amount) for one in Payment.objects.filter(account=account)
    ]
    returned = [
        Entry(one.refunded_at, "Возврат", one.amount)
        for one in Refund.objects.filter(account=account)
    ]
    return sorted([*charged, *paid, *returned], key=lambda one: one.at, reverse=True)
