"""Registries: current readings of a file, each through the one way into the ledger.

Whether the file is whole is checked first: a file whose rows or totals are wrong hands over
nothing. Then each row stands for itself: what the history does not bear out is stored for a
person to look at, and what no account or meter can be found for is kept as a held row.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from meterline.customers.models import Account, HeldRow, ImportRun, Meter
from meterline.importing.handed import Handed, read_handed, sender_of
from meterline.importing.report import FileReport, Problem
from meterline.importing.services import LINES_A_STEP, PLAIN, Manner
from meterline.importing.tariffs import zones_of_meters
from meterline.readings.checks import PLAUSIBLE, Checked, Finding, MeterValue
from meterline.readings.models import Receipt, Source
from meterline.readings.services import check_account_values, submit_reading
from meterline.readings.submission import (
    ComputedIsNoReading,
    Implausible,
    NotAccepted,
    Submission,
    UnknownAccount,
    digest,
)

OLDEST = timedelta(days=31)
"""What was given earlier is history, and is not checked as a current reading."""

FINDINGS = {
    Finding.LOWER: "меньше прежнего показания",
    Finding.TOO_HIGH: "расход слишком велик",
    Finding.COMMA: "похоже, передана и цифра после запятой",
    Finding.SWAPPED: "похоже, зоны перепутаны местами",
    Finding.TOO_MANY_DIGITS: "цифр больше, чем у счётчика",
}


class Refused(Exception):
    """A row that cannot be stored. `str()` of it is the reason in Russian."""


@dataclass
class Handover:
    """What came of a file: rows accepted now or earlier, without readings, and the others.

    `under_review` were stored for a person to look at; `refused` were not, and are held.
    """

    file: FileReport
    dry_run: bool = False
    accepted: int = 0
    known: int = 0
    empty: int = 0
    under_review: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        if self.file.problems:
            return str(self.file)
        return (
            f"{self.file.file}: строк {self.file.rows}, принято {self.accepted}, "
            f"на проверку {len(self.under_review)}, не принято {len(self.refused)}, "
            f"были раньше {self.known}, без показаний {self.empty}"
        )


def import_registry(path: Path, at: datetime, manner: Manner = PLAIN) -> Handover:
    """Hand over the readings of a file received at `at`. A second time changes nothing."""
    report = FileReport(path.name)
    rows = read_handed(path, manner.columns, report)
    done = Handover(report, manner.dry_run)
    if not report.problems:
        _Work(path, sender_of(path, manner.columns), at, manner, done).take(rows)
    return done


class _Work:
    """The rows of a file on their way into the ledger."""

    def __init__(
        self, path: Path, sender: str, at: datetime, manner: Manner, done: Handover
    ) -> None:
        self._path = path
        self._sender = sender
        self._at = at
        self._manner = manner
        self._done = done
        with path.open("rb") as content:
            self._sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        self._stored: list[Handed] = []
        self._held: list[tuple[Handed, str]] = []

    def take(self, rows: list[Handed]) -> None:
        """Hand every row over; then keep what came of the file."""
        for count, one in enumerate(rows, start=1):
            if one.shown:
                self._hand_over(one)
            else:
                self._done.empty += 1
            if self._manner.progress and count % LINES_A_STEP == 0:
                self._manner.progress(self._path.name, one.line)
        if not self._manner.dry_run:
            self._note()

    def _hand_over(self, one: Handed) -> None:
        try:
            self._submit(one, self._submission(one))
        except (Refused, NotAccepted) as refusal:
            self._done.refused.append(self._problem(one, str(refusal)))
            self._held.append((one, str(refusal)))

    def _submit(self, one: Handed, submission: Submission) -> None:
        earlier: Any = Receipt.objects.filter(key=submission.once).first()
        if earlier:
            self._compare(submission, earlier)
            self._done.known += 1
            return
        doubts = self._doubts(submission)
        if not self._manner.dry_run:
            submit_reading(submission)
            self._stored.append(one)
        if doubts:
            self._done.under_review.append(self._problem(one, doubts))
        else:
            self._done.accepted += 1

    def _compare(self, submission: Submission, earlier: Any) -> None:
        """Raise Refused where the same payment brought other values before."""
        own = earlier.readings.values_list("register__zone", "value")
        again = earlier.repeats.values_list("reading__register__zone", "reading__value")
        if {*own, *again} != {(one.zone.value, one.value) for one in submission.values}:
            raise Refused("платёж с этим номером уже загружен с другими показаниями")

    def _doubts(self, submission: Submission) -> str:
        """Why a person has to look at the values, in Russian; empty where nobody has to."""
        try:
            checked = check_account_values(
                submission.account, submission.values, submission.received_at, submission.source
            )
        except Implausible as implausible:
            checked = implausible.checked
        return "; ".join(_doubt(one) for one in checked if one.finding not in PLAUSIBLE)

    def _submission(self, one: Handed) -> Submission:
        """The row as a submission. Raises Refused and UnknownAccount."""
        if one.flaw:
            raise Refused(one.flaw)
        if one.source == Source.COMPUTED:
            raise ComputedIsNoReading
        account = Account.objects.select_related("branch").filter(number=one.account).first()
        if account is None:
            raise UnknownAccount
        meter = _meter(account, one)
        return Submission(
            account=account.number,
            values=_values(account, meter, one),
            source=one.source,
            received_at=_moment(one, account, self._at),
            author=self._manner.author,
            evidence=f"{self._path.name}, строка {one.line}"[:200],
            evidence_sha256=self._sha256,
            key=f"{self._sender}:{one.key}",
            insisted=True,
        )

    def _problem(self, one: Handed, reason: str) -> Problem:
        values = ", ".join(f"T{tariff}: {value}" for tariff, value in one.shown.items())
        return Problem(
            self._path.name, one.line, one.account, values, reason, self._done.file.sheet
        )

    def _note(self) -> None:
        """Keep that the file was loaded, and the rows that found no place."""
        keys = {self._key(one): (one, reason) for one, reason in self._held}
        known = set(HeldRow.objects.filter(key__in=keys).values_list("key", flat=True))
        fresh = {key: told for key, told in keys.items() if key not in known}
        if not self._stored and not fresh:
            return
        with transaction.atomic():
            run = ImportRun.objects.create(
                at=self._at,
                author=self._manner.author[:100],
                kind=ImportRun.Kind.REGISTRY,
                file=self._path.name[:200],
                sha256=self._sha256,
                added=len(self._stored),
                changed=0,
                unchanged=self._done.known,
            )
            HeldRow.objects.bulk_create(
                HeldRow(
                    run=run,
                    key=key,
                    line=one.line,
                    account=one.account,
                    told=str(one)[:300],
                    reason=reason[:300],
                )
                for key, (one, reason) in fresh.items()
            )
            mended = [self._key(one) for one in self._stored]
            HeldRow.objects.filter(key__in=mended).update(settled=True)

    def _key(self, one: Handed) -> str:
        return digest("held", self._sender, one.key)


def _meter(account: Account, one: Handed) -> Meter:
    """The meter that a row is about. Raises Refused."""
    own = list(account.meters.filter(removed=None))
    if one.serial:
        own = [meter for meter in own if meter.serial == one.serial]
        if not own:
            raise Refused("у лицевого счёта нет такого счётчика")
    if len(own) != 1:
        raise Refused(f"счётчиков у лицевого счёта {len(own)}, а в строке не назван ни один")
    if any(value >= 10 ** own[0].digits for value in one.shown.values()):
        raise Refused(f"у счётчика {own[0].digits} цифр до запятой")
    return own[0]


def _values(account: Account, meter: Meter, one: Handed) -> tuple[MeterValue, ...]:
    """The values by zone. Raises Refused where the meter has no such tariff."""
    key = (account.number, meter.serial)
    zones = zones_of_meters([key]).get(key, ())
    if max(one.shown) > len(zones):
        raise Refused(f"у этого счётчика тарифов {len(zones)}, а передан T{max(one.shown)}")
    return tuple(
        MeterValue(meter.serial, zones[tariff - 1], value) for tariff, value in one.shown.items()
    )


def _moment(one: Handed, account: Account, at: datetime) -> datetime:
    """When the reading was given: a day without time is its noon. Raises Refused.

    D: what a bank or the state's system took counts from when the consumer gave it there.
    """
    if one.given is None:
        return at
    zone = account.branch.zone
    given = one.given if isinstance(one.given, datetime) else datetime.combine(one.given, time(12))
    moment = given if given.tzinfo else given.replace(tzinfo=zone)
    if moment.astimezone(zone).date() > at.astimezone(zone).date():
        raise Refused(f"дата {moment:%d.%m.%Y} ещё не наступила")
    if at - moment > OLDEST:
        raise Refused(f"дата {moment:%d.%m.%Y} старше 31 дня: загрузите как историю")
    return min(moment, at)


def _doubt(one: Checked) -> str:
    was = f" (было {one.last})" if one.last is not None else ""
    return f"{FINDINGS[one.finding]}{was}"
