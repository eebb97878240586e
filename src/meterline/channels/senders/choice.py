"""Which sender carries which channel: the one that is set up, else files."""

from collections.abc import Callable

from django.conf import settings

from meterline.channels.messages.gateways import outgoing
from meterline.channels.messages.telegram import the_bot
from meterline.channels.models import Channel
from meterline.channels.senders.files import FileSender
from meterline.channels.senders.port import Sender
from meterline.channels.senders.sms import SmsSender
from meterline.channels.senders.smtp import SmtpSender
from meterline.channels.senders.telegram import TelegramSender


def mail_sender() -> Sender | None:
    """SMTP where its address is set."""
    return SmtpSender(settings.METERLINE_SMTP_URL) if settings.METERLINE_SMTP_URL else None


def sms_sender() -> Sender | None:
    """A gateway where one is described that takes messages."""
    way = outgoing()
    return SmsSender(way) if way else None


def telegram_sender() -> Sender | None:
    """The bot where its token is set."""
    return TelegramSender(the_bot()) if settings.METERLINE_TELEGRAM_TOKEN else None


SET_UP: dict[Channel, Callable[[], Sender | None]] = {
    Channel.EMAIL: mail_sender,
    Channel.SMS: sms_sender,
    Channel.TELEGRAM: telegram_sender,
}
"""Channel → its sender, or None where the settings name no way out."""


def sender_of(channel: Channel) -> Sender:
    """Who carries a channel's messages."""
    found = SET_UP[channel]() if channel in SET_UP else None
    return found or FileSender()
