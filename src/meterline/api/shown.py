"""Rows of the company's tables as the interface shows them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet

from meterline.api.schemas import (
    ChargeLine,
    ChargeOf,
    Computed,
    CustomerRow,
    MeterState,
    RegisterState,
    Submitted,
)
from meterline.charging.explained import Explained, explained
from meterline.charging.law.facts import ESTIMATES
from meterline.charging.models import Charge, Line
from meterline.customers.models import Account, Meter
from meterline.language.zones import Zone
from meterline.readings.accounts import known_account
from meterline.readings.ledger import latest_words
from meterline.readings.models import Reading
from meterline.readings.receipts import receipt_number


def meters_of(account: Account, now: datetime) -> list[MeterState]:
    """The account's meters with what their registers showed last."""
    known = known_account(account, now)
    automatic = set(account.meters.filter(automatic=True).values_list("serial", flat=True))
    return [
        MeterState(
            meter=serial,
            digits=known.registers[of_meter[0]].digits,
            automatic=serial in automatic,
            registers=[
                RegisterState(zone=key[1], last=known.registers[key].history.last)
                for key in of_meter
            ],
        )
        for serial, of_meter in (
            (serial, list(keys)) for serial, keys in groupby(known.registers, lambda key: key[0])
        )
    ]


def submitted_of(account: Account, since: date) -> list[Submitted]:
    """Readings of an account from a billing period on, latest first."""
    rows = Reading.objects.filter(register__meter__account=account, counted_for__gte=since)
    return submitted(rows)


def submitted(rows: QuerySet[Any]) -> list[Submitted]:
    """Some rows of the ledger with the latest word on each."""
    words = latest_words(rows)
    found = rows.select_related("register__meter", "receipt").order_by("-counted_for", "-id")
    return [
        Submitted(
            id=row.pk,
            meter=row.register.meter.serial,
            zone=Zone(row.register.zone),
            value=row.value,
            counted_for=row.counted_for,
            received_at=row.received_at,
            source=row.source,
            status=words.get(row.pk, row.status),
            receipt=receipt_number(row.receipt_id) if row.receipt_id else None,
            corrects=row.corrects_id,
        )
        for row in found
    ]


def computed_of(account: Account, since: date) -> list[Computed]:
    """What was charged to an account by estimates, latest first."""
    return [
        Computed(
            period=charge.period,
            energy=row.energy,
            ground=row.ground,
            reason=row.reason,
            explanation=sentence,
        )
        for charge, lines in _with_lines(_charges_since(account, since))
        for row, sentence in lines
        if row.ground in ESTIMATES
    ]


def charges_of(account: Account, since: date) -> list[ChargeOf]:
    """Charges of an account that hold, latest first."""
    return charges(_charges_since(account, since))


def charges(rows: QuerySet[Charge]) -> list[ChargeOf]:
    """Some charges with their lines explained."""
    return [_charge(charge, lines) for charge, lines in _with_lines(rows)]


def _charges_since(account: Account, since: date) -> QuerySet[Charge]:
    found = Charge.objects.current().filter(account=account, period__gte=since)
    return found.order_by("-period")


def _with_lines(rows: QuerySet[Charge]) -> Iterator[tuple[Charge, list[Explained]]]:
    lines = Prefetch("lines", Line.objects.select_related("meter").order_by("place"))
    for charge in rows.select_related("account").prefetch_related(lines):
        yield charge, explained(charge.lines.all())


def _charge(charge: Charge, lines: Iterable[Explained]) -> ChargeOf:
    return ChargeOf(
        account=charge.account.number,
        period=charge.period,
        energy=charge.energy,
        amount=charge.amount,
        issuable=charge.issuable,
        lines=[
            ChargeLine(
                zone=Zone(row.zone),
                range=row.step,
                energy=row.energy,
                price=row.price,
                coefficient=row.coefficient,
                amount=row.amount,
                ground=row.ground,
                explanation=sentence,
            )
            for row, sentence in lines
        ],
    )


def customer_rows(accounts: Sequence[Account]) -> list[CustomerRow]:
    """Accounts with their customers and meters, read with them."""
    return [
        CustomerRow(
            id=one.pk,
            account=one.number,
            branch=one.branch.key,
            kind=one.customer.kind,
            name=one.customer.name,
            address=one.address,
            active=one.state == Account.State.ACTIVE,
            meters=[_meter(meter) for meter in one.meters.all() if meter.removed is None],
        )
        for one in accounts
    ]


def _meter(meter: Meter) -> MeterState:
    return MeterState(
        meter=meter.serial,
        digits=meter.digits,
        automatic=meter.automatic,
        registers=[RegisterState(zone=Zone(one.zone), last=None) for one in meter.registers.all()],
    )
