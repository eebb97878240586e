"""Current readings and payments as files hand them over: registries, JSON of 1C, XML of ГИС."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from meterline.customers.models import GisMeter
from meterline.importing.base import Seen, batches
from meterline.importing.formats import REGISTRY
from meterline.importing.gis import read_request
from meterline.importing.maps import ColumnMap
from meterline.importing.onec import READINGS, ReadingRecord
from meterline.importing.onec_reading import records_of
from meterline.importing.parsers import Unread
from meterline.importing.report import FileReport
from meterline.importing.sources import lines_of
from meterline.importing.table import Row, Unreadable, read_rows
from meterline.readings.models import Source
from meterline.readings.submission import digest

TARIFFS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Handed:
    """Values of one meter by tariff (T1 is 1), as a line of a file hands them over, and money.

    `key` tells the same line again, `payment` the payment, which may have several lines: its
    whole `amount` (roubles) stands at the first of them. `serial` is empty where the
    account's only meter is meant, `given` is the day or moment where the file tells one.
    `flaw` is why nothing of the line can be taken, `unread` why no reading can; in Russian.
    """

    line: int
    key: str
    account: str
    serial: str
    shown: dict[int, int]
    source: Source
    given: datetime | date | None = None
    flaw: str = ""
    unread: str = ""
    payment: str = ""
    amount: Decimal | None = None
    payer: str = ""

    def __str__(self) -> str:
        values = ", ".join(f"T{tariff}: {value}" for tariff, value in self.shown.items())
        found = f"счётчик {self.serial}: {values}" if self.serial and values else values
        money = f"{self.amount:.2f} ₽".replace(".", ",") if self.amount else ""
        return "; ".join(one for one in (found, money, self.payer) if one)


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
        return _of_registry(path, columns, report)
    except Unreadable as unreadable:
        report.blame(unreadable.line, "", "", unreadable.reason)
    return []


def _of_registry(path: Path, columns: ColumnMap, report: FileReport) -> list[Handed]:
    seen, found = Seen(report), _Payments(report)
    for row in read_rows(lines_of("registry", path, columns, report), REGISTRY, report):
        if not row.good:
            continue
        key = f"{row['payment']}:{row.get('serial') or ''}"
        if not seen.again(key, row.line, "payment", row["payment"]):
            found.add(_of_row(row, key))
    return found.rows


class _Payments:
    """Lines of a registry, the money of each payment at its first line."""

    def __init__(self, report: FileReport) -> None:
        self.rows: list[Handed] = []
        self._report = report
        self._first: dict[str, int] = {}

    def add(self, one: Handed) -> None:
        """Add a line."""
        place = self._first.setdefault(one.payment, len(self.rows))
        if place == len(self.rows):
            self.rows.append(one)
            return
        first = self.rows[place]
        if first.account != one.account:
            reason = f"платёж уже назван в строке {first.line} для другого лицевого счёта"
            self._report.blame(one.line, "payment", one.payment, reason)
        if one.amount:
            whole = (first.amount or Decimal(0)) + one.amount
            self.rows[place] = replace(first, amount=whole)
        self.rows.append(replace(one, amount=None))


def _of_row(row: Row, key: str) -> Handed:
    told = {tariff: row.get(f"t{tariff}") for tariff in TARIFFS}
    account, amount = row["account"], row.get("amount")
    unread = isinstance(account, Unread)
    return Handed(
        line=row.line,
        key=key,
        account=account.cell if unread else account,
        serial=row.get("serial") or "",
        shown={tariff: value for tariff, value in told.items() if isinstance(value, int)},
        source=Source(row.get("source") or Source.REGISTRY),
        given=_given(row.get("given"), row.get("time")),
        flaw=_flaw(account, amount),
        unread=_unread(told),
        payment=row["payment"],
        amount=amount or None,
        payer=row.get("payer") or "",
    )


def _given(given: datetime | date | None, clock: time | None) -> datetime | date | None:
    if given is None or clock is None:
        return given
    return datetime.combine(given, clock)


def _flaw(account: str | Unread, amount: Decimal | None) -> str:
    if isinstance(account, Unread):
        return f"лицевой счёт не читается: {account.reason}" if account.cell else "счёт не назван"
    if amount is not None and amount < 0:
        return "сумма меньше нуля: возврат оформляют отдельно"
    return ""


def _unread(told: dict[int, int | Unread | None]) -> str:
    """Why the readings of a line cannot be taken."""
    bad = {tariff: one for tariff, one in told.items() if isinstance(one, Unread)}
    return "; ".join(
        f"показание T{tariff} «{one.cell[:20]}» не читается: {one.reason}"
        for tariff, one in bad.items()
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
