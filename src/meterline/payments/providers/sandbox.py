"""The bank of the demo: a page of our own site plays it, and no money moves anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from meterline.payments.models import BankPayment, BankRefund
from meterline.payments.providers.port import (
    Order,
    ProviderRefused,
    RefundOrder,
    Seen,
    SeenRefund,
    Status,
)

THINKS = timedelta(seconds=15)
LASTS = timedelta(hours=1)

State = BankPayment.State


@dataclass(frozen=True)
class Sandbox:
    """`meterline.payments.providers.port.Provider` on tables of our own."""

    key: str = "sandbox"
    name: str = "демонстрационный банк"

    def create(self, order: Order) -> Seen:
        """See Provider."""
        row, _ = BankPayment.objects.get_or_create(
            order=UUID(order.key),
            defaults={
                "amount": order.amount,
                "description": f"Электроэнергия, лицевой счёт {order.account}",
                "return_url": order.return_url,
                "created": timezone.now(),
            },
        )
        return _seen(row)

    def fetch(self, provider_id: str) -> Seen:
        """See Provider. A bank that thought it over has paid; one that nobody asked gives up."""
        row = _found(provider_id)
        now = timezone.now()
        if row.state == State.WAITING and row.decides and row.decides <= now:
            decide(row, State.PAID)
        elif row.state == State.WAITING and not row.decides and row.created + LASTS <= now:
            decide(row, State.REFUSED)
        return _seen(row)

    def refund(self, order: RefundOrder) -> SeenRefund:
        """See Provider."""
        with transaction.atomic():
            payment = BankPayment.objects.select_for_update().get(pk=order.provider_id)
            known = BankRefund.objects.filter(key=order.key).first()
            if known:
                return _seen_refund(known)
            given = payment.refunds.aggregate(total=Sum("amount"))["total"] or Decimal(0)
            if payment.state != State.PAID or given + order.amount > payment.amount:
                raise ProviderRefused("invalid_request", "столько не оплачено")
            made = payment.refunds.create(key=order.key, amount=order.amount, at=timezone.now())
            return _seen_refund(made)

    def fetch_refund(self, refund_id: str) -> SeenRefund:
        """See Provider."""
        return _seen_refund(BankRefund.objects.get(pk=refund_id))

    def payments(self, start: datetime, end: datetime) -> Iterator[Seen]:
        """See Provider."""
        for row in BankPayment.objects.filter(paid__gte=start, paid__lt=end):
            yield _seen(row)

    def refunds(self, start: datetime, end: datetime) -> Iterator[SeenRefund]:
        """See Provider."""
        for row in BankRefund.objects.filter(at__gte=start, at__lt=end):
            yield _seen_refund(row)


def decide(row: BankPayment, state: BankPayment.State) -> None:
    """What the bank makes of a payment that waits; one that is decided stays as it is."""
    paid = timezone.now() if state == State.PAID else None
    waiting = BankPayment.objects.filter(pk=row.pk, state=State.WAITING)
    waiting.update(state=state, paid=paid)
    row.refresh_from_db()


def think(row: BankPayment) -> None:
    """Let the bank pay after a while."""
    waiting = BankPayment.objects.filter(pk=row.pk, state=State.WAITING)
    waiting.update(decides=timezone.now() + THINKS)


def _found(provider_id: str) -> BankPayment:
    row = BankPayment.objects.filter(pk=provider_id).first()
    if row is None:
        raise ProviderRefused("not_found")
    return row


STATUSES = {
    State.WAITING: Status.PENDING,
    State.PAID: Status.DONE,
    State.REFUSED: Status.CANCELLED,
}


def _seen(row: BankPayment) -> Seen:
    return Seen(
        provider_id=str(row.pk),
        order=str(row.order),
        status=STATUSES[State(row.state)],
        amount=row.amount,
        at=row.paid or row.created,
        url=reverse("checkout:bank", args=[row.pk]),
    )


def _seen_refund(row: BankRefund) -> SeenRefund:
    return SeenRefund(str(row.pk), str(row.payment_id), Status.DONE, row.amount, row.at)
