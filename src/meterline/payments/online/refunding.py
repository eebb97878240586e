"""Money back: asked of the provider once, recorded once, never more than was paid."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from meterline.payments.models import OnlinePayment, OnlineRefund, Payment, Refund
from meterline.payments.online.states import Kind, State, move, note
from meterline.payments.providers.port import (
    Provider,
    ProviderRefused,
    ProviderUnavailable,
    RefundOrder,
    SeenRefund,
    Status,
)
from meterline.payments.refusals import PaymentRefused, RefundTooLarge
from meterline.payments.services import Returned, is_sum, record_refund, refunded

ASKED = OnlineRefund.State.ASKED

KEYS_LAST = timedelta(hours=23)
"""After a day a provider forgets a key: asking again could give the money back twice."""

ELSEWHERE = "возвращено в кабинете платёжной системы"


@dataclass(frozen=True)
class Given:
    """A refund that the provider made, and our own wish for it where there was one."""

    seen: SeenRefund
    source: str
    asked: OnlineRefund | None


class NotPaid(PaymentRefused):
    """Nothing came, so nothing can be given back."""

    def __init__(self) -> None:
        super().__init__("Эта оплата не получена: возвращать нечего.")


def left_of(online: OnlinePayment) -> Decimal:
    """What may still be given back, roubles: what is asked for counts as gone."""
    if online.payment is None:
        return Decimal(0)
    asked = online.refunds.filter(state=ASKED).aggregate(total=Sum("amount"))["total"]
    return online.payment.amount - refunded(online.payment) - (asked or Decimal(0))


def ask_refund(online: OnlinePayment, amount: Decimal, reason: str, author: str) -> OnlineRefund:
    """Reserve a part of a payment for being given back. Raises PaymentRefused.

    Call it in the transaction that keeps who did it, then `send` outside of any.
    """
    with transaction.atomic():
        locked = _locked(online.pk)
        if locked.payment is None:
            raise NotPaid
        left = left_of(locked)
        if not is_sum(amount) or amount > left:
            raise RefundTooLarge(left)
        row = OnlineRefund.objects.create(
            online=locked, amount=amount, reason=reason, author=author, asked=timezone.now()
        )
        note(locked, Kind.REFUND_ASKED, {"amount": str(amount), "reason": reason}, author)
        return row


def send(row: OnlineRefund, provider: Provider) -> OnlineRefund:
    """Ask the provider for a refund, or how far it has come; it stays asked if nobody answers.

    Raises ProviderUnavailable where the answer is open, ProviderRefused where it was no.
    """
    try:
        seen = _seen(row, provider)
    except ProviderRefused as refusal:
        with transaction.atomic():
            _refuse(OnlineRefund.objects.select_for_update().get(pk=row.pk), str(refusal))
        raise
    apply_refund(provider, seen, row)
    row.refresh_from_db()
    return row


def _seen(row: OnlineRefund, provider: Provider) -> SeenRefund:
    if row.provider_id:
        return provider.fetch_refund(row.provider_id)
    if row.asked + KEYS_LAST < timezone.now():
        raise ProviderUnavailable("ответа нет больше суток: проверьте у платёжной системы")
    online = row.online
    return provider.refund(
        RefundOrder(
            key=str(row.key),
            provider_id=online.provider_id,
            amount=row.amount,
            account=online.account.number,
            email=online.email,
        )
    )


def apply_refund(
    provider: Provider, seen: SeenRefund, row: OnlineRefund | None = None
) -> OnlinePayment | None:
    """Take over a refund that the provider has; None where it is of no payment of ours.

    One that was made in the provider's own office is an entry of the account like any other.
    """
    own = OnlinePayment.objects.filter(provider=provider.key, provider_id=seen.provider_id)
    with transaction.atomic():
        pk = own.values_list("pk", flat=True).first()
        online = _locked(pk) if pk else None
        if online is None or online.payment is None:
            return None
        asked = _asked(online, seen, row)
        if seen.status is Status.DONE:
            _give(online, online.payment, Given(seen, provider.key, asked))
        elif seen.status is Status.CANCELLED and asked:
            _refuse(asked, seen.reason)
        elif asked and not asked.provider_id:
            asked.provider_id = seen.refund_id
            asked.save()
        return online


def _locked(pk: int) -> OnlinePayment:
    rows = OnlinePayment.objects.select_for_update(of=("self",))
    return rows.select_related("account", "payment").get(pk=pk)


def _asked(
    online: OnlinePayment, seen: SeenRefund, row: OnlineRefund | None
) -> OnlineRefund | None:
    """Our own row of a refund: known by number, or the one that waits for just this sum."""
    known = online.refunds.filter(provider_id=seen.refund_id).first()
    if known:
        return known
    waiting = online.refunds.filter(state=ASKED, provider_id="", amount=seen.amount)
    return waiting.filter(pk=row.pk).first() if row else waiting.order_by("id").first()


def _give(online: OnlinePayment, payment: Payment, given: Given) -> None:
    """Money is on its way back: an entry of the account, once."""
    seen, asked = given.seen, given.asked
    if Refund.objects.filter(source=given.source, refund_id=seen.refund_id).exists():
        return
    entry = record_refund(
        Returned(
            payment=payment,
            amount=seen.amount,
            refunded_at=seen.at,
            refund_id=seen.refund_id,
            source=given.source,
            author=asked.author if asked else given.source,
            reason=asked.reason if asked else ELSEWHERE,
        )
    )
    if asked:
        asked.provider_id, asked.state = seen.refund_id, OnlineRefund.State.DONE
        asked.refund = entry
        asked.save()
    whole = refunded(payment) == payment.amount
    state = State.REFUNDED if whole else State.PART_REFUNDED
    details = {"refund_id": seen.refund_id, "amount": str(seen.amount)}
    move(online, state, Kind.REFUNDED, details, entry.author)


def _refuse(asked: OnlineRefund, reason: str) -> None:
    if asked.state != ASKED:
        return
    asked.state = OnlineRefund.State.REFUSED
    asked.save()
    details = {"amount": str(asked.amount), "reason": reason}
    note(asked.online, Kind.REFUND_REFUSED, details, asked.author)
