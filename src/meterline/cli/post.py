"""`meterline post`: letters come in and go out."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import structlog
import typer

from meterline.cli.home import HOME_OPTION, set_up
from meterline.errors import Mendable
from meterline.logs import set_up_logs
from meterline.robot.clock import wall_clock

if TYPE_CHECKING:
    from meterline.channels.mail.mailbox import Mailbox

log = structlog.get_logger()

EVERY_SECONDS = 10.0

T = TypeVar("T")


def post(
    once: bool = typer.Option(False, "--once", help="One round over both, and end."),
    home: Path = HOME_OPTION,
) -> None:
    """Read the mailbox (METERLINE_IMAP_URL) and send what waits, again and again."""
    set_up(home)
    set_up_logs()
    from django.db import Error as DatabaseFailure  # noqa: PLC0415 - needs Django set up
    from django.db import close_old_connections  # noqa: PLC0415

    from meterline.cli.database import require_migrated  # noqa: PLC0415

    mailbox = _checked_settings()
    require_migrated()
    while True:
        try:
            _round(mailbox, once=once)
        except DatabaseFailure as failure:
            if once:
                raise
            log.warning("mail has to wait", reason=repr(failure))
        if once:
            return
        close_old_connections()
        time.sleep(EVERY_SECONDS)


def _round(mailbox: "Mailbox | None", *, once: bool) -> None:
    from meterline.channels.messages.handling import (  # noqa: PLC0415 - needs Django set up
        handle_left_over,
    )
    from meterline.channels.sending import send_due  # noqa: PLC0415
    from meterline.channels.understanding import understand  # noqa: PLC0415

    if mailbox:
        _fetch(mailbox, once=once)
    left = handle_left_over(wall_clock(), understand)
    if left:
        log.info("messages handled that were left over", messages=left)
    sent = send_due(wall_clock)
    if sent.sent or sent.waiting or sent.failed:
        log.info("messages sent", sent=sent.sent, waiting=sent.waiting, failed=sent.failed)


def _fetch(mailbox: "Mailbox", *, once: bool) -> None:
    """Take letters in; a mailbox that is away keeps back nothing that is to go out."""
    from meterline.channels.mail.mailbox import MailboxUnreachable  # noqa: PLC0415
    from meterline.channels.mail.round import fetch_letters  # noqa: PLC0415
    from meterline.channels.understanding import understand  # noqa: PLC0415
    from meterline.reminders.stopping import hearing_stop  # noqa: PLC0415

    try:
        fetched = fetch_letters(mailbox, wall_clock, hearing_stop(understand))
    except MailboxUnreachable as failure:
        if once:
            raise Mendable(
                f"the mailbox cannot be reached: {failure}",
                "check METERLINE_IMAP_URL, and that the mail server runs and lets this one in",
            ) from failure
        log.warning("letters have to wait", reason=str(failure))
        return
    if fetched.done or fetched.left:
        log.info("letters taken", done=fetched.done, left=fetched.left)


def _checked_settings() -> "Mailbox | None":
    """The mailbox, None where none is set. Raises Mendable for addresses that cannot be one."""
    from django.conf import settings  # noqa: PLC0415 - needs Django set up

    from meterline.channels.mail.mailbox import Mailbox  # noqa: PLC0415
    from meterline.channels.senders.choice import mail_sender  # noqa: PLC0415

    _mendable("METERLINE_SMTP_URL", mail_sender)
    url = settings.METERLINE_IMAP_URL
    return _mendable("METERLINE_IMAP_URL", lambda: Mailbox(url)) if url else None


def _mendable(name: str, make: Callable[[], T]) -> T:
    try:
        return make()
    except ValueError as error:
        raise Mendable(f"{name} is set wrongly: {error}", f"set {name} anew") from error
