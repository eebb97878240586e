"""Reading of calls."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from meterline.calls.models import Call, CallEvent, Draft
from meterline.calls.services import DraftValue, Logged
from meterline.customers.phones import e164


@dataclass(frozen=True)
class Utterance:
    """One thing said in a call. `who` is `robot`, `caller` or `key`."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True)
class DraftCard:
    """What an earlier call of the same number had understood."""

    call: UUID
    account: str | None
    values: tuple[DraftValue, ...]
    heard: str
    name_confirmed: bool


BROKEN = ("caller_left", "lost", "failed", "")
"""Outcomes of calls that ended before they were done; none yet where the robot died."""

SPEAKERS = {"said": ("robot", "text"), "heard": ("caller", "text"), "key": ("key", "key")}
"""Kind of event → who spoke, and the field that holds what."""


def transcript(call: UUID) -> tuple[Utterance, ...]:
    """What was said in a call, in order; empty turns are left out."""
    events = CallEvent.objects.filter(call_id=call, kind__in=SPEAKERS).order_by("sequence")
    spoken = (
        Utterance(event.at, SPEAKERS[event.kind][0], str(event.data.get(field) or "").strip())
        for event in events
        for field in [SPEAKERS[event.kind][1]]
    )
    return tuple(one for one in spoken if one.text)


def log_of(call: UUID) -> tuple[Logged, ...]:
    """All of a call's log in order."""
    events = CallEvent.objects.filter(call_id=call).order_by("sequence")
    return tuple(Logged(event.kind, event.at, event.data) for event in events)


def draft_of(caller: str | None, at: datetime) -> DraftCard | None:
    """The latest draft that a broken call of a number left and that has not expired.

    None for hidden numbers. What was handed to a person or to the message box is in their
    hands, and is not offered again.
    """
    number = e164(caller) or caller
    if not number:
        return None
    drafts = Draft.objects.filter(
        caller=number, expires__gt=at, call__outcome__in=BROKEN, call__message__isnull=True
    )
    return _card(drafts.first())


def draft_left_by(call: UUID) -> DraftCard | None:
    """What a call itself had understood and not stored."""
    return _card(Draft.objects.filter(call_id=call).first())


def _card(draft: Draft | None) -> DraftCard | None:
    if draft is None:
        return None
    values = tuple(DraftValue(*value) for value in draft.values)
    return DraftCard(
        draft.call_id, draft.account or None, values, draft.heard, draft.name_confirmed
    )


def caller_of(call: UUID) -> str | None:
    """The number of a call's caller, None where it was hidden."""
    return Call.objects.filter(pk=call).values_list("caller", flat=True).first() or None


def has_called_before(caller: str | None, at: datetime) -> bool:
    """Whether readings were submitted in an earlier call from this number."""
    number = e164(caller)
    earlier = Call.objects.filter(caller=number, account__isnull=False, started__lt=at)
    return number is not None and earlier.exists()
