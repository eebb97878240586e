"""The kinds of data that are kept for a time: which rows are over, and how they go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from meterline.api.models import UsedKey
from meterline.cabinet.models import SignInCode
from meterline.calls.models import Call, CallEvent, Draft, Message, ReviewedTurn
from meterline.channels.models import IncomingMessage, OutgoingMessage
from meterline.limits.models import Spent
from meterline.readings.models import Reading, Repeat
from meterline.reminders.models import Reminder
from meterline.retention.emptying import (
    TEXTS_REMOVED,
    empty_letters,
    empty_messages,
    empty_outgoing,
    empty_texts,
    remove_recordings,
)
from meterline.review.models import Callback

Rows = QuerySet[Any]
Remove = Callable[[Sequence[Any], datetime], None]

CALL_LOST = timedelta(days=1)
"""After which a call without an end is over too: its robot was killed."""

WHY = "срок хранения истёк"

OPEN_MESSAGE_STATES = (Message.State.NEW, Message.State.PERSON)
OPEN_MESSAGES = Message.objects.filter(call=OuterRef("pk"), state__in=OPEN_MESSAGE_STATES)
OPEN_LETTERS = (IncomingMessage.State.NEW, IncomingMessage.State.FOR_A_PERSON)
OPEN_REMINDERS = (Reminder.State.WAITING, Reminder.State.CALLING)
PROVES = Exists(Reading.objects.filter(call=OuterRef("pk"))) | Exists(
    Repeat.objects.filter(call=OuterRef("pk"))
)
"""Whether a call gave a reading: its recording is evidence then."""


@dataclass(frozen=True)
class Kind:
    """Rows of one kind that still hold something, and their removal.

    `held` are all of them whose time runs, `since` is the column from which it is counted
    (`moment` turns a moment into its values), `remove` takes rows of one batch.
    """

    held: Callable[[], Rows]
    since: str
    remove: Remove
    at_once: int = 500
    moment: Callable[[datetime], Any] = lambda at: at

    def over(self, before: datetime) -> Rows:
        """Those whose time began before a moment, oldest first."""
        rows = self.held().filter(**{f"{self.since}__lt": self.moment(before)})
        return rows.order_by(self.since, "pk")


def calls_settled() -> Rows:
    """Calls that are over, without a message that somebody has to see to yet."""
    over = Q(ended__isnull=False) | Q(started__lt=timezone.now() - CALL_LOST)
    return Call.objects.filter(over).exclude(Exists(OPEN_MESSAGES))


def recorded() -> Rows:
    """Settled calls with a recording, proof of a reading or not."""
    return calls_settled().exclude(recording="")


def with_texts() -> Rows:
    """Settled calls whose log still says what was heard and said."""
    gone = CallEvent.objects.filter(call=OuterRef("pk"), kind=TEXTS_REMOVED)
    return calls_settled().exclude(Exists(gone))


def left_messages() -> Rows:
    """Messages left on the line that were seen to and still tell something."""
    told = Q(confirmed__isnull=False) | ~Q(understood={}) | ~Q(note="")
    return Message.objects.exclude(state__in=OPEN_MESSAGE_STATES).filter(told)


def letters() -> Rows:
    """Letters that were seen to and are still there."""
    return IncomingMessage.objects.exclude(state__in=OPEN_LETTERS).exclude(evidence="")


def outgoing() -> Rows:
    """Letters and messages that do not wait any more and still have an address or a text."""
    done = OutgoingMessage.objects.exclude(state=OutgoingMessage.State.WAITING)
    return done.exclude(address="", text="")


def callbacks() -> Rows:
    """Calls back that were made and still tell of somebody."""
    done = Callback.objects.exclude(state=Callback.State.WAITING)
    return done.exclude(phone="", note="", outcome="")


def reminded() -> Rows:
    """Reminders that are over and still have a telephone."""
    return Reminder.objects.exclude(state__in=OPEN_REMINDERS).exclude(number="")


def _delete(rows: Sequence[Any], at: datetime) -> None:
    keys = [one.pk for one in rows]
    type(rows[0])._default_manager.filter(pk__in=keys).delete()


def _blank(*columns: str) -> Remove:
    def blank(rows: Sequence[Any], at: datetime) -> None:
        keys = [one.pk for one in rows]
        named = type(rows[0])._default_manager.filter(pk__in=keys)
        named.update(**dict.fromkeys(columns, ""))

    return blank


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def since_of(kind: Kind, row: Any) -> datetime:
    """From when on the time of a row is counted."""
    found = getattr(row, kind.since)
    return found if isinstance(found, datetime) else datetime.fromtimestamp(found, UTC)


def _recordings(rows: Sequence[Any], at: datetime) -> None:
    remove_recordings(rows, WHY, at)


KINDS: Mapping[str, Kind] = {
    "recordings": Kind(lambda: recorded().exclude(PROVES), "started", _recordings, 20),
    "proofs": Kind(lambda: recorded().filter(PROVES), "started", _recordings, 20),
    "call_texts": Kind(with_texts, "started", lambda rows, at: empty_texts(rows, WHY, at), 50),
    "callers": Kind(lambda: Call.objects.exclude(caller=""), "started", _blank("caller")),
    "labels": Kind(ReviewedTurn.objects.all, "reviewed_at", _delete),
    "drafts": Kind(Draft.objects.all, "expires", _delete),
    "messages": Kind(left_messages, "at", lambda rows, at: empty_messages(rows)),
    "letters": Kind(
        lambda: letters().filter(receipt=""),
        "received_at",
        lambda rows, at: empty_letters(rows, WHY, at),
        100,
    ),
    "letter_proofs": Kind(
        lambda: letters().exclude(receipt=""),
        "received_at",
        lambda rows, at: empty_letters(rows, WHY, at),
        100,
    ),
    "outgoing": Kind(outgoing, "created_at", lambda rows, at: empty_outgoing(rows)),
    "callbacks": Kind(callbacks, "closed_at", _blank("phone", "note", "outcome")),
    "reminders": Kind(reminded, "due", _blank("number")),
    "codes": Kind(SignInCode.objects.all, "ends_at", _delete),
    "sessions": Kind(Session.objects.all, "expire_date", _delete),
    "limits": Kind(Spent.objects.all, "until", _delete, moment=_seconds),
    "used_keys": Kind(UsedKey.objects.all, "at", _delete),
}
"""Kind's key in periods.toml → its rows."""
