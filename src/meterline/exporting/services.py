"""Export: a file is whole or not there, and it is on record who took what."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from meterline.customers.models import ExportRun
from meterline.errors import Mendable
from meterline.exporting import computed as computed_rows
from meterline.exporting.charges import charges
from meterline.exporting.customers import customers, points
from meterline.exporting.gis import GisExport, LeftOut
from meterline.exporting.meters import meters
from meterline.exporting.onec import write_charges, write_readings
from meterline.exporting.readings import readings
from meterline.exporting.scope import EVERYTHING, Scope
from meterline.exporting.writers import Cells, CsvWriter, Writing, XlsxWriter
from meterline.importing import formats
from meterline.importing.gis import request_of

Progress = Callable[[int], None]
"""Hears how many rows have been written."""

ROWS_A_STEP = 1000

OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Table:
    """A table that is handed out: its columns, its rows, whether they belong to months."""

    columns: tuple[str, ...]
    rows: Callable[[Scope], Iterator[Cells]]
    of_months: bool = False


TABLES: dict[str, Table] = {
    "customers": Table(tuple(formats.CUSTOMERS.all), customers),
    "points": Table(tuple(formats.POINTS.all), points),
    "meters": Table(tuple(formats.METERS.all), meters),
    "readings": Table(tuple(formats.READINGS.all), readings, of_months=True),
    "computed": Table(computed_rows.COLUMNS, computed_rows.computed, of_months=True),
    "charges": Table(tuple(formats.CHARGES.all), charges, of_months=True),
}
"""What there is to hand out; `gis` besides, which is files of XML."""

GIS = "gis"

RECORDS: dict[str, Callable[[Path, Scope], int]] = {
    "readings": write_readings,
    "charges": write_charges,
}
"""What can be handed out as JSON for 1C."""


@dataclass(frozen=True)
class Order:
    """What to export, to which file, by whom and when."""

    kind: str
    path: Path
    author: str
    at: datetime
    scope: Scope = EVERYTHING
    progress: Progress | None = None


@dataclass
class Exported:
    """What came of it: the files, their rows, and meters that could not be sent."""

    files: list[Path] = field(default_factory=list)
    rows: int = 0
    left_out: list[LeftOut] = field(default_factory=list)


def export(order: Order) -> Exported:
    """Write what is ordered. Raises Mendable where there is no such thing.

    The kind of file follows its name's ending. That the data left is stored before the file
    takes its name.
    """
    _check(order)
    if order.kind == GIS:
        return _export_gis(order)
    with _new_file(order.path) as part:
        rows = _write(order, part)
        _note(order, [_digest(part)], rows)
    return Exported([order.path], rows)


def _check(order: Order) -> None:
    kinds = [*TABLES, GIS]
    if order.kind not in kinds:
        raise Mendable(f"не бывает выгрузки «{order.kind}»", f"назовите {', '.join(kinds)}")
    endings = _endings(order.kind)
    if order.path.suffix.lower() not in endings:
        raise Mendable(
            f"{order.kind} не выгружается в {order.path.name}",
            f"дайте файлу окончание {' или '.join(endings)}",
        )
    scope, months = order.scope, order.kind == GIS or TABLES[order.kind].of_months
    if (scope.period or scope.since) and not months:
        raise Mendable(f"{order.kind} не делится по месяцам", "уберите --period и --since")
    if scope.period and scope.since:
        raise Mendable("и месяц, и начало", "оставьте --period или --since")
    if order.kind == GIS and not scope.period:
        raise Mendable("для ГИС ЖКХ выгружают один месяц", "добавьте --period, например 2026-11")


def _endings(kind: str) -> tuple[str, ...]:
    if kind == GIS:
        return (".xml",)
    return (".csv", ".xlsx", ".json") if kind in RECORDS else (".csv", ".xlsx")


def _write(order: Order, part: Path) -> int:
    ending = order.path.suffix.lower()
    if ending == ".json":
        return RECORDS[order.kind](part, order.scope)
    table, rows = TABLES[order.kind], 0
    with _writer(order.kind, part, ending) as writer:
        for rows, cells in enumerate(table.rows(order.scope), start=1):
            writer.row(cells)
            if order.progress and rows % ROWS_A_STEP == 0:
                order.progress(rows)
    return rows


def _writer(kind: str, part: Path, ending: str) -> Writing:
    columns = TABLES[kind].columns
    return CsvWriter(part, columns) if ending == ".csv" else XlsxWriter(part, columns, kind)


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """A file beside the wanted one, which takes its place if all goes well; its owner's only."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(OWNER_ONLY)
        yield part
        os.replace(part, path)
    except OSError as error:
        raise Mendable(
            f"{path} не записывается: {error.strerror}", "назовите другой файл"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _export_gis(order: Order) -> Exported:
    """Write `NAME-00001.xml` and so on, all of them or none."""
    if order.scope.period is None:
        raise TypeError("the order was not checked")
    done, digests = Exported(), list[str]()
    made = GisExport(order.scope, order.scope.period)
    with ExitStack() as files:
        for number, request in enumerate(made.requests(), start=1):
            path = order.path.with_name(f"{order.path.stem}-{number:05}{order.path.suffix}")
            part = files.enter_context(_new_file(path))
            part.write_bytes(request_of(request.house, request.values))
            digests.append(_digest(part))
            done.rows += len(request.values)
            done.files.append(path)
            if order.progress:
                order.progress(done.rows)
        _note(order, digests, done.rows)
    done.left_out = made.left_out
    return done


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _note(order: Order, digests: list[str], rows: int) -> None:
    """Keep who took what (152-ФЗ)."""
    whole = "".join(digests).encode()
    ExportRun.objects.create(
        at=order.at,
        author=order.author[:100],
        kind=order.kind,
        file=order.path.name[:200],
        files=len(digests),
        sha256=digests[0] if len(digests) == 1 else hashlib.sha256(whole).hexdigest(),
        branch=order.scope.branch,
        period=order.scope.period,
        since=order.scope.since,
        rows=rows,
    )
