"""What a customer's page shows beside the fields."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from meterline.calls.models import Message
from meterline.channels.models import IncomingMessage
from meterline.charging.models import Charge
from meterline.customers.histories import ChangeTold, changes_of, tell
from meterline.customers.models import Account
from meterline.customers.selectors import card_of
from meterline.payments.selectors import Entry, balance, statement
from meterline.readings.decisions import NEXT, Kind, status_name, status_of
from meterline.readings.models import Reading
from meterline.readings.terms import time_for

LAST_READINGS = 12
LAST_MONTHS = 6
LAST_MESSAGES = 5
LAST_CHANGES = 5

TAKEN_BACK = (Kind.CANCELLED, Kind.REJECTED)
"""What a clerk may decide about a reading: that it is not used."""


@dataclass(frozen=True)
class ReadingShown:
    """A reading with the latest word on it."""

    row: Reading
    word: str
    changeable: bool


@dataclass(frozen=True)
class Money:
    """What is owed (negative: prepaid), what was charged, and all entries, latest first."""

    balance: Decimal
    charges: list[Charge]
    entries: list[Entry]


def readings_of(account: Account) -> list[ReadingShown]:
    """The latest readings of all meters, those that were taken down too."""
    rows = Reading.objects.filter(register__meter__account=account)
    rows = rows.select_related("register__meter").prefetch_related("verdicts")
    return [shown(row) for row in rows.order_by("-counted_for", "-id")[:LAST_READINGS]]


def shown(row: Reading) -> ReadingShown:
    """A reading as it stands now."""
    return ReadingShown(row, status_name(row), taken_back_as(row) is not None)


def taken_back_as(row: Reading) -> Kind | None:
    """The decision that takes a reading out of use; None where it is out of use."""
    return next((kind for kind in NEXT[status_of(row)] if kind in TAKEN_BACK), None)


def money_of(account: Account) -> Money:
    """Balance and the last months' charges and payments."""
    charges = Charge.objects.filter(account=account, successor=None).order_by("-period")
    return Money(balance(account), list(charges[:LAST_MONTHS]), statement(account)[:LAST_MONTHS])


def surroundings(account: Account, at: datetime, month: Any) -> dict[str, Any]:
    """Branch, term, messages and changes for a customer's page."""
    opens, closes = time_for(account, month)
    written = IncomingMessage.objects.filter(account=account)
    left = Message.objects.filter(call__account=account).select_related("call")
    return {
        "branch": card_of(account.branch, at),
        "opens": opens,
        "closes": closes,
        "written": list(written[:LAST_MESSAGES]),
        "left": list(left[:LAST_MESSAGES]),
        "changes": _changes(account),
        "phones": list(account.phones.all()),
        "emails": list(account.emails.all()),
    }


def _changes(account: Account) -> list[ChangeTold]:
    return [tell(one) for one in changes_of(account)[:LAST_CHANGES]]
