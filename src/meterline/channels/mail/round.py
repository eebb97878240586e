"""One round over the mailbox: every unread letter is kept, handled, and put into its folder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from meterline.channels.mail import wording
from meterline.channels.mail.intake import handle_letter, keep_letter, left_over
from meterline.channels.mail.mailbox import Inbox, Mailbox
from meterline.channels.models import IncomingMessage
from meterline.channels.outcome import Understand

log = structlog.get_logger()

DONE, TO_SEE, JUNK = "Обработано", "Разобрать", "Спам"


@dataclass
class Fetched:
    """What one round did: letters put away, letters that stay for the next round."""

    done: int = 0
    left: int = 0


def fetch_letters(
    mailbox: Mailbox, clock: Callable[[], datetime], understand: Understand
) -> Fetched:
    """Take in what is unread, then what an earlier round left. Raises MailboxUnreachable."""
    seen: set[int] = set()
    fetched = Fetched()
    with mailbox.opened() as inbox:
        for uid in inbox.unread():
            message = _take(inbox, uid, clock(), understand)
            if message:
                seen.add(message.pk)
                _put_away(inbox, uid, message, fetched)
    for message in left_over(but=seen):
        handle_letter(message, clock(), understand)
    return fetched


def folder_of(message: IncomingMessage) -> str | None:
    """Where a letter's mail is put; None while there is still something to be done with it."""
    if message.state == IncomingMessage.State.NEW:
        return None
    if message.state == IncomingMessage.State.FOR_A_PERSON:
        return TO_SEE
    return JUNK if message.reason == wording.SPAM else DONE


def _take(inbox: Inbox, uid: str, now: datetime, understand: Understand) -> IncomingMessage | None:
    raw = inbox.fetch(uid)
    if raw is None:
        return None
    message = keep_letter(raw)
    handle_letter(message, now, understand)
    return message


def _put_away(inbox: Inbox, uid: str, message: IncomingMessage, fetched: Fetched) -> None:
    folder = folder_of(message)
    if folder is None:
        fetched.left += 1
        return
    inbox.file(uid, folder)
    fetched.done += 1
