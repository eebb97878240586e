"""Which meter was put in the place of which, once all rows of meters.csv are in."""

from collections.abc import Iterable
from typing import NamedTuple

from meterline.customers.models import Meter
from meterline.importing.base import Run, batches
from meterline.importing.report import FileReport
from meterline.importing.table import Row
from meterline.importing.writing import Updates

MeterAt = tuple[str, str]
"""Account's number, meter's serial."""


class _Replaced(NamedTuple):
    line: int
    account: str
    serial: str
    replaces: str
    new: bool


class Replacements:
    """Replacements that a file tells; a replaced meter may stand in any row of it."""

    def __init__(self, run: Run, report: FileReport) -> None:
        self._run = run
        self._report = report
        self._rows: list[_Replaced] = []

    def add(self, row: Row, *, new: bool) -> None:
        """Take a row that names the meter that it replaces."""
        self._rows.append(_Replaced(row.line, row["account"], row["serial"], row["replaces"], new))

    def store(self) -> None:
        """Join the meters. A replacement told of a known meter counts as its change."""
        for batch in batches(self._rows):
            meters = _meters_of(one.account for one in batch)
            taken = {meter.replaces_id: at for at, meter in meters.items() if meter.replaces_id}
            updates = Updates(self._run.by(self._report))
            fresh = [one for row in batch if (one := self._join(row, meters, taken, updates))]
            Meter.objects.bulk_update(fresh, ["replaces"], 500)
            updates.write()

    def _join(
        self,
        one: _Replaced,
        meters: dict[MeterAt, Meter],
        taken: dict[int, MeterAt],
        updates: Updates,
    ) -> Meter | None:
        """Name the old meter in the new one, which is returned if this file brought it."""
        meter, old = meters[one.account, one.serial], meters.get((one.account, one.replaces))
        if old is None:
            self._blame(one, "у лицевого счёта нет такого счётчика")
        elif self._fits(one, meter, old, taken):
            if one.new:
                meter.replaces = old
                return meter
            if updates.assign(meter, {"replaces_id": old.pk}):
                self._report.changed += 1
                self._report.unchanged -= 1
        return None

    def _fits(self, one: _Replaced, meter: Meter, old: Meter, taken: dict[int, MeterAt]) -> bool:
        by = taken.setdefault(old.pk, (one.account, one.serial))
        if old.pk == meter.pk:
            self._blame(one, "счётчик не может заменить сам себя")
        elif by != (one.account, one.serial):
            self._blame(one, f"вместо него уже установлен № {by[1]}")
        elif old.removed is None:
            self._blame(one, "у заменённого счётчика нет дня снятия")
        elif old.point_id != meter.point_id:
            self._blame(one, "он стоял на другой точке учёта")
        else:
            return True
        return False

    def _blame(self, one: _Replaced, reason: str) -> None:
        self._report.blame(one.line, "replaces", one.replaces, reason)


def _meters_of(accounts: Iterable[str]) -> dict[MeterAt, Meter]:
    found = Meter.objects.filter(account__number__in=set(accounts)).select_related("account")
    return {(meter.account.number, meter.serial): meter for meter in found}
