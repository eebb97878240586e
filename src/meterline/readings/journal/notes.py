"""What is put on record in the journal, each in the transaction that it tells of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from meterline.readings.journal.chain import Note, append, append_all, plain, writing
from meterline.readings.journal.ledger_rows import (
    READING,
    RECEIPT,
    REPEAT,
    VERDICT,
    row_of,
    short,
    transmission,
)
from meterline.readings.models import JournalEntry, Reading, Receipt, Repeat, Verdict

Kind = JournalEntry.Kind


@dataclass(frozen=True)
class Transmission:
    """A stored receipt of an account's number, with its rows.

    `evidence_sha256` is the hash of the evidence's file, empty where there is none yet.
    """

    account: str
    receipt: Receipt
    readings: tuple[Reading, ...]
    repeats: tuple[Repeat, ...]
    evidence_sha256: str

    def body(self) -> dict[str, Any]:
        """What the journal's entry says."""
        rows = transmission(
            row_of(RECEIPT, self.receipt),
            [row_of(READING, one) for one in self.readings],
            [row_of(REPEAT, one) for one in self.repeats],
        )
        return short(
            {"account": self.account, "evidence_sha256": self.evidence_sha256, "rows": rows}
        )


def note_transmission(done: Transmission) -> None:
    """Put an accepted submission on record (Decree 442: the fact and the time of it)."""
    note_transmissions([done])


def note_transmissions(done: Sequence[Transmission]) -> None:
    """Put several on record, in their order."""
    append_all(Note(Kind.TRANSMISSION, one.body(), {"receipt_id": one.receipt.pk}) for one in done)


def note_verdict(verdict: Verdict) -> None:
    """Put a decision about a reading on record."""
    body = {"rows": short(row_of(VERDICT, verdict))}
    append(Kind.VERDICT, body, verdict_id=verdict.pk)


def note_evidence(call: UUID, sha256: str, at: datetime) -> bool:
    """Put a call's recording on record, once it is complete.

    `sha256` is the hash of the recording's file, `at` when it was complete. False where the
    call gave no reading, or where the same recording is on record already.
    """
    receipts = _receipts_of(call)
    if not receipts:
        return False
    body = {"receipts": receipts, "sha256": sha256, "complete_at": plain(at)}
    with writing():
        earlier = JournalEntry.objects.filter(call_id=call).values_list("body", flat=True)
        if any(json.loads(one)["sha256"] == sha256 for one in earlier):
            return False
        append(Kind.EVIDENCE, body, call_id=call)
    return True


@dataclass(frozen=True)
class Removal:
    """A file of evidence that was removed on purpose.

    `sha256` is the hash of the file as it was then, `why` a Russian phrase. Without a call
    it is a letter's file, known by its hash.
    """

    sha256: str
    at: datetime
    why: str
    call: UUID | None = None


def note_removals(removed: Sequence[Removal]) -> None:
    """Put removals of evidence on record, so that no one takes them for losses.

    Calls that gave no reading have no evidence in the journal, and no entry here.
    """
    notes = []
    for one in removed:
        receipts = _receipts_of(one.call) if one.call else []
        if receipts or not one.call:
            body = short({"sha256": one.sha256, "removed_at": plain(one.at), "why": one.why})
            about = {"call_id": one.call}
            notes.append(Note(Kind.EVIDENCE, {**body, "receipts": receipts}, about))
    if notes:
        append_all(notes)


def _receipts_of(call: UUID) -> list[int]:
    own = Reading.objects.filter(call_id=call, receipt__isnull=False)
    again = Repeat.objects.filter(call_id=call, receipt__isnull=False)
    found = {*own.values_list("receipt_id", flat=True), *again.values_list("receipt_id", flat=True)}
    return sorted(found)
