"""Messages into files: what an installation without a way out writes, to be looked at."""

from pathlib import Path

from django.conf import settings

from meterline.channels.files import write_whole
from meterline.channels.mail.composing import compose
from meterline.channels.models import Channel, OutgoingMessage
from meterline.channels.senders.port import name_of


class FileSender:
    """One file a message under METERLINE_HOME/outbox; a repeat writes the same file."""

    def send(self, message: OutgoingMessage) -> None:
        """See Sender."""
        folder = Path(settings.METERLINE_HOME) / "outbox"
        if message.channel == Channel.EMAIL:
            write_whole(folder / f"{name_of(message)}.eml", compose(message).as_bytes())
        else:
            text = f"{message.address}\n\n{message.text}\n"
            write_whole(folder / f"{name_of(message)}.txt", text.encode())
