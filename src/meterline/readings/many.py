"""Many submissions at once: what `submit_reading` does, with a few questions for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from meterline.customers.bulk import insert_objects
from meterline.customers.models import Account, Branch
from meterline.readings.accounts import Asked, KnownAccount, known_accounts
from meterline.readings.checks import Checked
from meterline.readings.entries import Entry, check_known, open_account, refuse_implausible
from meterline.readings.journal.notes import note_transmissions
from meterline.readings.models import Receipt, Source
from meterline.readings.submission import ComputedIsNoReading, NotAccepted, Submission


@dataclass(frozen=True)
class Answer:
    """What came of one of many submissions.

    `earlier` is its receipt where this very submission is stored already, `checked` what the
    checks found, `refusal` why it was not taken.
    """

    checked: tuple[Checked, ...] = ()
    earlier: Receipt | None = None
    refusal: NotAccepted | None = None


def submit_many(submissions: Sequence[Submission], *, store: bool = True) -> list[Answer]:
    """Store submissions for different accounts, those that can be, and answer for each.

    Without `store` nothing is written, and the answers are what they would be. They come
    from no call. One transaction holds them all, and the journal at its end, so give no more
    than some hundreds. Raises ValueError where an account comes twice: one would have to know
    of the other.
    """
    if len({one.account for one in submissions}) < len(submissions):
        raise ValueError("an account comes twice")
    with transaction.atomic():
        batch = _Batch(submissions, lock=store)
        if store:
            _write(batch.entries)
        return batch.answers


class _Batch:
    """Submissions, checked."""

    def __init__(self, submissions: Sequence[Submission], *, lock: bool) -> None:
        self.entries: list[Entry] = []
        self._accounts = _accounts([one.account for one in submissions], lock=lock)
        keys = [one.once for one in submissions if one.once]
        self._earlier = {one.key: one for one in Receipt.objects.filter(key__in=keys)}
        refused = [self._refusal(one) for one in submissions]
        self._known = self._known_of(
            [one for one, refusal in zip(submissions, refused, strict=True) if refusal is None]
        )
        self.answers = [
            self._answer(one) if refusal is None else refusal
            for one, refusal in zip(submissions, refused, strict=True)
        ]

    def _refusal(self, one: Submission) -> Answer | None:
        """The answer where it takes no look at the registers."""
        if one.once in self._earlier:
            return Answer(earlier=self._earlier[one.once])
        try:
            if one.source == Source.COMPUTED:
                raise ComputedIsNoReading
            open_account(self._accounts.get(one.account))
        except NotAccepted as refusal:
            return Answer(refusal=refusal)
        return None

    def _known_of(self, submissions: Sequence[Submission]) -> dict[str, KnownAccount]:
        asked = [
            Asked(self._accounts[one.account], one.received_at, one.source) for one in submissions
        ]
        return {one.account.number: one for one in known_accounts(asked)}

    def _answer(self, one: Submission) -> Answer:
        known = self._known[one.account]
        try:
            checked = check_known(known, one.values, one.source)
            refuse_implausible(checked, known, insisted=one.insisted)
        except NotAccepted as refusal:
            return Answer(refusal=refusal)
        self.entries.append(Entry(one, known, checked))
        return Answer(checked)


def _accounts(numbers: Sequence[str], *, lock: bool) -> Mapping[str, Account]:
    """Accounts by number, locked in one order, so that two programs do not wait for each other."""
    rows: QuerySet[Account] = Account.objects.filter(number__in=numbers).order_by("pk")
    rows = rows.select_related("customer")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = {one.number: one for one in rows}
    keys = {one.branch_id for one in found.values()}
    branches = Branch.objects.prefetch_related("windows").in_bulk(keys)
    for one in found.values():
        one.branch = branches[one.branch_id]
    return found


def _write(entries: Sequence[Entry]) -> None:
    """Add receipts, readings, repeats, and the journal's entries last."""
    receipts = [one.receipt() for one in entries]
    insert_objects(receipts)
    done = [one.rows(receipt) for one, receipt in zip(entries, receipts, strict=True)]
    insert_objects([one for rows in done for one in rows.readings])
    insert_objects([one for rows in done for one in rows.repeats])
    note_transmissions(done)
