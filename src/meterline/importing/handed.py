"""Current readings as files hand them over: bank registries, JSON of 1C, XML of ГИС ЖКХ."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from meterline.customers.models import GisMeter
from meterline.importing.base import Seen, batches
from meterline.importing.formats import REGISTRY
from meterline.importing.gis import read_request
from meterline.importing.maps import ColumnMap
from meterline.importing.onec import READINGS, ReadingRecord
from meterline.importing.onec_reading import records_of
from meterline.importing.report import FileReport
from meterline.importing.sources import lines_of
from meterline.importing.table import Row, Unreadable, read_rows
from meterline.readings.models import Source
from meterline.readings.submission import digest

TARIFFS = (1, 2, 3)


@dataclass(frozen=True)
class Handed:
    """Values of one meter by tariff (T1 is 1), as a line of a file hands them over.

    `key` tells the same line again, `serial` is empty where the account's only meter is
    meant, `given` is the day or moment of it where the file tells one. `flaw` is why the
    line cannot be taken, in Russian.
    """

    line: int
    key: str
    account: str
    serial: str
    shown: dict[int, int]
    source: Source
    given: datetime | date | None = None
    flaw: str = ""

    def __str__(self) -> str:
        values = ", ".join(f"T{tariff}: {value}" for tariff, value in self.shown.items())
        return f"счётчик {self.serial}: {values}" if self.serial else values


def sender_of(path: Path, columns: ColumnMap) -> str:
    """Whose keys a file's keys are: each sender numbers its payments by itself."""
    named = {".json": "1c", ".xml": "gis"}
    return named.get(path.suffix.lower()) or columns.name or "registry"


def read_handed(path: Path, columns: ColumnMap, report: FileReport) -> list[Handed]:
    """What a file hands over. What is wrong with its form goes into the report."""
    try:
        if path.suffix.lower() == ".xml":
            return _of_gis(path, report)
        if path.suffix.lower() == ".json":
            return list(_of_json(path, report))
        return list(_of_registry(path, columns, report))
    except Unreadable as unreadable:
        report.blame(unreadable.line, "", "", unreadable.reason)
    return []


def _of_registry(path: Path, columns: ColumnMap, report: FileReport) -> Iterator[Handed]:
    seen = Seen(report)
    for row in read_rows(lines_of("registry", path, columns, report), REGISTRY, report):
        if not row.good:
            continue
        key = f"{row['payment']}:{row.get('serial') or ''}"
        if not seen.again(key, row.line, "payment", row["payment"]):
            yield _of_row(row, key)


def _of_row(row: Row, key: str) -> Handed:
    values = {tariff: row.get(f"t{tariff}") for tariff in TARIFFS}
    return Handed(
        line=row.line,
        key=key,
        account=row["account"],
        serial=row.get("serial") or "",
        shown={tariff: value for tariff, value in values.items() if value is not None},
        source=Source(row.get("source") or Source.REGISTRY),
        given=row.get("given"),
    )


def _of_json(path: Path, report: FileReport) -> Iterator[Handed]:
    seen = Seen(report)
    for number, record in records_of(path, READINGS, "readings", ReadingRecord, report):
        report.rows += 1
        values = repr(sorted(record.shown.items()))
        key = record.id or digest(record.account, record.meter, str(record.date), values)
        if not seen.again(key, number, "id", record.id):
            yield Handed(
                line=number,
                key=key,
                account=record.account,
                serial=record.meter,
                shown=record.shown,
                source=record.source,
                given=record.date,
                flaw="" if record.status == "accepted" else f"состояние {record.status}",
            )


def _of_gis(path: Path, report: FileReport) -> list[Handed]:
    found, seen = [], Seen(report)
    for batch in batches(read_request(path, report)):
        rows = GisMeter.objects.filter(device__in=[one.device for one in batch])
        fields = ("device", "meter__account__number", "meter__serial")
        meters = {device: place for device, *place in rows.values_list(*fields)}
        for one in batch:
            account, serial = meters.get(one.device, ("", one.device))
            if not seen.again(one.transport, one.line, "TransportGUID", one.transport):
                found.append(
                    Handed(
                        line=one.line,
                        key=one.transport,
                        account=account,
                        serial=serial,
                        # Only digits up to the comma count.
                        shown={tariff: int(value) for tariff, value in one.shown.items()},
                        source=Source.CONSUMER,
                        given=one.day,
                        flaw="" if account else "нет счётчика с таким GUID",
                    )
                )
    return found
