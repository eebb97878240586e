"""meters.csv: a row is a meter with its registers, its place and what it replaced."""

from collections.abc import Iterator
from typing import Any

from meterline.customers.models import Account, Meter, MeteringPoint, Register
from meterline.importing.base import Run, Seen, batches
from meterline.importing.formats import METERS
from meterline.importing.replacements import Replacements
from meterline.importing.report import FileReport
from meterline.importing.table import Lines, Row, read_rows
from meterline.importing.writing import NewRows, Updates
from meterline.language.zones import ZONES_OF_METER, Zone

COLUMNS = ("digits", "ratio", "installed", "verified_until", "automatic", "removed")
SHOWN = ("opening", "closing")

Points = dict[tuple[str, str], int]
"""Account's number and point's name → the point's id."""


def import_meters(lines: Lines, run: Run, report: FileReport) -> None:
    """Add meters and bring known ones up to date; a meter's zones cannot change."""
    work = _Work(run, report)
    for batch in batches(_read(lines, run, report)):
        work.take(batch)
    if not run.failed:
        work.replacements.store()


def _read(lines: Lines, run: Run, report: FileReport) -> Iterator[Row]:
    seen = Seen(report)
    for row in read_rows(lines, METERS, report):
        account, serial = row.cells.get("account"), row.cells.get("serial")
        run.mentioned.add(("meter", account, serial))
        if row.good and not seen.again((account, serial), row.line, "serial", row["serial"]):
            yield row


class _Work:
    """The rows of a file on their way into the tables."""

    def __init__(self, run: Run, report: FileReport) -> None:
        self._run = run
        self._report = report
        self._updates = Updates(run.by(report))
        self._meters, self._registers = NewRows(Meter), NewRows(Register)
        self.replacements = Replacements(run, report)

    def take(self, batch: list[Row]) -> None:
        """Check the rows and, unless anything was wrong so far, store them."""
        numbers = {row["account"] for row in batch}
        accounts = dict(Account.objects.filter(number__in=numbers).values_list("number", "pk"))
        points = _points(batch)
        known = _meters(numbers)
        rows = [row for row in batch if self._fits(row, accounts, points, known)]
        if self._run.failed:
            return
        for row in rows:
            self._store(row, accounts, points, known.get((row["account"], row["serial"])))
        self._meters.write()
        self._registers.write()
        self._updates.write()

    def _fits(
        self,
        row: Row,
        accounts: dict[str, int],
        points: Points,
        known: dict[tuple[str, str], Meter],
    ) -> bool:
        if row["account"] not in accounts:
            if ("account", row["account"]) not in self._run.mentioned:
                self._blame(row, "account", row["account"], "нет такого лицевого счёта")
            return False
        if row.get("point") and (row["account"], row["point"]) not in points:
            if ("point", row["account"], row["point"]) not in self._run.mentioned:
                self._blame(row, "point", row["point"], "у лицевого счёта нет такой точки учёта")
            return False
        meter = known.get((row["account"], row["serial"]))
        zones = len(meter.registers.all()) if meter else row["zones"]
        if zones != row["zones"]:
            reason = f"у этого счётчика уже {zones}; замена счётчика — новая строка"
            self._blame(row, "zones", str(row["zones"]), reason)
        return bool(zones == row["zones"]) and self._history_fits(row)

    def _history_fits(self, row: Row) -> bool:
        """Whether installation, removal and what was shown then can be true."""
        wrong = _wrong_history(row)
        if wrong:
            column, reason = wrong
            self._blame(row, column, _written(row[column]), reason)
        return wrong is None

    def _blame(self, row: Row, column: str, value: str, reason: str) -> None:
        self._report.blame(row.line, column, value, reason)

    def _store(
        self, row: Row, accounts: dict[str, int], points: Points, known: Meter | None
    ) -> None:
        values = row.pick(COLUMNS)
        if "point" in row.cells:
            point = row["point"]
            values["point_id"] = points[row["account"], point] if point else None
        if known is None:
            self._add(row, {"account_id": accounts[row["account"]], **values})
            changed = None
        else:
            changed = self._bring_up(row, known, values)
        self._report.count(changed)
        if row.get("replaces"):
            self.replacements.add(row, new=known is None)

    def _add(self, row: Row, values: dict[str, Any]) -> None:
        meter = self._meters.add({"serial": row["serial"], **values})
        for zone, shown in _shown_by_zone(row).items():
            self._registers.add({"meter_id": meter, "zone": zone.value, **shown})

    def _bring_up(self, row: Row, meter: Meter, values: dict[str, Any]) -> bool:
        if "replaces" in row.cells and row["replaces"] is None:
            values["replaces_id"] = None
        shown = _shown_by_zone(row)
        changed = [self._updates.assign(meter, values)]
        for register in meter.registers.all():
            register.meter = meter
            changed.append(self._updates.assign(register, shown.get(Zone(register.zone), {})))
        return any(changed)


def _points(batch: list[Row]) -> Points:
    numbers = {row["account"] for row in batch if row.get("point")}
    if not numbers:
        return {}
    found = MeteringPoint.objects.filter(account__number__in=numbers)
    return {
        (number, name): pk
        for number, name, pk in found.values_list("account__number", "name", "pk")
    }


def _meters(numbers: set[str]) -> dict[tuple[str, str], Meter]:
    found = Meter.objects.filter(account__number__in=numbers).select_related("account")
    found = found.prefetch_related("registers")
    return {(meter.account.number, meter.serial): meter for meter in found}


def _shown_by_zone(row: Row) -> dict[Zone, dict[str, int | None]]:
    """Zone → what its register showed when the meter was put up and taken down."""
    found: dict[Zone, dict[str, int | None]] = {}
    for place, zone in enumerate(ZONES_OF_METER[row["zones"]]):
        given = ((name, row[name]) for name in SHOWN if name in row.cells)
        found[zone] = {name: shown[place] if shown else None for name, shown in given}
    return found


def _wrong_history(row: Row) -> tuple[str, str] | None:
    """The column that cannot be true, and why."""
    installed, removed = row["installed"], row.get("removed")
    if installed and removed and removed < installed:
        return "removed", "счётчик не может быть снят раньше, чем установлен"
    for column in SHOWN:
        shown = row.get(column)
        if shown and len(shown) != row["zones"]:
            return column, f"у этого счётчика шкал {row['zones']}"
        if shown and max(shown) >= 10 ** row["digits"]:
            return column, f"у счётчика {row['digits']} цифр до запятой"
    if row.get("closing") and not removed:
        return "closing", "показание при снятии есть, а дня снятия нет"
    return None


def _written(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
