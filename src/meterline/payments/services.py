"""Money into the accounts' entries and back: each payment once, however often it is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from meterline.customers.models import Account
from meterline.payments.models import Payment, Refund
from meterline.payments.money import KOPECK
from meterline.payments.refusals import (
    AccountDiffers,
    PaymentRefused,
    RefundDiffers,
    RefundTooLarge,
    SumDiffers,
    SumInvalid,
)

LARGEST = Decimal("9999999999.99")
"""What the column holds."""

LOOKED_UP_AT_ONCE = 500
"""Ids in one question: SQLite takes no more than some thousands."""

Key = tuple[str, str]
"""Source and id: what names a payment."""


@dataclass(frozen=True)
class Incoming:
    """Money that came for an account.

    `source` and `payment_id` name the payment: a registry's bank and its row's id, a
    provider's key and its payment, `desk` and the number of the cash receipt.
    """

    account: Account
    amount: Decimal
    paid_at: datetime
    payment_id: str
    source: str
    author: str = ""
    evidence: str = ""

    @property
    def key(self) -> Key:
        """What names the payment."""
        return self.source, self.payment_id


@dataclass(frozen=True)
class Received:
    """What became of one of several payments: stored (now, or before), or refused."""

    payment: Payment | None
    new: bool = False
    refused: PaymentRefused | None = None


def receive_payment(incoming: Incoming) -> Payment:
    """Store a payment, or find it where it is stored already. Raises PaymentRefused."""
    [received] = receive_payments([incoming])
    if received.payment is None:
        raise received.refused or PaymentRefused
    return received.payment


def receive_payments(incoming: Sequence[Incoming]) -> list[Received]:
    """Store many payments with a few questions to the data base; one refused stops no other.

    Two programs that are told of the same payment at once store it once: the table's unique
    key decides, and what is stored is compared with what was told.
    """
    sound = [one for one in incoming if is_sum(one.amount)]
    before = _stored(one.key for one in sound)
    fresh = {one.key: one for one in reversed(sound) if one.key not in before}
    now = timezone.now()
    Payment.objects.bulk_create(
        [_row(one, now) for one in fresh.values()], ignore_conflicts=True, batch_size=500
    )
    stored = before | _stored(fresh)
    return [_received(one, stored, one is fresh.get(one.key)) for one in incoming]


def _row(one: Incoming, now: datetime) -> Payment:
    return Payment(
        account=one.account,
        amount=one.amount,
        source=one.source,
        payment_id=one.payment_id,
        paid_at=one.paid_at,
        received_at=now,
        author=one.author,
        evidence=one.evidence,
    )


def _stored(keys: Iterable[Key]) -> dict[Key, Payment]:
    ids: dict[str, list[str]] = {}
    for source, payment_id in keys:
        ids.setdefault(source, []).append(payment_id)
    found: dict[Key, Payment] = {}
    for source, names in ids.items():
        for start in range(0, len(names), LOOKED_UP_AT_ONCE):
            some = names[start : start + LOOKED_UP_AT_ONCE]
            rows = Payment.objects.filter(source=source, payment_id__in=some)
            found |= {(row.source, row.payment_id): row for row in rows}
    return found


def _received(one: Incoming, stored: dict[Key, Payment], new: bool) -> Received:
    if not is_sum(one.amount):
        return Received(None, refused=SumInvalid())
    row = stored[one.key]
    if row.amount != one.amount:
        return Received(None, refused=SumDiffers(row.amount, one.amount))
    if row.account_id != one.account.pk:
        return Received(None, refused=AccountDiffers())
    return Received(row, new)


def is_sum(amount: Decimal) -> bool:
    """Whether it is a sum of money: more than nothing, in whole kopecks."""
    return amount.is_finite() and 0 < amount <= LARGEST and amount == amount.quantize(KOPECK)


@dataclass(frozen=True)
class Returned:
    """Money of a payment that was given back; `refund_id` is what `source` calls that."""

    payment: Payment
    amount: Decimal
    refunded_at: datetime
    refund_id: str
    source: str
    author: str
    reason: str


def record_refund(returned: Returned) -> Refund:
    """Store what was given back, once; all refunds of a payment never exceed it.

    Raises PaymentRefused.
    """
    if not is_sum(returned.amount):
        raise SumInvalid
    with transaction.atomic():
        # Refunds of one payment come one after the other.
        payment = Payment.objects.select_for_update().get(pk=returned.payment.pk)
        known = Refund.objects.filter(source=returned.source, refund_id=returned.refund_id).first()
        if known:
            return _same_refund(known, returned)
        if refunded(payment) + returned.amount > payment.amount:
            raise RefundTooLarge(payment.amount - refunded(payment))
        added: Refund = Refund.objects.create(
            payment=payment,
            account_id=payment.account_id,
            amount=returned.amount,
            source=returned.source,
            refund_id=returned.refund_id,
            refunded_at=returned.refunded_at,
            author=returned.author,
            reason=returned.reason,
        )
        return added


def refunded(payment: Payment) -> Decimal:
    """How much of a payment was given back, roubles."""
    total: Decimal | None = payment.refunds.aggregate(total=Sum("amount"))["total"]
    return total or Decimal(0)


def _same_refund(known: Refund, returned: Returned) -> Refund:
    if (known.payment_id, known.amount) != (returned.payment.pk, returned.amount):
        raise RefundDiffers
    return known
