"""The company's data for a conversation that is only tried: read as they are, never written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from meterline.cli.company import DjangoCompany
from meterline.dialogue.facts import AccountFacts, CallFacts, Checked, MeterValue, Receipt
from meterline.robot.company import CallEvent


class Untouched:
    """`meterline.robot.company.Company` as of one moment; whatever is written is undone at once.

    Each call is a transaction of its own, so that nobody waits for a rehearsal.
    """

    def __init__(self, moment: datetime) -> None:
        self._company = DjangoCompany(lambda: moment)

    def open_call(
        self, call: str, caller: str | None, dialled: str | None, carrier: str
    ) -> CallFacts:
        """See Company."""
        with _undone():
            return self._company.open_call(call, caller, dialled, carrier)

    def open_reminder(self, call: str, account: str) -> CallFacts:
        """See Company."""
        return self._company.open_reminder(call, account)

    def stop_reminders(self, call: str) -> None:
        """See Company. Nothing is to be undone: nobody is called in a rehearsal."""

    def find_account(self, account: str) -> AccountFacts | None:
        """See Company."""
        return self._company.find_account(account)

    def under_contract(self, number: str) -> tuple[AccountFacts, ...]:
        """See Company."""
        return self._company.under_contract(number)

    def check(self, account: str, values: Sequence[MeterValue]) -> tuple[Checked, ...]:
        """See Company."""
        return self._company.check(account, values)

    def store(
        self,
        call: str,
        account: str,
        values: Sequence[MeterValue],
        *,
        name_confirmed: bool,
        review: bool,
    ) -> Receipt:
        """See Company. The receipt's number is the next one, and stays free."""
        with _undone():
            return self._company.store(
                call, account, values, name_confirmed=name_confirmed, review=review
            )

    def keep_draft(
        self,
        call: str,
        account: str | None,
        values: Sequence[MeterValue],
        heard: str,
        *,
        name_confirmed: bool,
    ) -> None:
        """Keeps nothing."""

    def forget_draft(self, call: str) -> None:
        """Forgets nothing."""

    def link_phone(self, call: str, account: str) -> None:
        """Links nothing."""

    def log(self, call: str, events: Sequence[CallEvent]) -> None:
        """Logs nothing."""

    def close_call(self, call: str, outcome: str, recording: str | None) -> None:
        """Closes nothing."""


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
