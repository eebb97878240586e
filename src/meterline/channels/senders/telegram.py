"""Messages by a bot of Telegram."""

from meterline.channels.messages.asking import NoAnswer
from meterline.channels.messages.bot import Bot, BotRefused
from meterline.channels.models import OutgoingMessage
from meterline.channels.senders.port import Deferred, Refused, Unreachable

TOO_MANY = 429
NO_BOT = frozenset({401, 404})
"""The token is wrong: the company's own fault, which will be mended."""


class TelegramSender:
    """A call for each message; the address is the chat's id."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def send(self, message: OutgoingMessage) -> None:
        """See Sender. The API knows no key for repeats: after a kill a text may come twice."""
        try:
            self._bot.send(message.address, message.text)
        except NoAnswer as failure:
            raise Unreachable(str(failure)) from failure
        except BotRefused as refusal:
            problem = f"ответ {refusal.code}: {refusal}"
            if refusal.code == TOO_MANY:
                raise Deferred(problem) from refusal
            if refusal.code in NO_BOT or refusal.code >= 500:
                raise Unreachable(problem) from refusal
            raise Refused(problem) from refusal
