"""What the provider says, made true here: the only place where online money becomes an entry.

All ways come together here (the answer to our own question, a notice, the daily list), at
once and repeatedly; the payment's row is locked, and what is known already changes nothing.
"""

from collections.abc import Mapping

from django.db import transaction

from meterline.payments.models import OnlinePayment
from meterline.payments.online.states import OPEN, Kind, State, move, note
from meterline.payments.providers.port import Provider, Seen, Status
from meterline.payments.services import Incoming, receive_payment


def apply(provider: Provider, seen: Seen) -> OnlinePayment | None:
    """Take over what the provider has; None where it is no payment of ours."""
    with transaction.atomic():
        online = _locked(provider, seen)
        if online is None:
            return None
        _remember(online, seen)
        if seen.status is Status.DONE:
            _take(online, provider, seen)
        elif seen.status is Status.CANCELLED and online.state in OPEN:
            move(online, State.CANCELLED, Kind.CANCELLED, {"reason": seen.reason})
        return online


def _locked(provider: Provider, seen: Seen) -> OnlinePayment | None:
    """By the provider's number, else by our key: a notice may be faster than the answer."""
    own = OnlinePayment.objects.select_for_update(of=("self",)).select_related("account")
    own = own.filter(provider=provider.key)
    found = own.filter(provider_id=seen.provider_id).first()
    return found or (own.filter(key=seen.order).first() if _is_key(seen.order) else None)


def _is_key(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4


def _remember(online: OnlinePayment, seen: Seen) -> None:
    """The provider's number and page, when it is first heard of."""
    if online.provider_id:
        return
    online.provider_id, online.redirect_url = seen.provider_id, seen.url
    details = {"provider_id": seen.provider_id}
    if online.state == State.CREATED:
        move(online, State.PENDING, Kind.SENT, details)
    else:
        online.save()
        note(online, Kind.SENT, details)


def _take(online: OnlinePayment, provider: Provider, seen: Seen) -> None:
    """Money is there: an entry of the account, and the payer's page says so.

    The entry has the sum that came, whatever was asked for.
    """
    payment = receive_payment(
        Incoming(
            online.account,
            seen.amount,
            seen.at,
            seen.provider_id,
            provider.key,
            evidence=f"онлайн-оплата № {online.number}",
        )
    )
    told = {"provider_id": seen.provider_id, "amount": str(seen.amount)}
    if online.payment_id is None:
        online.payment = payment
        move(online, State.PAID, Kind.PAID, told)
        if seen.amount != online.amount:
            note(online, Kind.OTHER_SUM, {**told, "asked": str(online.amount)})
    elif online.payment_id != payment.pk:
        _note_once(online, told)


def _note_once(online: OnlinePayment, told: Mapping[str, str]) -> None:
    """A second payment for one order is put on record when it is first seen."""
    if not online.events.filter(kind=Kind.SECOND, details=told).exists():
        note(online, Kind.SECOND, told)
