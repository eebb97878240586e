"""Keeping what came, before anything is made of it: a message is never lost, never kept twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from meterline.channels.files import Attachment, keep
from meterline.channels.models import Channel, IncomingAttachment, IncomingMessage
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import Person

LARGEST_FILE = 20 * 2**20
"""Bytes of an attachment that is kept by itself; a larger one is in the raw message only."""


@dataclass(frozen=True)
class Received:
    """A message as it came. `raw` is all of it, as the evidence of what was written."""

    channel: Channel
    external: str
    sender: str
    received_at: datetime
    body: str
    raw: bytes
    subject: str = ""
    thread: str = ""
    trusted: bool = False
    attachments: Sequence[Attachment] = ()


def store(received: Received) -> IncomingMessage:
    """The message's row, new or, where it came before, the first one."""
    evidence = keep(received.raw)
    with transaction.atomic():
        message, new = IncomingMessage.objects.get_or_create(
            channel=received.channel,
            external=received.external,
            defaults={
                "sender": received.sender[:254],
                "trusted": received.trusted,
                "received_at": received.received_at,
                "subject": received.subject[:300],
                "body": received.body,
                "thread": received.thread,
                "evidence": evidence.file,
                "evidence_sha256": evidence.sha256,
            },
        )
        if new:
            for attachment in received.attachments:
                attach(message, attachment)
    return message


def attach(message: IncomingMessage, attachment: Attachment) -> None:
    """Keep a file that came with a message."""
    small = len(attachment.content) <= LARGEST_FILE
    kept = keep(attachment.content) if small else None
    IncomingAttachment.objects.create(
        message=message,
        name=attachment.name[:200],
        content_type=attachment.content_type[:100],
        size=len(attachment.content),
        file=kept.file if kept else "",
        sha256=kept.sha256 if kept else "",
    )


def seen_to(message: IncomingMessage, user: Person, at: datetime) -> bool:
    """Note that a person has dealt with a message; False where nothing was to be done."""
    waiting = IncomingMessage.objects.filter(
        pk=message.pk, state=IncomingMessage.State.FOR_A_PERSON
    )
    with transaction.atomic():
        done = waiting.update(
            state=IncomingMessage.State.ANSWERED, handled_at=at, handled_by=user.get_username()
        )
        if done:
            record(
                user,
                Action.REVIEW,
                f"сообщение {message.pk}",
                branch=message.branch,
                account=message.account,
                details={"channel": message.channel, "reason": message.reason},
            )
    return bool(done)
