"""What the worker asks of whatever carries a message."""

from typing import Protocol

from meterline.channels.models import OutgoingMessage


class Refused(Exception):
    """The message will never be taken; `str()` says why, in Russian where a person can mend it."""


class Deferred(Exception):
    """This message may be taken later; others may be taken now."""


class Unreachable(Exception):
    """Nothing is taken now: no connection, or no leave to send."""


class Sender(Protocol):
    """Carries messages of one channel."""

    def send(self, message: OutgoingMessage) -> None:
        """Hand a message over. Raises Refused, Deferred, Unreachable.

        The same message may come again after a kill: whatever carries it is told the same
        name of it (`name_of`), so that the repeat can be recognised.
        """


def name_of(message: OutgoingMessage) -> str:
    """A message's name, the same at each try: letters, digits and hyphens."""
    return f"{message.created_at:%Y%m%d-%H%M%S}-{message.channel}-{message.pk}"
