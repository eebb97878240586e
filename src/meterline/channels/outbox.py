"""Handing over a message to be sent: a row in the caller's transaction, once a key."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from meterline.channels.files import Attachment, keep
from meterline.channels.models import (
    Channel,
    IncomingMessage,
    OutgoingAttachment,
    OutgoingMessage,
)
from meterline.customers.models import Account


def send(  # noqa: PLR0913 - what a letter consists of
    channel: Channel,
    address: str,
    subject: str,
    text: str,
    *,
    key: str,
    account: Account | None = None,
    attachments: Sequence[Attachment] = (),
    answers: IncomingMessage | None = None,
    unsubscribe: str = "",
    at: datetime | None = None,
) -> OutgoingMessage:
    """Have a message sent by the worker (`meterline post`), from `at` on.

    The first one of a `key` (at most 200 characters) is the one that is sent; the row comes
    back for all later ones. It is sent only if the caller's transaction is committed.
    `subject` matters to e-mail alone and stays one line. `unsubscribe` is a page that takes
    the consumer's refusal by POST.
    """
    with transaction.atomic():
        message, new = OutgoingMessage.objects.get_or_create(
            key=key,
            defaults={
                "channel": channel,
                "address": address,
                "subject": " ".join(subject.split())[:300],
                "text": text,
                "account": account,
                "answers": answers,
                "unsubscribe": unsubscribe,
                "next_at": at or timezone.now(),
            },
        )
        if new:
            for attachment in attachments:
                _attach(message, attachment)
    return message


def _attach(message: OutgoingMessage, attachment: Attachment) -> None:
    kept = keep(attachment.content)
    OutgoingAttachment.objects.create(
        message=message,
        name=attachment.name,
        content_type=attachment.content_type,
        size=len(attachment.content),
        file=kept.file,
        sha256=kept.sha256,
    )


def send_again(messages: QuerySet[OutgoingMessage], at: datetime) -> int:
    """Have messages that did not go out tried anew from `at` on; how many."""
    unsent = messages.exclude(state=OutgoingMessage.State.SENT)
    return unsent.update(state=OutgoingMessage.State.WAITING, attempts=0, next_at=at, error="")
