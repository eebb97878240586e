"""Reading of accounts with their registers' histories."""

from datetime import datetime
from itertools import groupby

from meterline.customers.models import Account, Customer
from meterline.customers.selectors import card_of
from meterline.language.zones import Zone
from meterline.readings.accounts import KnownAccount, known_account
from meterline.readings.cards import AccountCard, MeterCard, RegisterCard
from meterline.readings.checks import RegisterKnown
from meterline.readings.terms import time_for


def account_card(number: str, at: datetime) -> AccountCard | None:
    """An account by its full number, as of a moment."""
    accounts = Account.objects.select_related("branch", "customer")
    account = accounts.prefetch_related("branch__windows").filter(number=number).first()
    if account is None:
        return None
    known = known_account(account, at)
    _, last_day = time_for(account, known.placement.counted_for)
    return AccountCard(
        account=account.number,
        branch=card_of(account.branch, at),
        name=account.customer.name,
        organisation=account.customer.kind == Customer.Kind.ORGANISATION,
        closed=account.state == Account.State.CLOSED,
        last_day=last_day.day,
        meters=_meters(known),
    )


def _meters(known: KnownAccount) -> tuple[MeterCard, ...]:
    return tuple(
        MeterCard(
            serial,
            known.registers[keys[0]].ratio,
            tuple(_register(key[1], known.registers[key]) for key in keys),
            serial in known.automatic,
        )
        for serial, keys in (
            (serial, list(keys)) for serial, keys in groupby(known.registers, lambda key: key[0])
        )
    )


def _register(zone: Zone, register: RegisterKnown) -> RegisterCard:
    past = register.history
    return RegisterCard(zone, register.digits, past.last, past.monthly, past.months)
