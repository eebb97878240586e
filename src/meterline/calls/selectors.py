"""Reading of calls."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from meterline.calls.models import CallEvent, Draft
from meterline.calls.services import DraftValue
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


def draft_of(caller: str | None, at: datetime) -> DraftCard | None:
    """The latest draft of a number that has not expired; None for hidden numbers."""
    number = e164(caller) or caller
    if not number:
        return None
    draft = Draft.objects.filter(caller=number, expires__gt=at).first()
    if draft is None:
        return None
    values = tuple(DraftValue(*value) for value in draft.values)
    return DraftCard(draft.call_id, draft.account or None, values, draft.heard)
