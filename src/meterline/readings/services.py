"""The one way into the ledger, for all channels."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from meterline.calls.services import note_account
from meterline.customers.models import Account, Customer
from meterline.readings.accounts import known_account
from meterline.readings.checks import Checked, MeterValue
from meterline.readings.entries import (
    Entry,
    accepted,
    check_known,
    open_account,
    refuse_implausible,
)
from meterline.readings.journal.notes import note_transmission
from meterline.readings.models import Receipt, Source
from meterline.readings.submission import Accepted, ComputedIsNoReading, Submission


def check_account_values(
    number: str,
    values: Sequence[MeterValue],
    at: datetime,
    source: str = Source.PHONE.value,
) -> tuple[Checked, ...]:
    """Check values as if they were submitted at `at`; stores nothing. Raises NotAccepted."""
    accounts = Account.objects.select_related("branch", "customer")
    account = accounts.filter(number=number).first()
    return check_known(known_account(open_account(account), at, source), values, source)


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
            return accepted(earlier)
        known = known_account(open_account(account), submission.received_at, submission.source)
        checked = check_known(known, submission.values, submission.source)
        refuse_implausible(checked, known, insisted=submission.insisted)
        if submission.call:
            note_account(submission.call, known.account)
        receipt = _write(Entry(submission, known, checked))
    return replace(
        accepted(receipt),
        months_missed=known.months_missed,
        verification_expired=known.verification_expired,
        organisation=known.account.customer.kind == Customer.Kind.ORGANISATION,
    )


def _locked(number: str) -> Account | None:
    """The account's row, so that two submissions for one account come one after the other."""
    accounts = Account.objects.select_related("branch", "customer")
    accounts = accounts.select_for_update(of=("self",))
    return accounts.filter(number=number).first()


def _write(entry: Entry) -> Receipt:
    """Add the receipt, a reading or a repeat for each value, and the journal's entry."""
    receipt = entry.receipt()
    receipt.save()
    rows = entry.rows(receipt)
    for one in (*rows.readings, *rows.repeats):
        one.save()
    note_transmission(rows)
    return receipt
