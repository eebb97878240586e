"""A person's later word on a reading: accepted after review, rejected, or cancelled.

The row stays as it came; the word is a row of its own, with author, time and reason, and an
entry of the journal. Who may decide is the caller's to check (`PERMISSION`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from meterline.customers.models import Account
from meterline.readings.journal.notes import note_verdict
from meterline.readings.models import Reading, Source, Verdict

PERMISSION = "readings.add_verdict"

Kind = Verdict.Kind
Status = Reading.Status

NEXT: dict[str, tuple[Kind, ...]] = {
    Status.UNDER_REVIEW: (Kind.ACCEPTED, Kind.REJECTED),
    Status.ACCEPTED: (Kind.CANCELLED,),
    Kind.REJECTED: (Kind.ACCEPTED,),
    Kind.CANCELLED: (Kind.ACCEPTED,),
}
"""What may be decided about a reading, by the latest word on it."""


class NotDecided(Exception):
    """A decision that was not taken down. `str()` of it is a Russian sentence."""


@dataclass(frozen=True)
class Decision:
    """What is decided about a reading (its id), by whom, when and why (in Russian)."""

    reading: int
    kind: Kind
    author: str
    at: datetime
    reason: str
    evidence: str = ""


def decide(decision: Decision) -> Verdict:
    """Take a decision down. Raises NotDecided where it has no reason or comes too late.

    What a cancelled or rejected correction replaced holds again.
    """
    if not decision.reason.strip():
        raise NotDecided("Укажите причину решения.")
    with transaction.atomic():
        reading = _locked(decision.reading)
        if decision.kind not in NEXT[status_of(reading)]:
            raise NotDecided(f"Показание уже {status_name(reading)}, решение не записано.")
        verdict: Verdict = Verdict.objects.create(
            reading=reading,
            kind=decision.kind,
            reason=decision.reason.strip(),
            source=Source.CLERK,
            author=decision.author,
            evidence=decision.evidence,
            received_at=decision.at,
        )
        note_verdict(verdict)
    return verdict


def cancel(reading: int, *, author: str, at: datetime, reason: str) -> Verdict:
    """Take an accepted reading out of use. Raises NotDecided."""
    return decide(Decision(reading, Kind.CANCELLED, author, at, reason))


def status_of(reading: Reading) -> str:
    """The latest word on a reading: its own status, or a later verdict's kind."""
    newest_first = list(reading.verdicts.all())
    return newest_first[0].kind if newest_first else reading.status


def status_name(reading: Reading) -> str:
    """`status_of` in Russian."""
    names = {**dict(Status.choices), **dict(Kind.choices)}
    return str(names[status_of(reading)])


def _locked(pk: int) -> Reading:
    """The reading; its account is locked against submissions until the transaction ends."""
    reading = Reading.objects.select_related("register__meter").filter(pk=pk).first()
    if reading is None:
        raise NotDecided("Такого показания нет.")
    Account.objects.select_for_update().get(pk=reading.register.meter.account_id)
    found: Reading = reading
    return found
