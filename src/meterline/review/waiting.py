"""What waits for a reviewer: readings, callers' messages and letters, as one list."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from meterline.calls.models import Message
from meterline.channels.models import IncomingMessage
from meterline.readings.models import Reading
from meterline.review.models import Callback, Kind
from meterline.staff.permissions import Action
from meterline.staff.services import Person, branches_where, everywhere


@dataclass(frozen=True)
class Key:
    """An item: its kind, and the primary key of its row as text."""

    kind: Kind
    item: str

    def __str__(self) -> str:
        return f"{self.kind.value}/{self.item}"


@dataclass(frozen=True)
class Source:
    """Rows of a kind that wait, with the ways to the branch and to the time of coming."""

    rows: Callable[[], QuerySet[Any]]
    branch: str
    since: str


def _readings() -> QuerySet[Any]:
    rows: QuerySet[Any] = Reading.objects.filter(status=Reading.Status.UNDER_REVIEW)
    return rows.filter(verdicts=None)


def _messages() -> QuerySet[Any]:
    """Who only wants to be called back stands in the list of calls."""
    rows = Message.objects.filter(state=Message.State.PERSON)
    return rows.exclude(reason=Message.Reason.CALLBACK)


def _letters() -> QuerySet[Any]:
    return IncomingMessage.objects.filter(state=IncomingMessage.State.FOR_A_PERSON)


SOURCES: Mapping[Kind, Source] = {
    Kind.READING: Source(_readings, "register__meter__account__branch", "received_at"),
    Kind.MESSAGE: Source(_messages, "branch", "at"),
    Kind.LETTER: Source(_letters, "branch", "received_at"),
}


def of_mine(kind: Kind, user: Person, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of some rows that a person may decide about.

    What nobody can tell the branch of yet is everybody's.
    """
    if everywhere(user, Action.REVIEW):
        return rows
    branch = SOURCES[kind].branch
    mine = branches_where(user, Action.REVIEW)
    return rows.filter(Q(**{f"{branch}__in": mine}) | Q(**{f"{branch}__isnull": True}))


def open_rows(kind: Kind, user: Person) -> QuerySet[Any]:
    """The rows of a kind that wait for a person; those to be called back wait for the call."""
    called = Callback.objects.filter(kind=kind, state=Callback.State.WAITING)
    rows = of_mine(kind, user, SOURCES[kind].rows())
    return rows.exclude(pk__in=list(called.values_list("item", flat=True)))


def oldest(user: Person, taken: Collection[Key], count: int) -> list[Key]:
    """So many items that wait the longest, but for those taken; emergencies come first."""
    found = [one for kind in Kind for one in _oldest_of(kind, user, taken, count)]
    return [key for _, key in sorted(found, key=lambda one: one[0])[:count]]


def waits(key: Key, user: Person) -> bool:
    """Whether an item still waits."""
    return bool(open_rows(key.kind, user).filter(pk=key.item).exists())


def lengths(user: Person) -> dict[Kind, int]:
    """How many items of each kind wait."""
    return {kind: open_rows(kind, user).count() for kind in Kind}


def _oldest_of(
    kind: Kind, user: Person, taken: Collection[Key], count: int
) -> list[tuple[tuple[bool, datetime], Key]]:
    """Items in their order: whether others come first, and since when they wait."""
    away = [key.item for key in taken if key.kind is kind]
    rows = open_rows(kind, user).exclude(pk__in=away)
    emergency = Q(reason=Message.Reason.EMERGENCY) if kind is Kind.MESSAGE else Q(pk__in=[])
    rows = rows.annotate(urgent=Case(When(emergency, then=True), default=False))
    since = SOURCES[kind].since
    ordered = rows.order_by("-urgent", since).values_list("pk", since, "urgent")
    return [((not urgent, at), Key(kind, str(pk))) for pk, at, urgent in ordered[:count]]
