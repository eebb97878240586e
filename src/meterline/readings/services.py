"""The one way into the ledger, for all channels."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from meterline.calls.services import note_account
from meterline.customers.models import Account, Customer
from meterline.readings.accounts import KnownAccount, known_account
from meterline.readings.checks import PLAUSIBLE, Checked, MeterValue, check_values
from meterline.readings.journal.notes import note_transmission
from meterline.readings.ledger import Row
from meterline.readings.models import OWN, Reading, Receipt, Repeat, Source, said_by
from meterline.readings.submission import (
    Accepted,
    AccountClosed,
    ComputedIsNoReading,
    Implausible,
    MeterIsAutomatic,
    NothingGiven,
    Submission,
    UnknownAccount,
    UnknownRegister,
)


def check_account_values(
    number: str,
    values: Sequence[MeterValue],
    at: datetime,
    source: str = Source.PHONE.value,
) -> tuple[Checked, ...]:
    """Check values as if they were submitted at `at`; stores nothing. Raises NotAccepted."""
    accounts = Account.objects.select_related("branch", "customer")
    account = accounts.filter(number=number).first()
    return _check(known_account(_open(account), at, source), values, source)


def submit_reading(submission: Submission) -> Accepted:
    """Store values for one account, all or none. Raises NotAccepted.

    The same value for the same register and billing period is one reading, however often
    it comes; each time is kept as evidence, and the first receipt's number is told again.
    Another value of the same speaker (`said_by`) for a period that has one is a correction.
    One transaction holds one submission: the journal is locked from then to its end.
    """
    if submission.source == Source.COMPUTED:
        raise ComputedIsNoReading
    with transaction.atomic():
        account = _locked(submission.account)
        earlier = Receipt.objects.filter(key=submission.once or "").first()
        if earlier:
            return _accepted(earlier)
        known = known_account(_open(account), submission.received_at, submission.source)
        checked = _check(known, submission.values, submission.source)
        _refuse_implausible(checked, known, insisted=submission.insisted)
        if submission.call:
            note_account(submission.call, known.account)
        receipt = _Entry(submission, known, checked).write()
    return replace(
        _accepted(receipt),
        months_missed=known.months_missed,
        verification_expired=known.verification_expired,
        organisation=known.account.customer.kind == Customer.Kind.ORGANISATION,
    )


def _locked(number: str) -> Account | None:
    """The account's row, so that two submissions for one account come one after the other."""
    accounts = Account.objects.select_related("branch", "customer")
    accounts = accounts.select_for_update(of=("self",))
    return accounts.filter(number=number).first()


def _open(account: Account | None) -> Account:
    if account is None:
        raise UnknownAccount
    if account.state == Account.State.CLOSED:
        raise AccountClosed
    return account


def _check(known: KnownAccount, values: Sequence[MeterValue], source: str) -> tuple[Checked, ...]:
    keys = {(one.serial, one.zone) for one in values}
    if not values or len(keys) < len(values) or any(one.value < 0 for one in values):
        raise NothingGiven
    if not keys <= known.registers.keys():
        raise UnknownRegister
    if source not in OWN and any(one.serial in known.automatic for one in values):
        raise MeterIsAutomatic
    return check_values(values, known.registers)


def _refuse_implausible(
    checked: tuple[Checked, ...], known: KnownAccount, *, insisted: bool
) -> None:
    findings = {one.finding for one in checked}
    cannot_be_shown = any(
        one.value.value >= 10 ** known.registers[one.value.serial, one.value.zone].digits
        for one in checked
    )
    if cannot_be_shown or not (insisted or findings <= PLAUSIBLE):
        raise Implausible(checked)


def _accepted(receipt: Receipt) -> Accepted:
    return Accepted(
        receipt.number,
        receipt.consumption,
        late=receipt.late,
        early=receipt.early,
        duplicate=receipt.duplicate,
        under_review=receipt.under_review,
    )


class _Entry:
    """One submission on its way into the ledger."""

    def __init__(
        self, submission: Submission, known: KnownAccount, checked: tuple[Checked, ...]
    ) -> None:
        self._submission = submission
        self._known = known
        self._checked = checked

    def write(self) -> Receipt:
        """Add the receipt, a reading or a repeat for each value, and the journal's entry."""
        receipt, readings, repeats = self._receipt(), [], []
        for one in self._checked:
            same = self._same(one)
            if same:
                repeats.append(self._again(same, receipt))
            else:
                readings.append(self._add(one, receipt))
        note_transmission(
            self._known.account.number,
            receipt,
            readings,
            repeats,
            self._submission.evidence_sha256,
        )
        return receipt

    def _receipt(self) -> Receipt:
        first = self._first_receipt()
        placement = self._known.placement
        used = [one.consumption for one in self._checked if one.consumption is not None]
        return Receipt.objects.create(
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

    def _again(self, same: Row, receipt: Receipt) -> Repeat:
        again: Repeat = Repeat.objects.create(reading_id=same.pk, **self._origin(receipt))
        return again

    def _add(self, one: Checked, receipt: Receipt) -> Reading:
        placement, corrected = self._known.placement, self._own_before(one)
        added: Reading = Reading.objects.create(
            register_id=self._register(one),
            value=one.value.value,
            period=placement.period,
            counted_for=placement.counted_for,
            corrects_id=corrected.pk if corrected else None,
            status=self._status(one),
            name_confirmed=self._submission.name_confirmed,
            **self._origin(receipt),
        )
        return added

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
