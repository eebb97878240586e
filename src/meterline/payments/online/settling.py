"""Asking the provider for what has no answer yet: its notice may be lost, or ours not sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from meterline.payments.models import OnlinePayment, OnlineRefund
from meterline.payments.online.applying import apply
from meterline.payments.online.refunding import send
from meterline.payments.online.states import OPEN, Kind, State, move
from meterline.payments.providers.port import Provider, ProviderRefused, ProviderUnavailable
from meterline.payments.refusals import PaymentRefused

ASKED_EVERY = timedelta(seconds=3)
"""How often the payer's waiting page may ask the provider."""


@dataclass
class Settled:
    """What one round came to."""

    paid: int = 0
    cancelled: int = 0
    waiting: int = 0
    unanswered: int = 0
    refunds_done: int = 0
    refunds_waiting: int = 0


def look(online: OnlinePayment, provider: Provider, at: datetime) -> OnlinePayment:
    """Ask for one payment whose page is being watched, not too often; failures wait."""
    unasked = Q(asked_at=None) | Q(asked_at__lte=at - ASKED_EVERY)
    mine = OnlinePayment.objects.filter(unasked, pk=online.pk, state=State.PENDING)
    if mine.update(asked_at=at):
        _ask(online, provider)
    online.refresh_from_db()
    return online


def settle(provider: Provider) -> Settled:
    """Ask for every payment and refund of the provider that is open; close what is too old."""
    settled = Settled()
    for online in OnlinePayment.objects.filter(provider=provider.key, state__in=OPEN):
        _settle_one(online, provider, settled)
    waiting = OnlineRefund.objects.filter(
        online__provider=provider.key, state=OnlineRefund.State.ASKED
    )
    for row in waiting.select_related("online__account"):
        _settle_refund(row, provider, settled)
    return settled


def _settle_one(online: OnlinePayment, provider: Provider, settled: Settled) -> None:
    if online.state == State.PENDING and not _ask(online, provider):
        settled.unanswered += 1
        return
    if online.state == State.CREATED and online.expires <= timezone.now():
        _expire(online)
    online.refresh_from_db()
    if online.state == State.PAID:
        settled.paid += 1
    elif online.state == State.CANCELLED:
        settled.cancelled += 1
    else:
        settled.waiting += 1


def _ask(online: OnlinePayment, provider: Provider) -> bool:
    """Whether the provider told how the payment is."""
    try:
        apply(provider, provider.fetch(online.provider_id))
    except (ProviderUnavailable, ProviderRefused):
        return False
    return True


def _expire(online: OnlinePayment) -> None:
    """The payer was never sent to a page to pay on, so no money can come."""
    with transaction.atomic():
        locked = OnlinePayment.objects.select_for_update().get(pk=online.pk)
        if locked.state == State.CREATED:
            move(locked, State.CANCELLED, Kind.EXPIRED)


def _settle_refund(row: OnlineRefund, provider: Provider, settled: Settled) -> None:
    try:
        done = send(row, provider).state == OnlineRefund.State.DONE
    except (ProviderUnavailable, ProviderRefused, PaymentRefused):
        done = False
    settled.refunds_done += done
    settled.refunds_waiting += not done
