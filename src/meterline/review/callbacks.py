"""Who is to be called back: from when by the branch's hours, and what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from meterline.calls.messages import answer
from meterline.calls.models import Message
from meterline.channels.inbox import seen_to
from meterline.channels.models import IncomingMessage
from meterline.customers.models import Branch
from meterline.customers.selectors import card_of
from meterline.review.models import Callback, Kind
from meterline.review.subjects import Subject
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import Person, branches_where, everywhere, may

AGAIN = timedelta(hours=2)
"""When somebody who was not reached is tried again, or the next morning."""

STEP = timedelta(minutes=15)
FARTHEST = timedelta(days=14)
"""Longer than any row of holidays."""

ACTIONS = (Action.TAKE_CALLS, Action.REVIEW)
"""Either of these lets somebody call back."""

State = Callback.State


def next_open(branch: Branch | None, at: datetime) -> datetime:
    """The first moment from `at` on at which the branch's operators work; `at` if never."""
    if branch is None:
        return at
    one = Branch.objects.prefetch_related("days", "windows").get(pk=branch.pk)
    if card_of(one, at).operators_open:
        return at
    quarter = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
    for count in range(1, FARTHEST // STEP):
        moment = quarter + count * STEP
        if card_of(one, moment).operators_open:
            return moment
    return at


def call_back(
    subject: Subject, user: Person, reason: Callback.Reason, note: str, at: datetime
) -> Callback:
    """Put an item's consumer on the list, once."""
    made, _ = Callback.objects.get_or_create(
        kind=subject.key.kind,
        item=subject.key.item,
        state=State.WAITING,
        defaults={
            "account": subject.account,
            "branch": subject.branch,
            "phone": subject.phone,
            "reason": reason,
            "note": note[:300],
            "made_by": user.get_username(),
            "made_at": at,
            "due": next_open(subject.branch, at),
        },
    )
    return made


def may_call(user: Person, branch: Branch | None) -> bool:
    """Whether somebody may call a branch's consumers back."""
    return any(may(user, action, branch) for action in ACTIONS)


def waiting(user: Person) -> QuerySet[Callback]:
    """The list, the earliest due first."""
    rows = Callback.objects.filter(_mine(user), state=State.WAITING)
    return rows.select_related("account__customer", "branch").order_by("due", "pk")


def asked_for(user: Person) -> QuerySet[Message]:
    """Messages of callers who asked to be called back and have not been tried yet."""
    tried = Callback.objects.filter(kind=Kind.MESSAGE, state=State.WAITING)
    rows = Message.objects.filter(
        _mine(user), state=Message.State.PERSON, reason=Message.Reason.CALLBACK
    ).exclude(pk__in=[UUID(item) for item in tried.values_list("item", flat=True)])
    return rows.select_related("call", "branch").order_by("at")


def take_over(message: Message, user: Person, at: datetime) -> Callback:
    """A caller's wish as a row of the list, so that what comes of it can be noted."""
    made, _ = Callback.objects.get_or_create(
        kind=Kind.MESSAGE,
        item=str(message.pk),
        state=State.WAITING,
        defaults={
            "account": message.call.account,
            "branch": message.branch,
            "phone": message.call.caller,
            "reason": Callback.Reason.ASKED,
            "made_by": user.get_username(),
            "made_at": message.at,
            "due": next_open(message.branch, message.at),
        },
    )
    return made


@dataclass(frozen=True)
class Outcome:
    """What came of a call: `state` is WAITING where nobody answered."""

    state: Callback.State
    note: str
    at: datetime


def note_outcome(row: Callback, outcome: Outcome, user: User, request: HttpRequest) -> bool:
    """Note what came of a call; False where the row is closed already.

    What the call was about is seen to with it; a reading goes back to the reviewers.
    """
    open_ = Callback.objects.filter(pk=row.pk, state=State.WAITING)
    said = outcome.note.strip()[:300]
    with transaction.atomic():
        locked = open_.select_for_update(of=("self",)).first()
        if locked is None:
            return False
        if outcome.state == State.WAITING:
            later = next_open(row.branch, outcome.at + AGAIN)
            open_.update(tries=locked.tries + 1, due=later, outcome=said)
        else:
            closed = {"closed_by": user.get_username(), "closed_at": outcome.at}
            open_.update(state=outcome.state, outcome=said, **closed)
            _see_to(row, user, outcome.at)
        record(
            user,
            Action.TAKE_CALLS if may(user, Action.TAKE_CALLS, row.branch) else Action.REVIEW,
            f"Перезвонить, {row}: {OUTCOMES[outcome.state]}",
            branch=row.branch,
            account=row.account,
            details={"пометка": said} if said else {},
            request=request,
        )
    return True


OUTCOMES: dict[str, str] = {
    State.REACHED: "дозвонились",
    State.WAITING: "не дозвонились, позже",
    State.DONE: "звонить не нужно",
}
"""What may come of a call, as the buttons say it."""


def _see_to(row: Callback, user: User, at: datetime) -> None:
    if row.kind == Kind.MESSAGE:
        answer(UUID(row.item), user.get_username(), at)
    elif row.kind == Kind.LETTER:
        seen_to(IncomingMessage.objects.get(pk=int(row.item)), user, at)


def _mine(user: Person) -> Q:
    """Rows of branches in which a person may call back; those of no branch are everybody's."""
    if any(everywhere(user, action) for action in ACTIONS):
        return Q()
    mine = Q(branch__isnull=True)
    for action in ACTIONS:
        mine |= Q(branch__in=branches_where(user, action))
    return mine
