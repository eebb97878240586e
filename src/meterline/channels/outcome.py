"""What a message's text came to, for whoever took the message in."""

from collections.abc import Callable
from dataclasses import dataclass

from meterline.channels.models import IncomingMessage
from meterline.customers.models import Account


@dataclass(frozen=True)
class Outcome:
    """What to note at the message and what to answer; `answer` is empty where none is due.

    `receipts` are the numbers of what was stored. `for_a_person` says that somebody has to
    look at the message, `reason` why, in Russian.
    """

    answer: str = ""
    receipts: tuple[str, ...] = ()
    for_a_person: bool = False
    reason: str = ""
    account: Account | None = None


Understand = Callable[[IncomingMessage], Outcome]
"""Stores what the message's text says (in the caller's transaction) and says what to answer."""
