"""From stored charges to debts: a month's charges of a branch that may be billed.

A charge that rests on a placeholder of a tariff or norm is not issuable and becomes no debt.
Where a later run changed a month, the difference is posted, so that the month's postings
always add up to the charge that holds.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from meterline.charging.alone import alone
from meterline.charging.models import Charge, Run
from meterline.customers.models import Branch
from meterline.errors import Mendable
from meterline.payments.models import Posting
from meterline.payments.money import KOPECK

AT_ONCE = 2000

MONEY = models.DecimalField(max_digits=14, decimal_places=2)


@dataclass
class Posted:
    """What one run did: rows added and their sum, and charges that may not be billed."""

    added: int = 0
    corrections: int = 0
    total: Decimal = Decimal(0)
    unissuable: int = 0


def post(branch: Branch, period: date, author: str) -> Posted:
    """Post what the branch's month lacks; the same again adds nothing.

    It goes on after a kill where it was. Raises Mendable where the month is not charged yet,
    or is being charged now (`AlreadyRunning`).
    """
    with alone(branch):
        _require_charged(branch, period)
        charges = Charge.objects.current().filter(account__branch=branch, period=period)
        posted = Posted(unissuable=charges.filter(issuable=False).count())
        issuable = charges.filter(issuable=True)
        last = 0
        while rows := _lacking(issuable.filter(account__gt=last)):
            last = rows[-1].account
            _store(period, rows, author, posted)
        return posted


class Lacking(NamedTuple):
    """A charge, its account (ids), its sum, and what was posted of that month before."""

    charge: int
    account: int
    amount: Decimal
    posted: Decimal


def _require_charged(branch: Branch, period: date) -> None:
    runs = Run.objects.filter(branch=branch, period=period, abandoned=False)
    latest = runs.order_by("-id").first()
    if latest is None or latest.finished is None:
        state = "ещё не начислен" if latest is None else "начислен не до конца"
        raise Mendable(
            f"месяц {period:%m.%Y} {state}",
            f"выполните: meterline charge --branch {branch.key} --period {period:%Y-%m}",
        )


def _lacking(charges: "models.QuerySet[Charge]") -> list[Lacking]:
    """Some of the charges whose months' postings add up to another sum, by account."""
    own = Posting.objects.filter(account=OuterRef("account"), period=OuterRef("period"))
    total = own.order_by().values("account").annotate(total=Sum("amount")).values("total")
    nothing = models.Value(Decimal(0), output_field=MONEY)
    found = charges.annotate(posted=Coalesce(Subquery(total), nothing, output_field=MONEY))
    # SQLite adds decimals up as binary fractions: nearer than half a kopeck is the same.
    differing = found.exclude(
        posted__gt=F("amount") - Decimal("0.005"), posted__lt=F("amount") + Decimal("0.005")
    )
    rows = differing.order_by("account").values_list("pk", "account", "amount", "posted")
    return [Lacking(*row) for row in rows[:AT_ONCE]]


def _store(period: date, rows: list[Lacking], author: str, posted: Posted) -> None:
    now = timezone.now()
    added = [
        Posting(
            account_id=row.account,
            period=period,
            charge_id=row.charge,
            amount=row.amount - row.posted.quantize(KOPECK),
            at=now,
            author=author,
        )
        for row in rows
    ]
    Posting.objects.bulk_create(added, batch_size=500)
    posted.added += len(added)
    posted.corrections += sum(row.posted != 0 for row in rows)
    posted.total += sum((one.amount for one in added), Decimal(0))
