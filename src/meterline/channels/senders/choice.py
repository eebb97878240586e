"""Which sender carries which channel: the one that is set up, else files."""

from collections.abc import Callable

from django.conf import settings

from meterline.channels.models import Channel
from meterline.channels.senders.files import FileSender
from meterline.channels.senders.port import Sender
from meterline.channels.senders.smtp import SmtpSender


def mail_sender() -> Sender | None:
    """SMTP where its address is set."""
    return SmtpSender(settings.METERLINE_SMTP_URL) if settings.METERLINE_SMTP_URL else None


SET_UP: dict[Channel, Callable[[], Sender | None]] = {Channel.EMAIL: mail_sender}
"""Channel → its sender, or None where the settings name no way out."""


def sender_of(channel: Channel) -> Sender:
    """Who carries a channel's messages."""
    found = SET_UP[channel]() if channel in SET_UP else None
    return found or FileSender()
