"""Tables of letters and messages, in and out."""

from meterline.channels.models.channel import Channel
from meterline.channels.models.incoming import IncomingAttachment, IncomingMessage
from meterline.channels.models.outgoing import OutgoingAttachment, OutgoingMessage

__all__ = [
    "Channel",
    "IncomingAttachment",
    "IncomingMessage",
    "OutgoingAttachment",
    "OutgoingMessage",
]
