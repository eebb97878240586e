"""What a submission comes to before it is stored: refused, or rows of the ledger."""

from collections.abc import Sequence
from typing import Any

from meterline.customers.models import Account
from meterline.readings.accounts import KnownAccount
from meterline.readings.checks import PLAUSIBLE, Checked, MeterValue, check_values
from meterline.readings.journal.notes import Transmission
from meterline.readings.ledger import Row
from meterline.readings.models import OWN, Reading, Receipt, Repeat, said_by
from meterline.readings.submission import (
    Accepted,
    AccountClosed,
    Implausible,
    MeterIsAutomatic,
    NothingGiven,
    Submission,
    UnknownAccount,
    UnknownRegister,
)


def open_account(account: Account | None) -> Account:
    """An account that readings are taken for. Raises UnknownAccount and AccountClosed."""
    if account is None:
        raise UnknownAccount
    if account.state == Account.State.CLOSED:
        raise AccountClosed
    return account


def check_known(
    known: KnownAccount, values: Sequence[MeterValue], source: str
) -> tuple[Checked, ...]:
    """Check values of a source against what is known. Raises NotAccepted where they are none."""
    keys = {(one.serial, one.zone) for one in values}
    if not values or len(keys) < len(values) or any(one.value < 0 for one in values):
        raise NothingGiven
    if not keys <= known.registers.keys():
        raise UnknownRegister
    if source not in OWN and any(one.serial in known.automatic for one in values):
        raise MeterIsAutomatic
    return check_values(values, known.registers)


def refuse_implausible(
    checked: tuple[Checked, ...], known: KnownAccount, *, insisted: bool
) -> None:
    """Raise Implausible; who insists has them stored for a person to look at."""
    findings = {one.finding for one in checked}
    cannot_be_shown = any(
        one.value.value >= 10 ** known.registers[one.value.serial, one.value.zone].digits
        for one in checked
    )
    if cannot_be_shown or not (insisted or findings <= PLAUSIBLE):
        raise Implausible(checked)


def accepted(receipt: Receipt) -> Accepted:
    """What a stored receipt tells whoever submitted."""
    return Accepted(
        receipt.number,
        receipt.consumption,
        late=receipt.late,
        early=receipt.early,
        duplicate=receipt.duplicate,
        under_review=receipt.under_review,
    )


class Entry:
    """One submission as rows of the ledger, none of them stored yet."""

    def __init__(
        self, submission: Submission, known: KnownAccount, checked: tuple[Checked, ...]
    ) -> None:
        self._submission = submission
        self._known = known
        self._checked = checked

    def receipt(self) -> Receipt:
        """The receipt; the rows name it once it is stored."""
        first = self._first_receipt()
        placement = self._known.placement
        used = [one.consumption for one in self._checked if one.consumption is not None]
        return Receipt(
            account=self._known.account,
            issued_at=self._submission.received_at,
            key=self._submission.once,
            same_as_id=first,
            consumption=sum(used) if used else None,
            late=placement.late,
            early=placement.early,
            duplicate=all(self._same(one) for one in self._checked),
            under_review=Reading.Status.UNDER_REVIEW in map(self._status, self._checked),
        )

    def _first_receipt(self) -> int | None:
        """The receipt of the submission that this one repeats as a whole."""
        same = [self._same(one) for one in self._checked]
        receipts = {one.receipt for one in same if one and one.receipt}
        return receipts.pop() if all(same) and len(receipts) == 1 else None

    def rows(self, receipt: Receipt) -> Transmission:
        """A reading or a repeat for each value."""
        readings, repeats = [], []
        for one in self._checked:
            same = self._same(one)
            if same:
                repeats.append(Repeat(reading_id=same.pk, **self._origin(receipt)))
            else:
                readings.append(self._reading(one, receipt))
        return Transmission(
            self._known.account.number,
            receipt,
            tuple(readings),
            tuple(repeats),
            self._submission.evidence_sha256,
        )

    def _reading(self, one: Checked, receipt: Receipt) -> Reading:
        placement, corrected = self._known.placement, self._own_before(one)
        return Reading(
            register_id=self._register(one),
            value=one.value.value,
            period=placement.period,
            counted_for=placement.counted_for,
            corrects_id=corrected.pk if corrected else None,
            status=self._status(one),
            name_confirmed=self._submission.name_confirmed,
            **self._origin(receipt),
        )

    def _origin(self, receipt: Receipt) -> dict[str, Any]:
        submission = self._submission
        return {
            "source": submission.source,
            "author": submission.author,
            "call_id": submission.call,
            "evidence": submission.evidence,
            "received_at": submission.received_at,
            "receipt": receipt,
        }

    def _given(self, one: Checked) -> list[Row]:
        return self._known.given.get(self._register(one), [])

    def _own_before(self, one: Checked) -> Row | None:
        """What the same speaker gave last for the register and period."""
        speaker = said_by(self._submission.source)
        own = [row for row in self._given(one) if said_by(row.source) == speaker]
        return own[-1] if own else None

    def _same(self, one: Checked) -> Row | None:
        """The reading that a value repeats: the latest of all, or the speaker's own latest."""
        for row in (*self._given(one)[-1:], self._own_before(one)):
            if row and row.value == one.value.value:
                return row
        return None

    def _status(self, one: Checked) -> str:
        same = self._same(one)
        if same:
            return same.status
        plausible = one.finding in PLAUSIBLE
        return Reading.Status.ACCEPTED if plausible else Reading.Status.UNDER_REVIEW

    def _register(self, one: Checked) -> int:
        return self._known.rows[one.value.serial, one.value.zone]
