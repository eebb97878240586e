"""A JSON file as lines of the same columns that CSV files have."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from meterline.importing.base import batches
from meterline.importing.formats import CHARGES, READINGS
from meterline.importing.onec import CHARGES as CHARGES_FORMAT
from meterline.importing.onec import READINGS as READINGS_FORMAT
from meterline.importing.onec import ChargeRecord, LineRecord, ReadingRecord
from meterline.importing.onec_reading import records_of
from meterline.importing.report import FileReport
from meterline.importing.table import Unreadable
from meterline.importing.tariffs import zones_of_meters
from meterline.language.zones import Zone

Line = tuple[int, Sequence[str]]

READING_COLUMNS = [*READINGS.required, "status", "reason"]
CHARGE_COLUMNS = list(CHARGES.required)


def json_lines(kind: str, path: Path, report: FileReport) -> Iterator[Line]:
    """The lines of a file of readings or charges; a record's number stands for the line's.

    Raises Unreadable.
    """
    if kind == "readings":
        report.shown |= {"serial": "meter", "month": "period", "value": "T1…T3"}
        yield from _reading_lines(path, report)
    elif kind == "charges":
        report.shown |= {"serial": "meter"}
        yield from _charge_lines(path, report)
    else:
        raise Unreadable(1, "в JSON бывают только показания и начисления")


def _reading_lines(path: Path, report: FileReport) -> Iterator[Line]:
    yield 1, READING_COLUMNS
    records = records_of(path, READINGS_FORMAT, "readings", ReadingRecord, report)
    for batch in batches(records):
        zones = zones_of_meters((record.account, record.meter) for _, record in batch)
        for number, record in batch:
            # Of an unknown meter the importer tells itself.
            known = zones.get((record.account, record.meter), (Zone.SINGLE,) * 3)
            for tariff, value in record.shown.items():
                if tariff <= len(known):
                    yield number, _reading_cells(record, known[tariff - 1], value)
                else:
                    reason = "у этого счётчика нет такого тарифа"
                    report.blame(number, f"T{tariff}", str(value), reason)


def _reading_cells(record: ReadingRecord, zone: Zone, value: int) -> list[str]:
    period = record.period or f"{record.date:%Y-%m}"
    at = [record.account, record.meter, period, zone.value]
    return [*at, str(value), record.source.value, record.status, record.reason]


def _charge_lines(path: Path, report: FileReport) -> Iterator[Line]:
    yield 1, CHARGE_COLUMNS
    for number, record in records_of(path, CHARGES_FORMAT, "charges", ChargeRecord, report):
        for place, line in enumerate(record.lines, start=1):
            yield number, _charge_cells(record, place, line)


def _charge_cells(record: ChargeRecord, place: int, line: LineRecord) -> list[str]:
    return [
        record.account,
        record.period,
        str(place),
        line.point,
        line.point_meter,
        line.meter,
        line.zone.value,
        str(line.range or ""),
        line.month,
        line.ground.value,
        line.reason.value if line.reason else "",
        line.rule,
        *(f"{one:f}" for one in (line.energy, line.price, line.coefficient, line.amount)),
        line.tariff,
        str(int(line.placeholder)),
        json.dumps(line.numbers, ensure_ascii=False, sort_keys=True),
    ]
