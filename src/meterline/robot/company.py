"""The robot's narrow port to the company's data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from meterline.dialogue.facts import (
    AccountFacts,
    CallFacts,
    Checked,
    MeterValue,
    Receipt,
    Refusal,
)


class CompanyUnavailable(Exception):
    """The customer base or the ledger cannot be reached now."""


class NotStored(Exception):
    """The ledger takes no readings for this account or these values."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class CallEvent:
    """One line of a call's log: what happened, when, with plain values."""

    kind: str
    at: datetime
    data: dict[str, object] = field(default_factory=dict)


class Company(Protocol):
    """What the robot asks of the company. Every method may block and is called off the loop.

    All may raise CompanyUnavailable.
    """

    def open_call(
        self, call: str, caller: str | None, dialled: str | None, carrier: str
    ) -> CallFacts:
        """Register a call under the robot's id (a UUID); what is known of the caller."""

    def open_reminder(self, call: str, account: str) -> CallFacts:
        """What a call that the company makes about an account needs; it is registered already."""

    def stop_reminders(self, call: str) -> None:
        """Whoever was reached by this call wants no more reminders."""

    def find_account(self, account: str) -> AccountFacts | None:
        """One account by its full number."""

    def under_contract(self, number: str) -> tuple[AccountFacts, ...]:
        """The active accounts under the contract of a number, none where there is no such."""

    def check(self, account: str, values: Sequence[MeterValue]) -> tuple[Checked, ...]:
        """Check values against the history; stores nothing. Raises NotStored."""

    def store(
        self,
        call: str,
        account: str,
        values: Sequence[MeterValue],
        *,
        name_confirmed: bool,
        review: bool,
    ) -> Receipt:
        """Submit values that the caller confirmed, with the call as evidence.

        Called again for the same call, account and values it returns the same receipt.
        Raises NotStored.
        """

    def keep_draft(
        self,
        call: str,
        account: str | None,
        values: Sequence[MeterValue],
        heard: str,
        *,
        name_confirmed: bool,
    ) -> None:
        """Keep what was understood so far; replaces the call's earlier draft."""

    def forget_draft(self, call: str) -> None:
        """Drop what earlier calls from this call's number left."""

    def link_phone(self, call: str, account: str) -> None:
        """Remember the call's number for an account; nothing happens where it is known."""

    def log(self, call: str, events: Sequence[CallEvent]) -> None:
        """Append events to the call's log."""

    def close_call(self, call: str, outcome: str, recording: str | None) -> None:
        """End a call. `recording` is a path within the folder of recordings."""
