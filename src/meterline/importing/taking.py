"""Some rows of a registry in one transaction: money first, then readings, the rest held."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from meterline.customers.models import ImportRun
from meterline.importing.handed import Handed
from meterline.importing.handover import Outcome
from meterline.importing.placing import (
    Place,
    Refused,
    moment_of,
    place_for,
    places_of,
    require_current,
    values_of,
)
from meterline.importing.report import FileReport, Problem
from meterline.importing.waiting import Held, decided, payment_of
from meterline.payments.services import Incoming, receive_payments
from meterline.readings.checks import PLAUSIBLE, Checked, Finding
from meterline.readings.many import Answer, submit_many
from meterline.readings.models import Reading, Repeat
from meterline.readings.submission import Submission

FINDINGS = {
    Finding.LOWER: "меньше прежнего показания",
    Finding.TOO_HIGH: "расход слишком велик",
    Finding.COMMA: "похоже, передана и цифра после запятой",
    Finding.SWAPPED: "похоже, зоны перепутаны местами",
    Finding.TOO_MANY_DIGITS: "цифр больше, чем у счётчика",
}


class Evidence:
    """A file as evidence."""

    def __init__(self, path: Path, sender: str, at: datetime, author: str) -> None:
        self.name, self.sender, self.author = path.name, sender, author
        self._at = at
        with path.open("rb") as content:
            self.sha256 = hashlib.file_digest(content, "sha256").hexdigest()

    def line(self, number: int) -> str:
        """What a row of it is called as evidence."""
        return f"{self.name}, строка {number}"[:200]

    def run(self, report: FileReport) -> ImportRun:
        """Keep that it was loaded."""
        passed = "; ".join(one.reason for one in report.doubts)
        return ImportRun.objects.create(
            at=self._at,
            author=self.author[:100],
            kind=ImportRun.Kind.REGISTRY,
            file=self.name[:200],
            sha256=self.sha256,
            added=0,
            changed=0,
            unchanged=0,
            note=f"Загружено, хотя итоги не сошлись: {passed}"[:300] if passed else "",
        )


class Batch:
    """Some rows in one transaction."""

    def __init__(self, file: Evidence, at: datetime, report: FileReport, *, store: bool) -> None:
        self._file, self._at, self._report, self._store = file, at, report, store
        self.outcome = Outcome()
        self.held: list[Held] = []
        self.stored: set[str] = set()
        """Payments of which anything new was stored."""

    def take(self, rows: Sequence[Handed]) -> None:
        """Take money first, then readings; what finds no place is held."""
        placed = self._placed(rows)
        self._read(self._paid(placed))
        self._tell_held()
        self.outcome.stored = sum(payment_of(one) in self.stored for one in rows)

    def _placed(self, rows: Sequence[Handed]) -> list["_Placed"]:
        places = places_of(one.account for one in rows)
        found = []
        for one in rows:
            try:
                place = place_for(one, places)
                found.append(_Placed(one, place, moment_of(one.given, place.zone, self._at)))
            except Refused as refusal:
                self._hold(one, str(refusal), money=True)
        return found

    def _paid(self, rows: list["_Placed"]) -> list["_Placed"]:
        """Take the money; the rows whose readings may be looked at."""
        paying = [one for one in rows if one.row.amount]
        answers = receive_payments([one.incoming(self._file) for one in paying])
        refused = set()
        for one, received in zip(paying, answers, strict=True):
            if received.payment is None:
                self._hold(one.row, str(received.refused), money=True)
                refused.add(one.row.payment)
            elif received.new:
                self.outcome.paid += 1
                self.outcome.paid_sum += received.payment.amount
                self.stored.add(payment_of(one.row))
            else:
                self.outcome.paid_before += 1
        return [one for one in rows if one.row.payment not in refused or not one.row.payment]

    def _read(self, rows: Sequence["_Placed"]) -> None:
        ready: list[tuple[_Placed, Submission]] = []
        for one in rows:
            if not one.row.shown and not one.row.unread:
                self.outcome.empty += 1
                continue
            try:
                ready.append((one, one.submission(self._file, self._at)))
            except Refused as refusal:
                self._hold(one.row, str(refusal), money=False)
        for wave in _waves(ready):
            answers = submit_many([submission for _, submission in wave], store=self._store)
            given = _given_before(answers)
            for (one, submission), answer in zip(wave, answers, strict=True):
                self._tell(one.row, submission, answer, given)

    def _tell(
        self,
        row: Handed,
        submission: Submission,
        answer: Answer,
        given: Mapping[int, set[tuple[str, int]]],
    ) -> None:
        if answer.refusal:
            self._hold(row, str(answer.refusal), money=False)
        elif answer.earlier is None:
            self.stored.add(payment_of(row))
            self._tell_stored(row, answer)
        elif given[answer.earlier.pk] == {(one.zone.value, one.value) for one in submission.values}:
            self.outcome.known += 1
        else:
            reason = "платёж с этим номером уже загружен с другими показаниями"
            self._hold(row, reason, money=False)

    def _tell_stored(self, row: Handed, answer: Answer) -> None:
        doubts = "; ".join(_doubt(one) for one in answer.checked if one.finding not in PLAUSIBLE)
        if doubts:
            self.outcome.under_review.append(self._problem(row, doubts))
        else:
            self.outcome.accepted += 1

    def _hold(self, row: Handed, reason: str, *, money: bool) -> None:
        self.held.append(Held(row, reason, money and row.amount is not None))

    def _tell_held(self) -> None:
        """Rows about which somebody has decided are known, the others are told."""
        closed = decided(self._file.sender, self.held)
        for one in self.held:
            if one.key(self._file.sender) in closed:
                self.outcome.known += 1
            else:
                self.outcome.refused.append(self._problem(one.row, one.reason))

    def _problem(self, row: Handed, reason: str) -> Problem:
        return Problem(self._file.name, row.line, row.account, str(row), reason, self._report.sheet)


class _Placed:
    """A row with its account and the moment that it counts from."""

    def __init__(self, row: Handed, place: Place, moment: datetime) -> None:
        self.row, self._place, self._moment = row, place, moment

    def incoming(self, file: Evidence) -> Incoming:
        """Its money."""
        assert self.row.amount is not None  # noqa: S101 - asked for rows with money only
        return Incoming(
            account=self._place.account,
            amount=self.row.amount,
            paid_at=self._moment,
            payment_id=self.row.payment,
            source=file.sender,
            author=file.author[:100],
            evidence=file.line(self.row.line),
        )

    def submission(self, file: Evidence, at: datetime) -> Submission:
        """Its readings. Raises Refused."""
        values = values_of(self.row, self._place)
        require_current(self._moment, at)
        return Submission(
            account=self._place.account.number,
            values=values,
            source=self.row.source,
            received_at=self._moment,
            author=file.author,
            evidence=file.line(self.row.line),
            evidence_sha256=file.sha256,
            key=f"{file.sender}:{self.row.key}",
            insisted=True,
        )


def _waves(
    rows: Sequence[tuple[_Placed, Submission]],
) -> Iterator[list[tuple[_Placed, Submission]]]:
    """Rows in lists that hold each account once, those of one account in their order."""
    waves: list[list[tuple[_Placed, Submission]]] = []
    times: dict[str, int] = {}
    for one in rows:
        place = times.get(one[1].account, 0)
        times[one[1].account] = place + 1
        if place == len(waves):
            waves.append([])
        waves[place].append(one)
    yield from waves


def _given_before(answers: Sequence[Answer]) -> dict[int, set[tuple[str, int]]]:
    """Zones and values of the receipts that were there already, by the receipt's id."""
    receipts = [one.earlier.pk for one in answers if one.earlier]
    found: dict[int, set[tuple[str, int]]] = {pk: set() for pk in receipts}
    if receipts:
        own = Reading.objects.filter(receipt__in=receipts)
        again = Repeat.objects.filter(receipt__in=receipts)
        for rows, at in ((own, ""), (again, "reading__")):
            values = rows.values_list("receipt_id", f"{at}register__zone", f"{at}value")
            for receipt, zone, value in values:
                found[receipt].add((zone, value))
    return found


def _doubt(one: Checked) -> str:
    was = f" (было {one.last})" if one.last is not None else ""
    return f"{FINDINGS[one.finding]}{was}"
