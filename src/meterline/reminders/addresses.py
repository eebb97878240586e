"""Where a written reminder goes, by the way that the consumer has chosen."""

from collections.abc import Callable

from meterline.channels.models import Channel, IncomingMessage
from meterline.customers.models import Account, LinkedEmail
from meterline.reminders.models import ReminderChoice
from meterline.reminders.selectors import callable_phones

Way = ReminderChoice.Way


def address_of(account: Account, way: str) -> tuple[Channel, str] | None:
    """The channel and address of a way, None where there is no address that may be used."""
    channel, find = WRITTEN[way]
    address = find(account)
    return (channel, address) if address else None


def _email(account: Account) -> str | None:
    return LinkedEmail.objects.filter(account=account).values_list("address", flat=True).first()


def _phone(account: Account) -> str | None:
    return callable_phones(account).values_list("number", flat=True).first()


def _chat(account: Account) -> str | None:
    """The chat from which the account's last reading came."""
    gave = IncomingMessage.objects.filter(channel=Channel.TELEGRAM, account=account)
    return gave.exclude(receipt="").values_list("sender", flat=True).first()


WRITTEN: dict[str, tuple[Channel, Callable[[Account], str | None]]] = {
    Way.EMAIL: (Channel.EMAIL, _email),
    Way.SMS: (Channel.SMS, _phone),
    Way.TELEGRAM: (Channel.TELEGRAM, _chat),
}
"""The ways that are no call."""
