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
from meterline.readings.ledger import latest_rows
from meterline.readings.models import Reading, Receipt, Repeat
from meterline.readings.submission import (
    Accepted,
    AccountClosed,
    Implausible,
    NothingGiven,
    Submission,
    UnknownAccount,
    UnknownRegister,
)


def check_account_values(
    number: str, values: Sequence[MeterValue], at: datetime
) -> tuple[Checked, ...]:
    """Check values as if they were submitted at `at`; stores nothing. Raises NotAccepted."""
    account = Account.objects.select_related("branch").filter(number=number).first()
    return _check(known_account(_open(account), at), values)


def submit_reading(submission: Submission) -> Accepted:
    """Store values for one account, all or none. Raises NotAccepted.

    The same value for the same register and billing period is one reading, however often
    it comes; each time is kept as evidence, and the first receipt's number is told again.
    Another value for a period that has one is a correction.
    """
    with transaction.atomic():
        account = _locked(submission.account)
        earlier = Receipt.objects.filter(key=submission.once or "").first()
        if earlier:
            return _accepted(earlier)
        known = known_account(_open(account), submission.received_at)
        checked = _check(known, submission.values)
        _refuse_implausible(checked, known, insisted=submission.insisted)
        receipt = _Entry(submission, known, checked).write()
        if submission.call:
            note_account(submission.call, known.account)
    return replace(
        _accepted(receipt),
        months_missed=known.months_missed,
        verification_expired=known.verification_expired,
        organisation=known.account.customer.kind == Customer.Kind.ORGANISATION,
    )


def _locked(number: str) -> Account | None:
    """The account's row, so that two submissions for one account come one after the other."""
    accounts = Account.objects.select_related("branch").select_for_update(of=("self",))
    return accounts.filter(number=number).first()


def _open(account: Account | None) -> Account:
    if account is None:
        raise UnknownAccount
    if account.state == Account.State.CLOSED:
        raise AccountClosed
    return account


def _check(known: KnownAccount, values: Sequence[MeterValue]) -> tuple[Checked, ...]:
    keys = {(one.serial, one.zone) for one in values}
    if not values or len(keys) < len(values) or any(one.value < 0 for one in values):
        raise NothingGiven
    if not keys <= known.registers.keys():
        raise UnknownRegister
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
        period = known.placement.counted_for
        self._earlier = latest_rows([self._register(one) for one in checked], period)

    def write(self) -> Receipt:
        """Add the receipt, then a reading or a repeat for each value."""
        receipt = self._receipt()
        for one in self._checked:
            same = self._same(one)
            if same:
                Repeat.objects.create(reading=same, **self._origin(receipt))
            else:
                self._add(one, receipt)
        return receipt

    def _receipt(self) -> Receipt:
        first = self._first_receipt()
        placement = self._known.placement
        used = [one.consumption for one in self._checked if one.consumption is not None]
        return Receipt.objects.create(
            account=self._known.account,
            issued_at=self._submission.received_at,
            key=self._submission.once,
            same_as=first,
            consumption=sum(used) if used else None,
            late=placement.late,
            early=placement.early,
            duplicate=all(self._same(one) for one in self._checked),
            under_review=Reading.Status.UNDER_REVIEW in map(self._status, self._checked),
        )

    def _first_receipt(self) -> Receipt | None:
        """The receipt of the submission that this one repeats as a whole."""
        same = [self._same(one) for one in self._checked]
        receipts = {one.receipt for one in same if one and one.receipt}
        return receipts.pop() if all(same) and len(receipts) == 1 else None

    def _add(self, one: Checked, receipt: Receipt) -> None:
        placement = self._known.placement
        Reading.objects.create(
            register_id=self._register(one),
            value=one.value.value,
            period=placement.period,
            counted_for=placement.counted_for,
            corrects=self._earlier.get(self._register(one)),
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

    def _same(self, one: Checked) -> Reading | None:
        earlier = self._earlier.get(self._register(one))
        return earlier if earlier and earlier.value == one.value.value else None

    def _status(self, one: Checked) -> str:
        same = self._same(one)
        if same:
            return same.status
        plausible = one.finding in PLAUSIBLE
        return Reading.Status.ACCEPTED if plausible else Reading.Status.UNDER_REVIEW

    def _register(self, one: Checked) -> int:
        return self._known.rows[one.value.serial, one.value.zone]
