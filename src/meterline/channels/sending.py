"""The worker's part: messages that are due go out in order, each once, tried again later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F

from meterline.channels.models import Channel, OutgoingMessage
from meterline.channels.senders.choice import sender_of
from meterline.channels.senders.port import Deferred, Refused, Sender, Unreachable

log = structlog.get_logger()

LEASE = timedelta(minutes=10)
"""After so long another worker takes up what a killed one was sending."""

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 48
"""With the waits between them nearly two days (RFC 5321 4.5.4.1 asks for four at most)."""


@dataclass
class Sent:
    """What one round did."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0


def send_due(clock: Callable[[], datetime]) -> Sent:
    """Send what is due, channel by channel; one that cannot be reached is left for later."""
    done = Sent()
    for channel in Channel:
        _send_channel(channel, sender_of(channel), clock, done)
    return done


def _send_channel(
    channel: Channel, sender: Sender, clock: Callable[[], datetime], done: Sent
) -> None:
    while (message := _claim(channel, clock())) is not None:
        if not _send(message, sender, clock(), done):
            return


def _claim(channel: Channel, now: datetime) -> OutgoingMessage | None:
    """The first message that is due, with one more attempt counted.

    An attempt is counted before it is made: a message that ends the program that sends it is
    not tried for ever.
    """
    due = OutgoingMessage.objects.filter(
        channel=channel, state=OutgoingMessage.State.WAITING, next_at__lte=now
    )
    with transaction.atomic():
        message = due.order_by("id").select_for_update(skip_locked=True).first()
        if message is None:
            return None
        OutgoingMessage.objects.filter(pk=message.pk).update(
            attempts=F("attempts") + 1, next_at=now + LEASE
        )
    message.refresh_from_db()
    return message


def _send(message: OutgoingMessage, sender: Sender, now: datetime, done: Sent) -> bool:
    """Try one message; False where its channel cannot be reached now."""
    try:
        sender.send(message)
    except Unreachable as problem:
        _later(message, str(problem), now, done)
        return False
    except Deferred as problem:
        _later(message, str(problem), now, done)
    except Refused as problem:
        _give_up(message, str(problem), done)
    except Exception as fault:
        # A fault with one message must not keep back all others.
        log.exception("message could not be sent", message=message.pk)
        _later(message, type(fault).__name__, now, done)
    else:
        _note(message, state=OutgoingMessage.State.SENT, sent_at=now, error="")
        done.sent += 1
    return True


def _later(message: OutgoingMessage, problem: str, now: datetime, done: Sent) -> None:
    """Try again after a while that doubles each time, up to an hour."""
    if message.attempts >= MOST_ATTEMPTS:
        _give_up(message, problem, done)
        return
    wait = min(FIRST_WAIT * 2 ** min(message.attempts - 1, 16), LONGEST_WAIT)
    _note(message, next_at=now + wait, error=problem[:300])
    done.waiting += 1


def _give_up(message: OutgoingMessage, problem: str, done: Sent) -> None:
    _note(message, state=OutgoingMessage.State.FAILED, error=problem[:300])
    done.failed += 1


def _note(message: OutgoingMessage, **told: object) -> None:
    OutgoingMessage.objects.filter(pk=message.pk).update(**told)
