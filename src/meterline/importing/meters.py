"""meters.csv: a row is a meter with its registers."""

from collections.abc import Iterator
from pathlib import Path

from meterline.customers.models import Account, Meter, Register
from meterline.importing.base import Run, Seen, assign, batches
from meterline.importing.formats import METERS
from meterline.importing.report import FileReport
from meterline.importing.table import Row, read_rows
from meterline.language.zones import ZONES_OF_METER

FIELDS = ("digits", "ratio", "installed", "verified_until")

Known = dict[tuple[str, str], Meter]
"""Account's number and meter's serial → meter."""


def import_meters(path: Path, run: Run, report: FileReport) -> None:
    """Add meters and bring known ones up to date; a meter's zones cannot change."""
    seen = Seen(report)
    for batch in batches(_read(path, run, report, seen)):
        accounts = _accounts(batch)
        known = _meters(batch)
        fitting = [row for row in batch if _fits(row, accounts, known, run, report)]
        if not run.failed:
            _store(fitting, accounts, known, report)


def _read(path: Path, run: Run, report: FileReport, seen: Seen) -> Iterator[Row]:
    for row in read_rows(path, METERS, report):
        account, serial = row.cells.get("account"), row.cells.get("serial")
        run.mentioned.add(("meter", account, serial))
        if row.good and not seen.again((account, serial), row.line, "serial", row["serial"]):
            yield row


def _accounts(batch: list[Row]) -> dict[str, Account]:
    numbers = {row["account"] for row in batch}
    return {one.number: one for one in Account.objects.filter(number__in=numbers)}


def _meters(batch: list[Row]) -> Known:
    numbers = {row["account"] for row in batch}
    found = Meter.objects.filter(account__number__in=numbers).select_related("account")
    found = found.prefetch_related("registers")
    return {(meter.account.number, meter.serial): meter for meter in found}


def _fits(
    row: Row, accounts: dict[str, Account], known: Known, run: Run, report: FileReport
) -> bool:
    if row["account"] not in accounts:
        if ("account", row["account"]) not in run.mentioned:
            report.blame(row.line, "account", row["account"], "нет такого лицевого счёта")
        return False
    meter = known.get((row["account"], row["serial"]))
    zones = len(meter.registers.all()) if meter else row["zones"]
    if zones != row["zones"]:
        reason = f"у этого счётчика уже {zones}; замена счётчика — новая строка"
        report.blame(row.line, "zones", str(row["zones"]), reason)
    return bool(zones == row["zones"])


def _store(rows: list[Row], accounts: dict[str, Account], known: Known, report: FileReport) -> None:
    added, changed = [], []
    for row in rows:
        meter = known.get((row["account"], row["serial"]))
        if meter is None:
            fresh = Meter(
                account=accounts[row["account"]], serial=row["serial"], **row.pick(*FIELDS)
            )
            added.append((fresh, row["zones"]))
        elif assign(meter, row.pick(*FIELDS)):
            changed.append(meter)
    Meter.objects.bulk_create([meter for meter, _ in added])
    Register.objects.bulk_create(
        Register(meter=meter, zone=zone.value)
        for meter, zones in added
        for zone in ZONES_OF_METER[zones]
    )
    Meter.objects.bulk_update(changed, FIELDS)
    report.added += len(added)
    report.changed += len(changed)
    report.unchanged += len(rows) - len(added) - len(changed)
