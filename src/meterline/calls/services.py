"""Writing of calls: opening, log, draft, end. Every one may be repeated safely."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from meterline.calls.messages import note_branch, note_message
from meterline.calls.models import Call, CallEvent, Draft
from meterline.customers.models import Account, Branch
from meterline.customers.phones import e164
from meterline.customers.regions import Region, branch_of

DRAFT_KEPT = timedelta(hours=24)
CALLER_CHARACTERS = 40
OUTCOME_CHARACTERS = 30


@dataclass(frozen=True)
class Incoming:
    """A call as the line reports it; `caller` is None where the number is hidden."""

    call: UUID
    caller: str | None
    dialled: str | None
    carrier: str


@dataclass(frozen=True)
class Logged:
    """One event for a call's log."""

    kind: str
    at: datetime
    data: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class DraftValue:
    """A value in a draft. `zone` is a tariff zone's key."""

    serial: str
    zone: str
    value: int


def open_call(incoming: Incoming, at: datetime) -> Region:
    """Register a call; the region that the caller's number points to."""
    region = branch_of(incoming.caller)
    known = {
        "caller": _caller(incoming.caller),
        "dialled": (incoming.dialled or "")[:CALLER_CHARACTERS],
        "carrier": incoming.carrier[:CALLER_CHARACTERS],
        "branch": Branch.objects.filter(key=region.branch or "").first(),
        "region_evidence": region.evidence.value,
    }
    Call.objects.update_or_create(
        pk=incoming.call, defaults=known, create_defaults={**known, "started": at}
    )
    return region


def log_events(call: UUID, events: Sequence[Logged]) -> None:
    """Append events to a call's log, in this order."""
    if not events:
        return
    with transaction.atomic():
        row = _lock(call, events[0].at)
        last = CallEvent.objects.filter(call_id=call).order_by("-sequence").first()
        first = last.sequence + 1 if last else 0
        CallEvent.objects.bulk_create(
            CallEvent(call_id=call, sequence=number, at=one.at, kind=one.kind, data=one.data)
            for number, one in enumerate(events, start=first)
        )
        for one in events:
            note_message(row, one.kind, one.at, one.data)


def close_call(call: UUID, outcome: str, recording: str | None, at: datetime) -> datetime:
    """End a call; when that was. `recording` is a path within the folder of recordings."""
    with transaction.atomic():
        row = _lock(call, at)
        ended = _ended(call) or at
        row.ended = ended
        row.outcome = outcome[:OUTCOME_CHARACTERS]
        row.recording = recording or ""
        row.save(update_fields=["ended", "outcome", "recording"])
        note_branch(row)
    return ended


def _ended(call: UUID) -> datetime | None:
    """When the log says that a call ended: it may be written later."""
    ends = CallEvent.objects.filter(call_id=call, kind="ended")
    return ends.values_list("at", flat=True).last()


def note_account(call: UUID, account: Account) -> None:
    """Keep the account that the call was about; the last one of several."""
    Call.objects.filter(pk=call).update(account=account)


@dataclass(frozen=True)
class Understood:
    """What a call that may break has told so far."""

    account: str | None
    values: Sequence[DraftValue]
    heard: str
    name_confirmed: bool = False


def keep_draft(call: UUID, understood: Understood, at: datetime) -> None:
    """Keep what was understood so far for 24 hours; replaces the call's earlier draft."""
    with transaction.atomic():
        row = _lock(call, at)
        Draft.objects.update_or_create(
            call=row,
            defaults={
                "caller": row.caller,
                "account": understood.account or "",
                "values": [[one.serial, one.zone, one.value] for one in understood.values],
                "heard": understood.heard,
                "name_confirmed": understood.name_confirmed,
                "expires": at + DRAFT_KEPT,
            },
        )


def drop_draft(call: UUID) -> None:
    """Forget a call's draft: what it held was submitted."""
    Draft.objects.filter(call_id=call).delete()


def forget_drafts(caller: str | None) -> None:
    """Forget what earlier calls of a number left: the caller does not want it."""
    number = _caller(caller)
    if number:
        Draft.objects.filter(caller=number).delete()


def _lock(call: UUID, at: datetime) -> Call:
    """The call's row, held to the end of the transaction.

    A call that could not be registered while the data base was away is registered now.
    """
    row, _ = Call.objects.select_for_update().get_or_create(pk=call, defaults={"started": at})
    return row


def _caller(number: str | None) -> str:
    return e164(number) or (number or "")[:CALLER_CHARACTERS]
