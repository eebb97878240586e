"""What waits for a person or a program, and since when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet

from meterline.calls.models import Message
from meterline.channels.models import IncomingMessage, OutgoingMessage
from meterline.customers.models import HeldRow
from meterline.readings.models import Reading


@dataclass(frozen=True)
class Queue:
    """How many rows wait; `oldest` is how long the first one has waited."""

    name: str
    length: int
    oldest: timedelta


def _doubtful() -> QuerySet[Any]:
    rows: QuerySet[Any] = Reading.objects.filter(status=Reading.Status.UNDER_REVIEW)
    return rows.filter(verdicts=None)


QUEUES: tuple[tuple[str, Callable[[], QuerySet[Any]], str], ...] = (
    ("readings_doubtful", _doubtful, "received_at"),
    (
        "calls_to_work_off",
        lambda: Message.objects.filter(state=Message.State.NEW),
        "call__started",
    ),
    (
        "calls_for_a_person",
        lambda: Message.objects.filter(state=Message.State.PERSON),
        "call__started",
    ),
    (
        "messages_new",
        lambda: IncomingMessage.objects.filter(state=IncomingMessage.State.NEW),
        "received_at",
    ),
    (
        "messages_for_a_person",
        lambda: IncomingMessage.objects.filter(state=IncomingMessage.State.FOR_A_PERSON),
        "received_at",
    ),
    (
        "messages_to_send",
        lambda: OutgoingMessage.objects.filter(state=OutgoingMessage.State.WAITING),
        "created_at",
    ),
    ("registry_rows_held", lambda: HeldRow.objects.filter(state=HeldRow.State.WAITING), "run__at"),
)
"""Name, rows, and the column that tells since when."""


def queues(now: datetime) -> tuple[Queue, ...]:
    """All queues as they are; one question to the data base each."""
    return tuple(_queue(name, rows(), since, now) for name, rows, since in QUEUES)


def _queue(name: str, rows: QuerySet[Any], since: str, now: datetime) -> Queue:
    found = rows.aggregate(length=Count("pk"), first=Min(since))
    waited = now - found["first"] if found["first"] else timedelta()
    return Queue(name, found["length"], waited)
