"""A day here beside the same day at the provider: what one side lacks, and other sums."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

from django.utils import timezone

from meterline.payments.models import Payment, Refund
from meterline.payments.online.applying import apply
from meterline.payments.online.refunding import apply_refund
from meterline.payments.providers.port import Provider, Seen, SeenRefund
from meterline.payments.refusals import PaymentRefused


class Difference(Enum):
    """What does not agree."""

    MENDED = "не было у нас, теперь учтено"
    MISSING_HERE = "нет у нас"
    MISSING_THERE = "нет у платёжной системы"
    OTHER_SUM = "другая сумма"


@dataclass(frozen=True)
class Differing:
    """A payment or refund that the two sides do not tell alike; sums in roubles."""

    what: str
    difference: Difference
    number: str
    account: str
    ours: Decimal | None
    theirs: Decimal | None


@dataclass(frozen=True)
class Reconciled:
    """A day's count and sum on both sides, and what differs."""

    ours: tuple[int, Decimal]
    theirs: tuple[int, Decimal]
    differing: tuple[Differing, ...]


@dataclass(frozen=True)
class _Row:
    amount: Decimal
    account: str


def reconcile(provider: Provider, day: date) -> Reconciled:
    """Compare a day by the site's clock; payments that are known here by name are taken over.

    Raises ProviderUnavailable, ProviderRefused.
    """
    start, end = _bounds(day)
    paid = {one.provider_id: one for one in provider.payments(start, end)}
    back = {one.refund_id: one for one in provider.refunds(start, end)}
    ours, ours_back = _payments(provider, start, end), _refunds(provider, start, end)
    differing = [
        *_mended(_compare("платёж", ours, paid), paid, provider),
        *_mended(_compare("возврат", ours_back, back), back, provider),
    ]
    return Reconciled(_sum(ours, ours_back), _sum(paid, back), tuple(differing))


def _bounds(day: date) -> tuple[datetime, datetime]:
    zone = timezone.get_default_timezone()
    start, end = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    return start, end


def _payments(provider: Provider, start: datetime, end: datetime) -> dict[str, _Row]:
    rows = Payment.objects.filter(source=provider.key, paid_at__gte=start, paid_at__lt=end)
    told = rows.values_list("payment_id", "amount", "account__number")
    return {number: _Row(amount, account) for number, amount, account in told}


def _refunds(provider: Provider, start: datetime, end: datetime) -> dict[str, _Row]:
    rows = Refund.objects.filter(source=provider.key, refunded_at__gte=start, refunded_at__lt=end)
    told = rows.values_list("refund_id", "amount", "account__number")
    return {number: _Row(amount, account) for number, amount, account in told}


def _compare(
    what: str, ours: dict[str, _Row], theirs: dict[str, Seen] | dict[str, SeenRefund]
) -> Iterator[Differing]:
    for number in sorted({*ours, *theirs}):
        own, other = ours.get(number), theirs.get(number)
        told = Differing(
            what,
            Difference.OTHER_SUM,
            number,
            own.account if own else "",
            own.amount if own else None,
            other.amount if other else None,
        )
        if own is None:
            yield replace(told, difference=Difference.MISSING_HERE)
        elif other is None:
            yield replace(told, difference=Difference.MISSING_THERE)
        elif own.amount != other.amount:
            yield told


def _mended(
    differing: Iterable[Differing],
    theirs: dict[str, Seen] | dict[str, SeenRefund],
    provider: Provider,
) -> Iterator[Differing]:
    """What is missing here though its payment was begun here is taken over, and told."""
    for one in differing:
        if one.difference is Difference.MISSING_HERE:
            yield _taken_over(one, theirs[one.number], provider)
        else:
            yield one


def _taken_over(one: Differing, seen: Seen | SeenRefund, provider: Provider) -> Differing:
    try:
        online = apply(provider, seen) if isinstance(seen, Seen) else apply_refund(provider, seen)
    except PaymentRefused:
        online = None
    if online is None:
        return one
    return replace(one, difference=Difference.MENDED, account=online.account.number)


def _sum(
    paid: dict[str, _Row] | dict[str, Seen], back: dict[str, _Row] | dict[str, SeenRefund]
) -> tuple[int, Decimal]:
    total = sum((one.amount for one in paid.values()), Decimal(0))
    return len(paid) + len(back), total - sum((one.amount for one in back.values()), Decimal(0))
