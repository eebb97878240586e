"""charges: what another base has charged, line by line; what is charged here already stays."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch

from meterline.charging.computing import Result, take
from meterline.charging.explained import explained, law_lines
from meterline.charging.law.results import Charge as LawCharge
from meterline.charging.models import Charge, Line
from meterline.charging.models import Run as ChargeRun
from meterline.charging.storing import store
from meterline.customers.models import Account, Meter, MeteringPoint
from meterline.importing.base import Run, Seen, batches
from meterline.importing.formats import CHARGES
from meterline.importing.report import FileReport
from meterline.importing.table import Lines, Row, read_rows

BASIS = "imported"
"""What a run of imported charges rests on: not on the sheets here."""

FIELDS = (
    *("point", "meter_id", "zone", "step", "month", "ground", "reason", "rule"),
    *("energy", "price", "coefficient", "amount", "tariff", "placeholder", "numbers"),
)
"""Columns of a line that make it what it is."""


class _Given(NamedTuple):
    """A charge of the file: the rows of its lines."""

    account: str
    period: date
    rows: list[Row]


class _Account(NamedTuple):
    pk: int
    branch: int


def import_charges(lines: Lines, run: Run, report: FileReport) -> None:
    """Add charges of accounts and months that have none. One that differs is reported."""
    work = _Work(run, report)
    for batch in batches(_charges(lines, report)):
        work.take(batch)
    work.close()


def _charges(lines: Lines, report: FileReport) -> Iterator[_Given]:
    """The charges of a file, whose lines stand together. Bad rows take theirs with them."""
    seen = Seen(report)
    for of_charge in _grouped(read_rows(lines, CHARGES, report)):
        first = of_charge[0]
        if not all(row.good for row in of_charge):
            continue
        account, period = _charge_of(first)
        places = [row["place"] for row in of_charge]
        if places != list(range(1, len(places) + 1)):
            reason = "строки начисления идут не по порядку"
            report.blame(first.line, "place", str(places[0]), reason)
        elif not seen.again((account, period), first.line, "account", account):
            yield _Given(account, period, of_charge)


def _grouped(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """The rows of each charge, whose first line begins the next."""
    together: list[Row] = []
    for row in rows:
        if together and (row.get("place") == 1 or _charge_of(row) != _charge_of(together[0])):
            yield together
            together = []
        together.append(row)
    if together:
        yield together


def _charge_of(row: Row) -> tuple[str, date]:
    return row.get("account"), row.get("period")


class _Work:
    """The charges of a file on their way into the tables."""

    def __init__(self, run: Run, report: FileReport) -> None:
        self._run = run
        self._report = report
        self._runs: dict[tuple[int, date], ChargeRun] = {}

    def take(self, batch: list[_Given]) -> None:
        """Check some charges and, unless anything was wrong so far, store the new ones."""
        numbers = {one.account for one in batch}
        places = _Places(numbers, self._report)
        known = _known(numbers, {one.period for one in batch})
        results: dict[tuple[int, date], Result] = {}
        for one in batch:
            rows = places.lines_of(one)
            if rows is None or not self._explained(one, rows):
                continue
            account, earlier = places.accounts[one.account], known.get((one.account, one.period))
            if earlier is None:
                result = results.setdefault((account.branch, one.period), Result(0))
                take(LawCharge(one.period, tuple(law_lines(rows))), account.pk, None, result)
                self._report.count(None)
            else:
                self._compare(one, earlier, rows)
        if not self._run.failed:
            for key, result in results.items():
                store(self._charge_run(*key), result)

    def close(self) -> None:
        """End the runs that hold what was imported."""
        for one in self._runs.values():
            one.finished = self._run.at
            one.save(update_fields=["finished"])

    def _compare(self, one: _Given, earlier: Charge, rows: list[Line]) -> None:
        if [_told(row) for row in rows] == [_told(row) for row in earlier.lines.all()]:
            self._report.count(False)
        else:
            reason = f"за этот месяц уже начислено иначе: {earlier.amount} ₽"
            amount = str(sum(row.amount for row in rows))
            self._report.blame(one.rows[0].line, "amount", amount, reason)

    def _explained(self, one: _Given, rows: list[Line]) -> bool:
        """Whether the lines can be explained; a charge that nobody can explain is not taken."""
        try:
            explained(rows)
        except (KeyError, ValueError, ArithmeticError, TypeError):
            first = one.rows[0]
            reason = "по этим числам начисление нельзя объяснить"
            self._report.blame(first.line, "numbers", "", reason)
            return False
        return True

    def _charge_run(self, branch: int, period: date) -> ChargeRun:
        if (branch, period) not in self._runs:
            self._runs[branch, period] = ChargeRun.objects.create(
                branch_id=branch,
                period=period,
                author=self._run.author[:100],
                started=self._run.at,
                basis=BASIS,
            )
        return self._runs[branch, period]


class _Places:
    """Where the lines of some accounts belong."""

    def __init__(self, numbers: set[str], report: FileReport) -> None:
        self._report = report
        found = Account.objects.filter(number__in=numbers)
        self.accounts = {
            number: _Account(*rest)
            for number, *rest in found.values_list("number", "pk", "branch_id")
        }
        meters = Meter.objects.filter(account__number__in=numbers)
        self._meters = {
            (number, serial): pk
            for number, serial, pk in meters.values_list("account__number", "serial", "pk")
        }
        points = MeteringPoint.objects.filter(account__number__in=numbers)
        self._points = {
            (number, name): pk
            for number, name, pk in points.values_list("account__number", "name", "pk")
        }

    def lines_of(self, one: _Given) -> list[Line] | None:
        """The lines as the tables keep them, None where one of them belongs nowhere."""
        if one.account not in self.accounts:
            self._report.blame(
                one.rows[0].line, "account", one.account, "нет такого лицевого счёта"
            )
            return None
        fitting = [self._fits(row) for row in one.rows]
        return [self._line(row) for row in one.rows] if all(fitting) else None

    def _fits(self, row: Row) -> bool:
        """Whether the meters and the point that a line names are the account's."""
        checked = [
            self._known(row, "serial", self._meters, "нет такого счётчика"),
            self._known(row, "point_meter", self._meters, "нет такого счётчика"),
            self._known(row, "point", self._points, "нет такой точки учёта"),
        ]
        return all(checked)

    def _known(
        self, row: Row, column: str, known: dict[tuple[str, str], int], otherwise: str
    ) -> bool:
        if not row[column] or (row["account"], row[column]) in known:
            return True
        self._report.blame(row.line, column, row[column], f"у лицевого счёта {otherwise}")
        return False

    def _line(self, row: Row) -> Line:
        account, meter = row["account"], row["serial"]
        return Line(
            place=row["place"],
            point=self._point(row),
            meter_id=self._meters[account, meter] if meter else None,
            zone=row["zone"].value,
            step=row["range"],
            **row.pick(("month", "ground", "reason", "rule", "energy", "price")),
            **row.pick(("coefficient", "amount", "tariff", "placeholder", "numbers")),
        )

    def _point(self, row: Row) -> int:
        """See `Line.point`: a named point's id, or minus that of the first meter, or nought."""
        if row["point"]:
            return self._points[row["account"], row["point"]]
        first = row["point_meter"]
        return -self._meters[row["account"], first] if first else 0


def _known(numbers: set[str], periods: set[date]) -> dict[tuple[str, date], Charge]:
    lines = Prefetch("lines", Line.objects.order_by("place"))
    found = Charge.objects.current().filter(account__number__in=numbers, period__in=periods)
    rows = found.select_related("account").prefetch_related(lines)
    return {(one.account.number, one.period): one for one in rows}


def _told(line: Line) -> tuple[object, ...]:
    return tuple(getattr(line, name) for name in FIELDS)
