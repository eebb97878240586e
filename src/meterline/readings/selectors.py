"""Reading of accounts with their registers' histories."""

from datetime import datetime
from itertools import groupby

from meterline.customers.models import Account, Customer
from meterline.customers.selectors import card_of
from meterline.language.zones import Zone
from meterline.readings.accounts import KnownAccount, known_account
from meterline.readings.cards import AccountCard, MeterCard, RegisterCard
from meterline.readings.checks import RegisterKnown


def account_card(number: str, at: datetime) -> AccountCard | None:
    """An account by its full number, as of a moment."""
    account = Account.objects.select_related("branch", "customer").filter(number=number).first()
    if account is None:
        return None
    return AccountCard(
        account=account.number,
        branch=card_of(account.branch, at),
        name=account.customer.name,
        organisation=account.customer.kind == Customer.Kind.ORGANISATION,
        closed=account.state == Account.State.CLOSED,
        meters=_meters(known_account(account, at)),
    )


def _meters(known: KnownAccount) -> tuple[MeterCard, ...]:
    return tuple(
        MeterCard(
            serial,
            known.registers[keys[0]].ratio,
            tuple(_register(key[1], known.registers[key]) for key in keys),
        )
        for serial, keys in (
            (serial, list(keys)) for serial, keys in groupby(known.registers, lambda key: key[0])
        )
    )


def _register(zone: Zone, register: RegisterKnown) -> RegisterCard:
    past = register.history
    return RegisterCard(zone, register.digits, past.last, past.monthly, past.months)
