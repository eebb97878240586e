"""What may follow what, and the journal that keeps every step."""

from collections.abc import Mapping

from django.utils import timezone

from meterline.payments.models import OnlineEvent, OnlinePayment

State = OnlinePayment.State
Kind = OnlineEvent.Kind

NEXT: Mapping[State, frozenset[State]] = {
    State.CREATED: frozenset({State.PENDING, State.PAID, State.CANCELLED}),
    State.PENDING: frozenset({State.PAID, State.CANCELLED}),
    # Money that came after all is money: the provider's word is later than ours.
    State.CANCELLED: frozenset({State.PAID}),
    State.PAID: frozenset({State.PART_REFUNDED, State.REFUNDED}),
    State.PART_REFUNDED: frozenset({State.PART_REFUNDED, State.REFUNDED}),
    State.REFUNDED: frozenset(),
}

OPEN = (State.CREATED, State.PENDING)
"""States in which the money may still come."""


class CannotFollow(Exception):
    """A step that no payment can take."""


def note(
    online: OnlinePayment,
    kind: OnlineEvent.Kind,
    details: Mapping[str, object] | None = None,
    author: str = "",
) -> None:
    """Put on record what happened, beside the state as it is now."""
    OnlineEvent.objects.create(
        online=online,
        at=timezone.now(),
        kind=kind,
        state=online.state,
        details=dict(details or {}),
        author=author,
    )


def move(
    online: OnlinePayment,
    to: OnlinePayment.State,
    kind: OnlineEvent.Kind,
    details: Mapping[str, object] | None = None,
    author: str = "",
) -> None:
    """Save the payment in its next state and put it on record; the row is locked by the caller.

    Raises CannotFollow.
    """
    if to not in NEXT[State(online.state)]:
        raise CannotFollow(f"{online.state} → {to}")
    online.state = to
    online.save()
    note(online, kind, details, author)
