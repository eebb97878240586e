"""The whole customer base with its registers' histories, in one pass, for the ears."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from meterline.customers.models import Account, Branch, Customer, Register
from meterline.language.zones import Zone
from meterline.readings.accounts import in_place, window_of
from meterline.readings.cards import AccountListed, MeterCard, RegisterCard
from meterline.readings.history import history_of, with_opening
from meterline.readings.ledger import Actual, holding
from meterline.readings.models import Reading
from meterline.readings.periods import place, shift

ACCOUNTS_AT_ONCE = 5000
MONTHS_BACK = 24
"""Older readings tell the ears nothing: the conversation's own check still knows them."""


@dataclass(frozen=True)
class _Branch:
    key: str
    today: date
    period: date
    """The billing period that a reading given now counts for."""


def snapshot(at: datetime) -> Iterator[AccountListed]:
    """All accounts, closed ones too, as of a moment; four queries for each 5,000 accounts."""
    branches = {
        branch.pk: _Branch(
            branch.key,
            at.astimezone(branch.zone).date(),
            place(at, window_of(branch, at)).counted_for,
        )
        for branch in Branch.objects.all()
    }
    last = 0
    while True:
        accounts = list(
            Account.objects.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", "number", "branch_id", "customer__name", "customer__kind")[
                :ACCOUNTS_AT_ONCE
            ]
        )
        if not accounts:
            return
        first, last = accounts[0][0], accounts[-1][0]
        yield from _list(accounts, branches, _registers(first, last), _readings(first, last, at))


_FIELDS = (
    *("pk", "zone", "opening"),
    *("meter__serial", "meter__digits", "meter__ratio", "meter__installed", "meter__removed"),
)


def _registers(first: int, last: int) -> dict[int, list[tuple[Any, ...]]]:
    """Account's id → its registers in the order of `_FIELDS`."""
    found = defaultdict(list)
    rows = Register.objects.filter(meter__account__pk__range=(first, last)).order_by(
        "meter_id", "pk"
    )
    for account, *register in rows.values_list("meter__account_id", *_FIELDS):
        found[account].append(tuple(register))
    return found


def _readings(first: int, last: int, at: datetime) -> Actual:
    since = shift(at.date(), -MONTHS_BACK)
    return holding(
        Reading.objects.filter(
            register__meter__account__pk__range=(first, last), counted_for__gte=since
        )
    )


def _list(
    accounts: list[tuple[Any, ...]],
    branches: dict[int, _Branch],
    registers: dict[int, list[tuple[Any, ...]]],
    readings: Actual,
) -> Iterator[AccountListed]:
    for account, number, branch_id, name, kind in accounts:
        branch = branches[branch_id]
        yield AccountListed(
            account=number,
            branch=branch.key,
            name=name,
            organisation=kind == Customer.Kind.ORGANISATION,
            meters=_meters(registers.get(account, []), readings, branch),
        )


def _meters(
    registers: list[tuple[Any, ...]], readings: Actual, branch: _Branch
) -> tuple[MeterCard, ...]:
    meters: dict[str, tuple[float, list[RegisterCard]]] = {}
    for register, zone, opening, serial, digits, ratio, installed, removed in registers:
        if not in_place(removed, branch.today):
            continue
        since = with_opening(readings.get(register, []), opening, installed)
        past = history_of(since, digits, branch.period)
        card = RegisterCard(Zone(zone), digits, past.last, past.monthly, past.months)
        meters.setdefault(serial, (float(ratio), []))[1].append(card)
    return tuple(
        MeterCard(serial, ratio, tuple(cards)) for serial, (ratio, cards) in meters.items()
    )
