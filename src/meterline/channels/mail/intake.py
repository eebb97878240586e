"""A letter's way: kept, judged, understood, answered. Each step is done once, whatever happens.

Reading, answer and the letter's state are one transaction; what comes before it may be done
again. A letter that breaks the program three times goes to a person.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

import structlog
from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import transaction
from django.db.models import F

from meterline.channels import outbox
from meterline.channels.files import kept_file
from meterline.channels.inbox import Received, attach, store
from meterline.channels.mail import wording
from meterline.channels.mail.automatic import is_spam, why_automatic
from meterline.channels.mail.envelopes import Envelope, read_envelope
from meterline.channels.mail.letters import Letter, read_letter
from meterline.channels.mail.mailbox import RawLetter
from meterline.channels.mail.trust import is_proven
from meterline.channels.models import Channel, IncomingMessage
from meterline.channels.outcome import Outcome, Understand
from meterline.limits.entrances import Entrance
from meterline.limits.services import TooMany, spend

log = structlog.get_logger()

MOST_TRIES = 3

State = IncomingMessage.State


def keep_letter(raw: RawLetter) -> IncomingMessage:
    """The letter's row: nothing of it is read yet but the fields of its head."""
    envelope = read_envelope(raw.content)
    message = store(
        Received(
            channel=Channel.EMAIL,
            external=envelope.external,
            sender=envelope.sender,
            received_at=raw.received_at,
            subject=envelope.subject,
            body="",
            raw=raw.content,
            thread=" ".join(envelope.thread),
            trusted=is_proven(envelope.head, settings.METERLINE_MAIL_AUTHSERV),
        )
    )
    if not raw.whole:
        _close(message, raw.received_at, state=State.FOR_A_PERSON, reason=wording.TOO_LARGE)
    return message


def handle_letter(message: IncomingMessage, now: datetime, understand: Understand) -> None:
    """Do what is to be done with a letter that is new; nothing where it is not.

    Raises what the data base raises; the letter is then still new.
    """
    if message.state != State.NEW:
        return
    if message.tries >= MOST_TRIES:
        _close(message, now, state=State.FOR_A_PERSON, reason=wording.UNREADABLE)
        return
    IncomingMessage.objects.filter(pk=message.pk).update(tries=F("tries") + 1)
    try:
        _handle(message, now, understand)
    except DatabaseFailure:
        raise
    except Exception:
        # One letter must not keep back all others; it is tried again, then a person's.
        log.exception("letter could not be handled", message=message.pk)
    message.refresh_from_db()


def left_over(but: Collection[int]) -> list[IncomingMessage]:
    """Letters that an earlier round kept and did not handle to the end, but for some rows."""
    new = IncomingMessage.objects.filter(channel=Channel.EMAIL, state=State.NEW)
    return list(new.exclude(pk__in=but).order_by("id"))


def _handle(message: IncomingMessage, now: datetime, understand: Understand) -> None:
    raw = _raw(message)
    envelope = read_envelope(raw)
    reason = why_ignored(envelope)
    if reason:
        _close(message, now, state=State.IGNORED, reason=reason)
        return
    try:
        letter = read_letter(raw)
    except RecursionError:
        _close(message, now, state=State.FOR_A_PERSON, reason=wording.UNREADABLE)
        return
    answered = bool(message.sender) and _may_answer(message.sender, now)
    with transaction.atomic():
        row = IncomingMessage.objects.select_for_update().get(pk=message.pk)
        if row.state != State.NEW:
            return
        _fill(row, letter)
        outcome = with_files(understand(row), letter)
        if outcome.answer and answered:
            _answer(row, outcome, now)
        _note(row, outcome, now, answered=answered)


def why_ignored(envelope: Envelope) -> str | None:
    """Why nothing is made of a letter, or None."""
    if is_spam(envelope.head):
        return wording.SPAM
    return why_automatic(envelope.head, wording.our_address())


def with_files(outcome: Outcome, letter: Letter) -> Outcome:
    """What files change: a person looks at them where the text did not say all there is."""
    if letter.documents:
        reason = wording.DOCUMENT
    elif letter.pictures and not outcome.receipts:
        reason = wording.PICTURE
    else:
        return outcome
    said = outcome.answer if outcome.receipts else ""
    answer = "\n\n".join(filter(None, (said, wording.SEEN_BY_PERSON[reason])))
    return replace(outcome, answer=answer, for_a_person=True, reason=reason)


def _may_answer(sender: str, now: datetime) -> bool:
    """Whether a sender gets an answer still: two machines must not write to each other."""
    try:
        spend(Entrance.MAIL_SENDER, sender, now)
    except TooMany:
        return False
    return True


def _fill(row: IncomingMessage, letter: Letter) -> None:
    row.body = letter.text
    row.save(update_fields=("body",))
    for attachment in letter.attachments:
        attach(row, attachment)


def _answer(row: IncomingMessage, outcome: Outcome, now: datetime) -> None:
    outbox.send(
        Channel.EMAIL,
        row.sender,
        wording.answer_subject(row.subject),
        f"{outcome.answer}\n\n{wording.SIGNATURE}",
        key=f"answer-{row.pk}",
        account=outcome.account,
        answers=row,
        at=now,
    )


def _note(row: IncomingMessage, outcome: Outcome, now: datetime, *, answered: bool) -> None:
    state, reason = _result(row, outcome, answered=answered)
    _close(
        row,
        now,
        state=state,
        reason=reason[:300],
        receipt=", ".join(outcome.receipts)[:200],
        account=outcome.account,
        branch=outcome.account.branch if outcome.account else None,
    )


def _result(row: IncomingMessage, outcome: Outcome, *, answered: bool) -> tuple[str, str]:
    """The letter's state and why."""
    if outcome.for_a_person:
        return State.FOR_A_PERSON, outcome.reason
    if outcome.answer and answered:
        return State.ANSWERED, outcome.reason
    if outcome.receipts:
        return State.UNDERSTOOD, outcome.reason
    if not row.sender:
        return State.FOR_A_PERSON, wording.NO_SENDER
    return State.IGNORED, wording.TOO_MANY


def _close(message: IncomingMessage, now: datetime, **told: object) -> None:
    """Note what became of a letter; `handled_at` stays empty while a person has to see to it."""
    done = None if told["state"] == State.FOR_A_PERSON else now
    waiting = IncomingMessage.objects.filter(pk=message.pk, state=State.NEW)
    waiting.update(handled_at=done, **told)
    message.refresh_from_db()


def _raw(message: IncomingMessage) -> bytes:
    path = kept_file(message.evidence)
    if path is None:
        raise FileNotFoundError(f"evidence of message {message.pk} is gone")
    return path.read_bytes()
