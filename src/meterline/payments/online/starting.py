"""The beginning of an online payment: a row first, then the provider is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from meterline.customers.models import Account
from meterline.payments.models import OnlinePayment
from meterline.payments.online.applying import apply
from meterline.payments.online.states import Kind, State, move, note
from meterline.payments.providers.port import (
    Order,
    Provider,
    ProviderRefused,
    ProviderUnavailable,
)

LASTS = timedelta(hours=1)
"""How long a payer may take; ЮKassa gives up unconfirmed payments after as long."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to pay. The same `key` is the same payment, however often sent."""

    key: UUID
    account: Account
    amount: Decimal
    email: str
    reading_receipt: str = ""


def start(wanted: Wanted, provider: Provider, return_url: Callable[[UUID], str]) -> OnlinePayment:
    """A payment that waits at the provider, with the page to pay on in `redirect_url`.

    Raises ProviderUnavailable (the same may be tried again) and ProviderRefused.
    """
    online = _row(wanted, provider)
    if online.state != State.CREATED:
        return online
    order = Order(
        key=str(online.key),
        amount=online.amount,
        account=online.account.number,
        number=online.number,
        email=online.email,
        return_url=return_url(online.key),
    )
    try:
        seen = provider.create(order)
    except ProviderUnavailable as failure:
        note(online, Kind.UNANSWERED, {"problem": str(failure)})
        raise
    except ProviderRefused as refusal:
        _give_up(online, refusal)
        raise
    return apply(provider, seen) or online


def _row(wanted: Wanted, provider: Provider) -> OnlinePayment:
    now = timezone.now()
    with transaction.atomic():
        online, fresh = OnlinePayment.objects.get_or_create(
            key=wanted.key,
            defaults={
                "account": wanted.account,
                "amount": wanted.amount,
                "email": wanted.email,
                "provider": provider.key,
                "reading_receipt": wanted.reading_receipt,
                "started": now,
                "expires": now + LASTS,
            },
        )
        if fresh:
            note(online, Kind.STARTED)
    return online


def _give_up(online: OnlinePayment, refusal: ProviderRefused) -> None:
    with transaction.atomic():
        locked = OnlinePayment.objects.select_for_update().get(pk=online.pk)
        if locked.state == State.CREATED:
            move(locked, State.CANCELLED, Kind.CANCELLED, {"reason": str(refusal)})
