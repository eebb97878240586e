"""What a call left in the ledger."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from meterline.calls.labels import Stored
from meterline.customers.models import Register
from meterline.readings.models import Reading, Repeat


@dataclass(frozen=True)
class Submitted:
    """One submission: its account, and (serial, zone, value) of each register."""

    account: str
    values: frozenset[tuple[str, str, int]]


def stored_in(call: UUID) -> dict[str, Stored]:
    """The accepted submissions of a call by the receipt number that the caller was told."""
    rows: dict[str, list[tuple[Register, int]]] = defaultdict(list)
    accepted = Reading.objects.filter(call_id=call).accepted()
    for row in accepted.select_related("register__meter__account__customer", "receipt"):
        if row.receipt:
            rows[row.receipt.number].append((row.register, row.value))
    used = Reading.objects.filter(repeats__call_id=call).accepted()
    repeats = Repeat.objects.filter(call_id=call, reading__in=used)
    for again in repeats.select_related("reading__register__meter__account__customer", "receipt"):
        if again.receipt:
            rows[again.receipt.number].append((again.reading.register, again.reading.value))
    return {number: _stored(values) for number, values in rows.items()}


def _stored(values: list[tuple[Register, int]]) -> Stored:
    account = values[0][0].meter.account
    zones: dict[str, tuple[str, ...]] = {}
    for register in Register.objects.filter(meter__account=account).select_related("meter"):
        serial = register.meter.serial
        zones[serial] = (*zones.get(serial, ()), register.zone)
    return Stored(
        account=account.number,
        name=account.customer.name,
        values={(register.meter.serial, register.zone): value for register, value in values},
        zones=zones,
    )


def submitted_in(call: UUID) -> dict[str, Submitted]:
    """Every submission of a call, those under review too, by the receipt number told."""
    rows: dict[str, list[Reading]] = defaultdict(list)
    own = Reading.objects.filter(call_id=call, receipt__isnull=False)
    for row in own.select_related("register__meter__account", "receipt"):
        rows[_number(row)].append(row)
    again = Repeat.objects.filter(call_id=call, receipt__isnull=False)
    for repeat in again.select_related("reading__register__meter__account", "receipt"):
        rows[_number(repeat)].append(repeat.reading)
    return {number: _submitted(of_one) for number, of_one in rows.items()}


def _number(row: Reading | Repeat) -> str:
    return row.receipt.number if row.receipt else ""


def _submitted(rows: list[Reading]) -> Submitted:
    registers = [(row.register.meter.serial, row.register.zone, row.value) for row in rows]
    return Submitted(rows[0].register.meter.account.number, frozenset(registers))
