"""readings.csv: the history of readings that another program has kept so far."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from meterline.customers.models import Register
from meterline.importing.base import Run, batches
from meterline.importing.formats import READINGS
from meterline.importing.report import FileReport
from meterline.importing.table import Lines, Row, read_rows
from meterline.readings.intake import Intake
from meterline.readings.models import Reading, Repeat
from meterline.readings.periods import month_of, shift

RegisterAt = tuple[str, str, str]
"""Account's number, meter's serial, zone."""

ReadingKey = tuple[int, date]
"""Register's id, billing period."""

ByValue = dict[int, Reading]
"""The readings of a register and month by their values, the latest last."""


@dataclass(frozen=True)
class _Register:
    pk: int
    digits: int


def import_readings(lines: Lines, run: Run, report: FileReport) -> None:
    """Add readings. What the ledger holds for a month already is not replaced by a file."""
    intake = Intake()
    for batch in batches(_read(lines, run, report)):
        registers = _registers(batch)
        fitting = [row for row in batch if _fits(row, registers, run, report)]
        work = _Batch(run, report, registers)
        work.take(fitting)
        if not run.failed:
            intake.store(work.readings, work.repeats)
    if not run.failed:
        intake.close(report.file, run.author)


def _read(lines: Lines, run: Run, report: FileReport) -> Iterator[Row]:
    # A reading after the window counts for the next month, so that month may be given.
    latest = shift(month_of(run.at.date()), 1)
    for row in read_rows(lines, READINGS, report):
        if not row.good:
            continue
        if row["month"] > latest:
            report.blame(row.line, "month", f"{row['month']:%Y-%m}", "месяц ещё не наступил")
        else:
            yield row


def _registers(batch: list[Row]) -> dict[RegisterAt, _Register]:
    numbers = {row["account"] for row in batch}
    found = Register.objects.filter(meter__account__number__in=numbers).values_list(
        "meter__account__number", "meter__serial", "zone", "pk", "meter__digits"
    )
    return {(number, serial, zone): _Register(*rest) for number, serial, zone, *rest in found}


def _register_at(row: Row) -> RegisterAt:
    return row["account"], row["serial"], row["zone"].value


def _fits(row: Row, registers: dict[RegisterAt, _Register], run: Run, report: FileReport) -> bool:
    register = registers.get(_register_at(row))
    if register is None:
        _blame_register(row, registers, run, report)
        return False
    if row["value"] >= 10**register.digits:
        reason = f"у счётчика {register.digits} цифр до запятой"
        report.blame(row.line, "value", str(row["value"]), reason)
        return False
    return True


def _blame_register(
    row: Row, registers: dict[RegisterAt, _Register], run: Run, report: FileReport
) -> None:
    if any(known[:2] == (row["account"], row["serial"]) for known in registers):
        report.blame(row.line, "zone", row["zone"].value, "у этого счётчика нет такой зоны")
    elif ("meter", row["account"], row["serial"]) not in run.mentioned:
        report.blame(row.line, "serial", row["serial"], "у лицевого счёта нет такого счётчика")


@dataclass
class _Batch:
    """Some rows on their way into the ledger."""

    run: Run
    report: FileReport
    registers: dict[RegisterAt, _Register]
    readings: list[Reading] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)

    def take(self, rows: list[Row]) -> None:
        """Sort the rows into new readings, repeats of known ones, and contradictions."""
        known = self._known(rows)
        sources = _sources(known)
        for row in rows:
            key = (self.registers[_register_at(row)].pk, row["month"])
            same = known[key].get(row["value"])
            given = sources[(*key, row["value"])]
            if same and row["source"] in given:
                self.report.unchanged += 1
            elif self._can_be_added(row, known[key], same):
                known[key][row["value"]] = self._add(row, key, same)
                given.add(row["source"])

    def _can_be_added(self, row: Row, known: ByValue, same: Reading | None) -> bool:
        """Whether a row says something new that may be stored; it is reported otherwise."""
        if known and not same:
            reason = f"за этот месяц уже записано {list(known)[-1]}"
            self.report.blame(row.line, "value", str(row["value"]), reason)
        elif row.get("status") not in (None, "", Reading.Status.ACCEPTED):
            reason = "в историю загружаются только принятые показания"
            self.report.blame(row.line, "status", row["status"], reason)
        else:
            return True
        return False

    def _known(self, rows: list[Row]) -> dict[ReadingKey, ByValue]:
        registers = {self.registers[_register_at(row)].pk for row in rows}
        months = {row["month"] for row in rows}
        found = Reading.objects.filter(register_id__in=registers, counted_for__in=months)
        known: dict[ReadingKey, ByValue] = defaultdict(dict)
        for one in found.order_by("id"):
            known[one.register_id, one.counted_for][one.value] = one
        return known

    def _add(self, row: Row, key: ReadingKey, known: Reading | None) -> Reading:
        self.report.added += 1
        origin = {
            "source": row["source"],
            "evidence": f"{self.report.file}, строка {row.line}",
            "received_at": self.run.at,
        }
        if known:
            self.repeats.append(Repeat(reading=known, **origin))
            return known
        register, month = key
        self.readings.append(
            Reading(
                register_id=register,
                value=row["value"],
                period=month,
                counted_for=month,
                **origin,
            )
        )
        return self.readings[-1]


def _sources(known: dict[ReadingKey, ByValue]) -> dict[tuple[int, date, int], set[str]]:
    """Register, month and value → the sources from which it is known already."""
    found: dict[tuple[int, date, int], set[str]] = defaultdict(set)
    values = {one.pk: one for of_month in known.values() for one in of_month.values()}
    for one in values.values():
        found[_place(one)].add(one.source)
    repeats = Repeat.objects.filter(reading_id__in=values)
    for pk, source in repeats.values_list("reading_id", "source"):
        found[_place(values[pk])].add(source)
    return found


def _place(reading: Reading) -> tuple[int, date, int]:
    return reading.register_id, reading.counted_for, reading.value
