"""gis-ids: what ГИС ЖКХ calls the houses and meters of accounts."""

from collections.abc import Iterator

from meterline.customers.models import GisMeter, Meter
from meterline.importing.base import Run, Seen, batches
from meterline.importing.formats import GIS_IDS
from meterline.importing.report import FileReport
from meterline.importing.table import Lines, Row, read_rows
from meterline.importing.writing import NewRows, Updates


def import_gis_ids(lines: Lines, run: Run, report: FileReport) -> None:
    """Add identifiers of meters and bring known ones up to date."""
    new, updates = NewRows(GisMeter), Updates(run.by(report))
    for batch in batches(_read(lines, report)):
        meters = _meters(batch)
        found = GisMeter.objects.filter(meter__in=meters.values()).select_related("meter")
        known = {one.meter_id: one for one in found}
        taken = dict(
            GisMeter.objects.filter(device__in=[row["device"] for row in batch]).values_list(
                "device", "meter_id"
            )
        )
        for row in batch:
            meter = meters.get((row["account"], row["serial"]))
            if meter is None:
                _blame(row, "serial", "у лицевого счёта нет такого счётчика", report)
            elif taken.get(row["device"], meter) != meter:
                _blame(row, "device", "это GUID другого счётчика", report)
            elif meter in known:
                report.count(updates.assign(known[meter], row.pick(("house", "device"))))
            else:
                new.add({"meter_id": meter, **row.pick(("house", "device"))})
                report.count(None)
        if not run.failed:
            new.write()
            updates.write()


def _read(lines: Lines, report: FileReport) -> Iterator[Row]:
    meters, devices = Seen(report), Seen(report)
    for row in read_rows(lines, GIS_IDS, report):
        if (
            row.good
            and not meters.again((row["account"], row["serial"]), row.line, "serial", row["serial"])
            and not devices.again(row["device"], row.line, "device", str(row["device"]))
        ):
            yield row


def _meters(batch: list[Row]) -> dict[tuple[str, str], int]:
    found = Meter.objects.filter(account__number__in={row["account"] for row in batch})
    fields = ("account__number", "serial", "pk")
    return {(number, serial): pk for number, serial, pk in found.values_list(*fields)}


def _blame(row: Row, column: str, reason: str, report: FileReport) -> None:
    report.blame(row.line, column, str(row[column]), reason)
