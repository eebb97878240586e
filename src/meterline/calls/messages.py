"""Messages that callers left: out of the log, taken one by one, worked off once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from meterline.calls.models import Call, Message
from meterline.customers.models import Account

ROBOT = "robot"

CALL_LOST = timedelta(minutes=5)
"""How long after a message a call may go on; one without an end by then was cut off."""

BETWEEN_TRIES = timedelta(minutes=2)
"""Longer than any message takes to be worked off, so that two programs do not take one."""


@dataclass(frozen=True)
class WorkedOff:
    """What became of a message. `account` is the one understood, for the branch."""

    state: Message.State
    reason: str = ""
    understood: Mapping[str, Any] = field(default_factory=dict)
    account: str | None = None


def note_message(call: Call, kind: str, at: datetime, data: Mapping[str, Any]) -> None:
    """Keep what an event of a call's log tells of a message; other events tell nothing."""
    match kind:
        case "not_stored":
            _message(call, at, confirmed=dict(data))
        case "recording":
            callback = data["purpose"] == Message.Purpose.CALLBACK
            _message(
                call,
                at,
                purpose=data["purpose"],
                begin=data.get("begin", 0.0),
                state=Message.State.PERSON if callback else Message.State.NEW,
                reason=Message.Reason.CALLBACK if callback else "",
            )
            # The call may never be closed: its robot can be killed while it records.
            Call.objects.filter(pk=call.pk, recording="").update(recording=data.get("file", ""))
        case "recorded":
            Message.objects.filter(call=call).update(end=data.get("end"))


def note_branch(call: Call) -> None:
    """Keep whose people see to a call's message: its log may be written before its number."""
    Message.objects.filter(call=call, branch=None).update(branch=call.branch)


def take_message(now: datetime) -> Message | None:
    """The oldest message that waits for the robot, with one more try counted.

    A try is counted before it is made: a message that ends the program that works it off
    is not tried for ever.
    """
    over = Q(call__ended__isnull=False) | Q(at__lt=now - CALL_LOST)
    rested = Q(tried_at__isnull=True) | Q(tried_at__lt=now - BETWEEN_TRIES)
    waiting = Message.objects.filter(over, rested, state=Message.State.NEW)
    with transaction.atomic():
        chosen = waiting.order_by("at").select_for_update(of=("self",)).first()
        if chosen is None:
            return None
        waiting.filter(pk=chosen.pk).update(tries=F("tries") + 1, tried_at=now)
        return Message.objects.select_related("call").get(pk=chosen.pk)


def work_off(call: UUID, done: WorkedOff, at: datetime) -> bool:
    """Note what the robot made of a message; False where it has been worked off already."""
    account = Account.objects.filter(number=done.account or "").first()
    branch = {"branch": account.branch} if account else {}
    waiting = Message.objects.filter(call_id=call, state=Message.State.NEW)
    return bool(
        waiting.update(
            state=done.state,
            reason=done.reason,
            understood=dict(done.understood),
            worked_off_at=at,
            worked_off_by=ROBOT,
            **branch,
        )
    )


def note_receipt(call: UUID, number: str) -> None:
    """Keep the number of the receipt for what a message said."""
    Message.objects.filter(call_id=call).update(receipt=number)


def answer(call: UUID, by: str, at: datetime) -> bool:
    """A person has seen to a message; False where nothing was to be done any more."""
    open_ = Message.objects.filter(
        call_id=call, state__in=(Message.State.NEW, Message.State.PERSON)
    )
    return bool(open_.update(state=Message.State.ANSWERED, worked_off_at=at, worked_off_by=by))


def _message(call: Call, at: datetime, **told: Any) -> None:
    Message.objects.update_or_create(
        call=call, defaults=told, create_defaults={"at": at, "branch": call.branch, **told}
    )
