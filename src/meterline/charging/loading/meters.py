"""Meters of a batch of accounts, joined to metering points."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from meterline.charging.law.facts import Act, MeterFacts, OnRecord
from meterline.charging.loading.batch import Batch
from meterline.charging.loading.readings import Ledger, Register, ledger_of
from meterline.customers.models import Meter, MeterAct
from meterline.customers.models import Register as RegisterRow
from meterline.language.zones import Zone

ZONES = {zone.value: zone for zone in Zone}


class Row(NamedTuple):
    """A meter's row."""

    account_id: int
    pk: int
    point_id: int | None
    replaces_id: int | None
    serial: str
    digits: int
    ratio: Decimal
    installed: date | None
    removed: date | None
    verified_until: date | None
    automatic: bool


@dataclass(frozen=True)
class Fitted:
    """A meter with where it hangs. `after` is the meter that it replaced.

    `doubted`: the last month whose reading may have been another when it was charged.
    """

    facts: MeterFacts
    point: int | None
    after: int | None
    doubted: date


@dataclass
class _Registers:
    """A meter's registers with the values at its fitting and removal."""

    rows: list[Register]
    opening: dict[Zone, int]
    closing: dict[Zone, int]


NO_REGISTERS = _Registers([], {}, {})


def meters_of(batch: Batch, enough: int) -> dict[int, list[Fitted]]:
    """Account's id → the meters that were ever fitted there up to the period's end, by id.

    `enough` is how many months of readings an average needs.
    """
    registers, acts, rows = _registers(batch), _acts(batch), _rows(batch)
    # What is averaged of a meter that does not count any more lies before that day.
    old = {
        register.pk
        for row in rows
        if _out_of_use(row.verified_until, acts.get(row.pk, ()), batch.since)
        for register in registers.get(row.pk, NO_REGISTERS).rows
    }
    pks = (register.pk for one in registers.values() for register in one.rows)
    ledger = ledger_of(batch, pks, old, enough)
    found: dict[int, list[Fitted]] = defaultdict(list)
    for row in rows:
        own = registers.get(row.pk, NO_REGISTERS)
        facts = _facts(row, own, acts.get(row.pk, ()), ledger, batch.following)
        doubted = ledger.doubted_of(tuple(own.rows))
        found[row.account_id].append(Fitted(facts, row.point_id, row.replaces_id, doubted))
    return found


def _rows(batch: Batch) -> list[Row]:
    rows = Meter.objects.filter(**batch.within("account")).order_by("account_id", "pk")
    fitted = rows.exclude(installed__gte=batch.following)
    return [Row(*row) for row in fitted.values_list(*Row._fields)]


def _out_of_use(verified: date | None, acts: Iterable[OnRecord], since: date) -> bool:
    return bool(verified and verified < since) or any(one.day < since for one in acts)


def _facts(
    row: Row, own: _Registers, acts: Iterable[OnRecord], ledger: Ledger, following: date
) -> MeterFacts:
    registers = tuple(own.rows)
    readings = ledger.of_meter(registers)
    removed = row.removed if row.removed and row.removed < following else None
    return MeterFacts(
        key=row.pk,
        serial=row.serial,
        digits=row.digits,
        zones=tuple(one.zone for one in registers),
        readings=readings,
        missed=ledger.missed_of(registers, readings),
        acts=tuple(acts),
        ratio=row.ratio,
        installed=row.installed,
        removed=removed,
        opening=own.opening,
        closing=own.closing if removed else {},
        verified_until=row.verified_until,
        automatic=row.automatic,
    )


def _registers(batch: Batch) -> dict[int, _Registers]:
    found: dict[int, _Registers] = {}
    rows = RegisterRow.objects.filter(**batch.within("meter__account")).order_by("pk")
    for meter, pk, name, opening, closing in rows.values_list(
        "meter_id", "pk", "zone", "opening", "closing"
    ):
        own = found.setdefault(meter, _Registers([], {}, {}))
        zone = ZONES[name]
        own.rows.append(Register(pk, zone))
        if opening is not None:
            own.opening[zone] = opening
        if closing is not None:
            own.closing[zone] = closing
    return found


def _acts(batch: Batch) -> dict[int, list[OnRecord]]:
    found: dict[int, list[OnRecord]] = defaultdict(list)
    rows = MeterAct.objects.filter(day__lt=batch.following, **batch.within("meter__account"))
    for meter, kind, day in rows.order_by("day", "pk").values_list("meter_id", "kind", "day"):
        found[meter].append(OnRecord(Act(kind), day))
    return found
