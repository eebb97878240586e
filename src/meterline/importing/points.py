"""points.csv and acts.csv: where an account is metered, and what was found at its meters."""

from collections.abc import Iterator

from meterline.customers.models import Account, Meter, MeterAct, MeteringPoint
from meterline.importing.base import Run, Seen, batches
from meterline.importing.formats import ACTS, POINTS
from meterline.importing.report import FileReport
from meterline.importing.table import Lines, Row, read_rows
from meterline.importing.writing import NewRows, Updates


def import_points(lines: Lines, run: Run, report: FileReport) -> None:
    """Add metering points and bring known ones up to date."""
    new, updates = NewRows(MeteringPoint), Updates(run.by(report))
    for batch in batches(_points(lines, run, report)):
        numbers = {row["account"] for row in batch}
        accounts = dict(Account.objects.filter(number__in=numbers).values_list("number", "pk"))
        found = MeteringPoint.objects.filter(account__number__in=numbers)
        known = {(one.account_id, one.name): one for one in found.select_related("account")}
        for row in batch:
            account = accounts.get(row["account"])
            if account is None:
                _blame_account(row, run, report)
                continue
            values = row.pick(("address", "max_power_kw", "common_property"))
            point = known.get((account, row["name"]))
            if point is None:
                new.add({"account_id": account, "name": row["name"], **values})
                report.count(None)
            else:
                report.count(updates.assign(point, values))
        new.write()
        updates.write()


def _points(lines: Lines, run: Run, report: FileReport) -> Iterator[Row]:
    seen = Seen(report)
    for row in read_rows(lines, POINTS, report):
        account, name = row.cells.get("account"), row.cells.get("name")
        run.mentioned.add(("point", account, name))
        if row.good and not seen.again((account, name), row.line, "name", row["name"]):
            yield row


def _blame_account(row: Row, run: Run, report: FileReport) -> None:
    if ("account", row["account"]) not in run.mentioned:
        report.blame(row.line, "account", row["account"], "нет такого лицевого счёта")


def import_acts(lines: Lines, run: Run, report: FileReport) -> None:
    """Add acts; a known one, of the same kind, day and number, may change its note."""
    seen, new, updates = Seen(report), NewRows(MeterAct), Updates(run.by(report))
    for batch in batches(row for row in read_rows(lines, ACTS, report) if row.good):
        meters = _meters(batch)
        found = MeterAct.objects.filter(meter__in=[one.pk for one in meters.values()])
        known = {(one.meter_id, one.kind, one.day, one.number): one for one in found}
        for row in batch:
            meter = meters.get((row["account"], row["serial"]))
            if meter is None:
                _blame_meter(row, run, report)
            elif _in_place(row, meter, report):
                key = (meter.pk, row["kind"], row["day"], row.get("number") or "")
                if not seen.again(key, row.line, "day", row["day"].isoformat()):
                    report.count(_store_act(row, meter, known.get(key), new, updates))
        new.write()
        updates.write()


def _store_act(
    row: Row, meter: Meter, known: MeterAct | None, new: NewRows, updates: Updates
) -> bool | None:
    if known is not None:
        return updates.assign(known, row.pick(("note",)))
    new.add({"meter_id": meter.pk, **row.pick(("kind", "day", "number", "note"))})
    return None


def _in_place(row: Row, meter: Meter, report: FileReport) -> bool:
    early = meter.installed is not None and row["day"] < meter.installed
    late = meter.removed is not None and row["day"] > meter.removed
    if early or late:
        reason = "в этот день счётчика на месте не было"
        report.blame(row.line, "day", row["day"].isoformat(), reason)
    return not (early or late)


def _blame_meter(row: Row, run: Run, report: FileReport) -> None:
    if ("meter", row["account"], row["serial"]) not in run.mentioned:
        report.blame(row.line, "serial", row["serial"], "у лицевого счёта нет такого счётчика")


def _meters(batch: list[Row]) -> dict[tuple[str, str], Meter]:
    numbers = {row["account"] for row in batch}
    found = Meter.objects.filter(account__number__in=numbers).select_related("account")
    return {(meter.account.number, meter.serial): meter for meter in found}
