"""Readings and charges as JSON for 1C, record by record as they are read."""

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from meterline.charging.explained import explained
from meterline.charging.models import Charge, Line
from meterline.exporting.charges import Points, batches_of
from meterline.exporting.readings import Told, pages
from meterline.exporting.scope import Scope
from meterline.importing.onec import (
    CHARGES,
    READINGS,
    VERSION,
    ChargeRecord,
    LineRecord,
    ReadingRecord,
)
from meterline.importing.tariffs import tariff_of, zones_of_meters


def write_records(path: Path, name: str, key: str, records: Iterator[BaseModel]) -> int:
    """Write a file of records; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"format": "{name}", "version": {VERSION}, "{key}": [')
        for record in records:
            file.write(",\n" if count else "\n")
            file.write(
                json.dumps(record.model_dump(mode="json", exclude_none=True), ensure_ascii=False)
            )
            count += 1
        file.write("\n]}\n")
    return count


def write_readings(path: Path, scope: Scope) -> int:
    """Write readings; returns how many records."""
    return write_records(path, READINGS, "readings", reading_records(scope))


def write_charges(path: Path, scope: Scope) -> int:
    """Write charges; returns how many records."""
    return write_records(path, CHARGES, "charges", charge_records(scope))


def reading_records(scope: Scope) -> Iterator[ReadingRecord]:
    """Records of what was read; the zones of a meter that came together are one record."""
    for page in pages(scope):
        zones = zones_of_meters((one.account, one.serial) for one in page)
        for _, together in groupby(_by_origin(page), _given_together):
            rows = list(together)
            yield _record(rows, len(zones[rows[0].account, rows[0].serial]))


def _by_origin(page: list[Told]) -> list[Told]:
    """What came together stands together; else in the order of the ledger."""
    return sorted(page, key=_given_together)


def _given_together(one: Told) -> tuple[Any, ...]:
    origin = one.origin
    at = (one.account, one.serial, one.month, origin.received_at, origin.receipt or 0)
    return (*at, origin.source, one.status, one.reason)


def _record(rows: list[Told], zones: int) -> ReadingRecord:
    first = rows[0]
    shown = {f"T{tariff_of(one.zone, zones)}": one.value for one in rows}
    return ReadingRecord.model_validate(
        {
            "account": first.account,
            "meter": first.serial,
            "date": first.origin.received_at.date(),
            "source": first.origin.source,
            "status": first.status,
            "reason": first.reason[:1000],
            "period": f"{first.month:%Y-%m}",
            "id": str(first.pk),
            **shown,
        }
    )


def charge_records(scope: Scope) -> Iterator[ChargeRecord]:
    """Records of charges that hold."""
    for batch in batches_of(scope):
        points = Points(batch)
        for charge in batch:
            yield _charge(charge, points)


def _charge(charge: Charge, points: Points) -> ChargeRecord:
    return ChargeRecord(
        account=charge.account.number,
        period=f"{charge.period:%Y-%m}",
        energy=charge.energy,
        amount=charge.amount,
        lines=[_line(line, sentence, points) for line, sentence in explained(charge.lines.all())],
    )


def _line(line: Line, sentence: str, points: Points) -> LineRecord:
    return LineRecord.model_validate(
        {
            "point": points.name(line.point),
            "point_meter": points.meter(line.point),
            "meter": line.meter.serial if line.meter else "",
            "zone": line.zone,
            "range": line.step,
            "month": f"{line.month:%Y-%m}",
            "ground": line.ground,
            "reason": line.reason or None,
            "rule": line.rule,
            "energy": line.energy,
            "price": line.price,
            "coefficient": line.coefficient,
            "amount": line.amount,
            "tariff": line.tariff,
            "placeholder": line.placeholder,
            "numbers": line.numbers,
            "explanation": sentence,
        }
    )
