"""What a call left in the ledger."""

from collections import defaultdict
from uuid import UUID

from meterline.calls.labels import Stored
from meterline.customers.models import Register
from meterline.readings.models import Reading, Repeat


def stored_in(call: UUID) -> dict[str, Stored]:
    """The accepted submissions of a call by the receipt number that the caller was told."""
    rows: dict[str, list[tuple[Register, int]]] = defaultdict(list)
    accepted = Reading.objects.filter(call_id=call, status=Reading.Status.ACCEPTED)
    for row in accepted.select_related("register__meter__account__customer", "receipt"):
        if row.receipt:
            rows[row.receipt.number].append((row.register, row.value))
    repeats = Repeat.objects.filter(call_id=call, reading__status=Reading.Status.ACCEPTED)
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
