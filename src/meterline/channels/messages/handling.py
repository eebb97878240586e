"""A message's way: kept, understood, answered; each step once, whatever happens between.

Readings, answer and the message's state are one transaction. A gateway that got no answer
brings the message again, and what is new still is handled then; `handle_left_over` takes up
what nobody brings again.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from django.db import Error as DatabaseFailure
from django.db import transaction
from django.db.models import F

from meterline.channels import outbox
from meterline.channels.formats import example
from meterline.channels.inbox import Received, store
from meterline.channels.models import Channel, IncomingMessage
from meterline.channels.outcome import Outcome, Understand
from meterline.limits.entrances import Entrance
from meterline.limits.services import TooMany, spend

log = structlog.get_logger()

MOST_TRIES = 3
LEFT_AFTER = timedelta(minutes=5)
"""A message that is new for so long is being handled by nobody."""

UNREADABLE = "сообщение не удалось разобрать"
TOO_MANY = "с этого адреса за час пришло слишком много сообщений"
NO_NUMBER = "отправитель без номера"
PICTURE = "в сообщении фотография"
PICTURE_SEEN = (
    "Фотография получена, показания с неё перепишет сотрудник. Быстрее прислать их числом, "
    "например: {example}"
)

State = IncomingMessage.State


def take(received: Received, now: datetime, understand: Understand) -> bool:
    """Keep a message and handle it; whether it is done with. One that came before is not
    handled again once it is."""
    message = store(received)
    handle(message, now, understand)
    return message.state != State.NEW


def handle_left_over(now: datetime, understand: Understand) -> int:
    """Handle messages that a killed program left; how many."""
    left = IncomingMessage.objects.filter(
        channel__in=(Channel.SMS, Channel.TELEGRAM),
        state=State.NEW,
        received_at__lt=now - LEFT_AFTER,
    )
    messages = list(left.order_by("id"))
    for message in messages:
        handle(message, now, understand)
    return len(messages)


def handle(message: IncomingMessage, now: datetime, understand: Understand) -> None:
    """Do what is to be done with a message that is new; nothing where it is not.

    Raises what the data base raises; the message is then still new.
    """
    if message.state != State.NEW:
        return
    if message.tries >= MOST_TRIES:
        _note(message, Outcome(for_a_person=True, reason=UNREADABLE), now, answered=False)
        return
    IncomingMessage.objects.filter(pk=message.pk).update(tries=F("tries") + 1)
    try:
        _handle(message, now, understand)
    except DatabaseFailure:
        raise
    except Exception:
        # One message must not keep back all others; it is tried again, then a person's.
        log.exception("message could not be handled", message=message.pk)
    message.refresh_from_db()


def _handle(message: IncomingMessage, now: datetime, understand: Understand) -> None:
    reason = _why_unanswered(message, now)
    with transaction.atomic():
        row = IncomingMessage.objects.select_for_update().get(pk=message.pk)
        if row.state != State.NEW:
            return
        outcome = Outcome() if reason == NO_NUMBER else _with_pictures(row, understand(row))
        if outcome.answer and not reason:
            _answer(row, outcome)
        _note(row, replace(outcome, reason=reason or outcome.reason), now, answered=not reason)


def _why_unanswered(message: IncomingMessage, now: datetime) -> str:
    """Why a message gets no answer; empty where it gets one."""
    if not message.trusted:
        return NO_NUMBER
    try:
        spend(Entrance.MESSAGE_SENDER, f"{message.channel} {message.sender}", now)
    except TooMany:
        return TOO_MANY
    return ""


def _with_pictures(row: IncomingMessage, outcome: Outcome) -> Outcome:
    """A picture whose values do not stand in the text is a person's."""
    if outcome.receipts or not row.attachments.exists():
        return outcome
    answer = PICTURE_SEEN.format(example=example(None, None))
    return replace(outcome, answer=answer, for_a_person=True, reason=PICTURE)


def _answer(row: IncomingMessage, outcome: Outcome) -> None:
    outbox.send(
        Channel(row.channel),
        row.sender,
        "",
        outcome.answer,
        key=f"answer-{row.pk}",
        account=outcome.account,
        answers=row,
    )


def _note(message: IncomingMessage, outcome: Outcome, now: datetime, *, answered: bool) -> None:
    """Write down what became of a message; `handled_at` waits for the person, where one has to
    see to it."""
    told = bool(outcome.answer) and answered
    silent = State.UNDERSTOOD if outcome.receipts else State.IGNORED
    state = State.FOR_A_PERSON if outcome.for_a_person else State.ANSWERED if told else silent
    IncomingMessage.objects.filter(pk=message.pk, state=State.NEW).update(
        state=state,
        reason=outcome.reason[:300],
        receipt=", ".join(outcome.receipts)[:200],
        account=outcome.account,
        branch=outcome.account.branch if outcome.account else None,
        handled_at=None if state == State.FOR_A_PERSON else now,
    )
    message.refresh_from_db()
