"""What the reading of messages may know: accounts with their meters, and a sender's accounts."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from meterline.channels.models import Channel, IncomingMessage
from meterline.channels.text import AccountKnown, Lookup, MeterKnown
from meterline.customers.models import Account, Register
from meterline.customers.selectors import accounts_of_email, accounts_of_phone
from meterline.customers.zones import parse_zone_order
from meterline.language.zones import Zone
from meterline.readings.accounts import in_place


def accounts_at(at: datetime) -> Lookup:
    """Accounts by their numbers, as of a moment; each is asked for once."""
    kept: dict[str, AccountKnown | None] = {}

    def lookup(number: str) -> AccountKnown | None:
        if number not in kept:
            account = Account.objects.select_related("branch").filter(number=number).first()
            kept[number] = _known(account, at) if account else None
        return kept[number]

    return lookup


def _known(account: Account, at: datetime) -> AccountKnown:
    today = at.astimezone(account.branch.zone).date()
    registers = Register.objects.filter(meter__account=account).select_related("meter")
    placed = [
        one for one in registers.order_by("meter_id", "id") if in_place(one.meter.removed, today)
    ]
    own = [one for one in placed if not one.meter.automatic]
    # Where all meters are automatic the refusal says so; it needs their values read.
    meters = _meters(own or placed)
    return AccountKnown(account.number, meters, parse_zone_order(account.branch.zone_order))


def _meters(registers: Iterable[Register]) -> tuple[MeterKnown, ...]:
    return tuple(
        MeterKnown(serial, tuple(Zone(one.zone) for one in of_meter))
        for serial, of_meter in groupby(registers, lambda one: one.meter.serial)
    )


def accounts_of_sender(message: IncomingMessage) -> tuple[str, ...]:
    """Accounts that a message is about where it names none; none for an unproven sender."""
    if not message.trusted:
        return ()
    if message.channel == Channel.EMAIL:
        return accounts_of_email(message.sender)
    if message.channel == Channel.SMS:
        return accounts_of_phone(message.sender)
    return accounts_of_chat(message.sender)


def accounts_of_chat(chat: str) -> tuple[str, ...]:
    """Active accounts for which a chat has handed over readings that were accepted."""
    handed = IncomingMessage.objects.filter(
        channel=Channel.TELEGRAM, sender=chat, account__state=Account.State.ACTIVE
    ).exclude(receipt="")
    return tuple(sorted(set(handed.values_list("account__number", flat=True))))
