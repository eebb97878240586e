"""The robot's port to the company's data, on the company's own services."""

import functools
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import Error as DatabaseFailure
from django.db import close_old_connections, connection, transaction

from meterline.calls import services as calls
from meterline.calls.recordings import recording_sha256
from meterline.calls.references import reference_of
from meterline.calls.selectors import DraftCard, caller_of, draft_of, has_called_before
from meterline.customers.cards import BranchCard
from meterline.customers.hours import parse_hours
from meterline.customers.phones import e164
from meterline.customers.selectors import (
    accounts_of_contract,
    accounts_of_phone,
    branch_card,
    branch_cards,
    head_branch_card,
)
from meterline.customers.services import link_phone
from meterline.dialogue.facts import (
    AccountFacts,
    AccountState,
    BranchFacts,
    CallFacts,
    ChargedSoFar,
    Checked,
    DraftFacts,
    Finding,
    MeterValue,
    OfficeHours,
    Receipt,
    Refusal,
)
from meterline.errors import Mendable
from meterline.language.turn import MeterExpected, RegisterExpected
from meterline.language.zones import Zone
from meterline.phrases.selectors import hours_in_use
from meterline.readings import checks
from meterline.readings.cards import AccountCard, MeterCard
from meterline.readings.journal.notes import note_evidence
from meterline.readings.models import Source
from meterline.readings.selectors import account_card
from meterline.readings.services import check_account_values, submit_reading
from meterline.readings.submission import (
    Accepted,
    AccountClosed,
    MeterIsAutomatic,
    NotAccepted,
    Submission,
    UnknownAccount,
    UnknownRegister,
)
from meterline.reminders import services as reminders
from meterline.robot.clock import Clock
from meterline.robot.company import CallEvent, CompanyUnavailable, NotStored

AUTHOR = "robot"

MONTHS_BY_AVERAGE = 3
"""Months without readings that are charged by the average (Decree 354, п. 59 «б»)."""

MOST_OFFERED = 10
"""Accounts of one telephone or contract that a call can choose from by their last digits."""

REFUSALS: dict[type[NotAccepted], Refusal] = {
    UnknownAccount: Refusal.UNKNOWN_ACCOUNT,
    AccountClosed: Refusal.CLOSED,
    UnknownRegister: Refusal.UNKNOWN_REGISTER,
    # The account as it is now leaves such a meter out, or says that it needs no readings.
    MeterIsAutomatic: Refusal.UNKNOWN_REGISTER,
}
"""What the ledger's refusals are to a call; any other is about the values themselves."""

P = ParamSpec("P")
R = TypeVar("R")


def reaching_the_database(method: Callable[P, R]) -> Callable[P, R]:
    """A method whose database failures mean that the company is not to be had now."""

    @functools.wraps(method)
    def reached(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:  # else it would end the transaction around us
            close_old_connections()
        try:
            return method(*args, **kwargs)
        except DatabaseFailure as error:
            raise CompanyUnavailable(type(error).__name__) from error

    return reached


class DjangoCompany:
    """`meterline.robot.company.Company` over the database, as of the clock's time."""

    def __init__(
        self, clock: Clock, hours_said: Callable[[], frozenset[int]] = hours_in_use
    ) -> None:
        """`hours_said`: the full hours that the voice of the calls can tell."""
        self._clock = clock
        self._hours_said = hours_said

    @reaching_the_database
    def open_call(
        self, call: str, caller: str | None, dialled: str | None, carrier: str
    ) -> CallFacts:
        """See Company."""
        now = self._clock()
        region = calls.open_call(calls.Incoming(UUID(call), caller, dialled, carrier), now)
        branch = branch_card(region.branch, now)
        linked = linked_accounts(caller, now)
        return CallFacts(
            caller=caller,
            dialled=dialled,
            branch=_branch(branch) if branch else None,
            company=_branch(_head_branch(now)),
            linked=linked,
            reference=reference_of(UUID(call)),
            regions=() if branch else tuple(_branch(one) for one in branch_cards(now)),
            may_link=e164(caller) is not None and len(linked) < MOST_OFFERED,
            draft=draft_facts(draft_of(caller, now), now),
            called_before=has_called_before(caller, now),
            hours_said=self._hours_said(),
        )

    @reaching_the_database
    def open_reminder(self, call: str, account: str) -> CallFacts:
        """See Company."""
        now = self._clock()
        card = account_card(account, now)
        if card is None:
            raise CompanyUnavailable("the account is gone")
        facts = account_facts(card)
        return CallFacts(
            caller=caller_of(UUID(call)),
            dialled=None,
            branch=facts.branch,
            company=_branch(_head_branch(now)),
            linked=(facts,),
            reference=reference_of(UUID(call)),
            reminder=facts,
            hours_said=self._hours_said(),
        )

    @reaching_the_database
    def stop_reminders(self, call: str) -> None:
        """See Company."""
        reminders.refuse(UUID(call), self._clock())

    @reaching_the_database
    def find_account(self, account: str) -> AccountFacts | None:
        """See Company."""
        now = self._clock()
        card = account_card(account, now)
        return account_facts(card) if card else None

    @reaching_the_database
    def under_contract(self, number: str) -> tuple[AccountFacts, ...]:
        """See Company. None of more than a call can choose from: the account is asked for."""
        numbers = accounts_of_contract(number)
        return _facts_of(numbers if len(numbers) <= MOST_OFFERED else (), self._clock())

    @reaching_the_database
    def check(self, account: str, values: Sequence[MeterValue]) -> tuple[Checked, ...]:
        """See Company."""
        try:
            checked = check_account_values(account, to_ledger(values), self._clock())
        except NotAccepted as refusal:
            raise not_stored(refusal) from refusal
        return tuple(_checked(one) for one in checked)

    @reaching_the_database
    def store(
        self,
        call: str,
        account: str,
        values: Sequence[MeterValue],
        *,
        name_confirmed: bool,
        review: bool,
    ) -> Receipt:
        """See Company. What the history no longer bears out is stored for a person to look at."""
        submission = Submission(
            account=account,
            values=to_ledger(values),
            source=Source.PHONE,
            received_at=self._clock(),
            author=AUTHOR,
            call=UUID(call),
            name_confirmed=name_confirmed,
            insisted=True,
        )
        try:
            accepted = submit_reading(submission)
        except NotAccepted as refusal:
            raise not_stored(refusal) from refusal
        calls.drop_draft(UUID(call))
        return Receipt(
            accepted.number,
            accepted.consumption,
            late=accepted.late,
            early=accepted.early,
            duplicate=accepted.duplicate,
            under_review=accepted.under_review,
            charged_so_far=_charged(accepted),
            verification_expired=accepted.verification_expired,
        )

    @reaching_the_database
    def keep_draft(
        self,
        call: str,
        account: str | None,
        values: Sequence[MeterValue],
        heard: str,
        *,
        name_confirmed: bool,
    ) -> None:
        """See Company."""
        drafted = [calls.DraftValue(one.serial, one.zone.value, one.value) for one in values]
        understood = calls.Understood(account, drafted, heard, name_confirmed)
        calls.keep_draft(UUID(call), understood, self._clock())

    @reaching_the_database
    def forget_draft(self, call: str) -> None:
        """See Company."""
        calls.forget_drafts(caller_of(UUID(call)))

    @reaching_the_database
    def link_phone(self, call: str, account: str) -> None:
        """See Company."""
        link_phone(caller_of(UUID(call)), account)

    @reaching_the_database
    def log(self, call: str, events: Sequence[CallEvent]) -> None:
        """See Company."""
        calls.log_events(UUID(call), [calls.Logged(one.kind, one.at, one.data) for one in events])

    @reaching_the_database
    def close_call(self, call: str, outcome: str, recording: str | None) -> None:
        """See Company. What the call gave is proved by its recording, complete from now on."""
        sha256 = recording_sha256(recording or "")
        with transaction.atomic():
            ended = calls.close_call(UUID(call), outcome, recording, self._clock())
            if sha256:
                note_evidence(UUID(call), sha256, ended)


def not_stored(refusal: NotAccepted) -> NotStored:
    """The ledger's refusal as the robot knows it."""
    return NotStored(REFUSALS.get(type(refusal), Refusal.IMPLAUSIBLE))


def require_branches(now: datetime) -> None:
    """Raise Mendable where there are no branches at all: nobody could be greeted."""
    _head_branch(now)


def meters_expected(meters: Sequence[MeterCard]) -> tuple[MeterExpected, ...]:
    """Meters of an account as the ears expect them: none that sends its readings itself (H19)."""
    return tuple(
        MeterExpected(
            meter.serial,
            tuple(
                RegisterExpected(one.zone, one.digits, one.last, one.monthly, float(one.months))
                for one in meter.registers
            ),
        )
        for meter in meters
        if not meter.automatic
    )


def _head_branch(now: datetime) -> BranchCard:
    card = head_branch_card(now)
    if card is None:
        raise Mendable(
            "there are no branches in the database",
            "run: meterline import folder FOLDER (or meterline demo, to try it)",
        )
    return card


def _branch(card: BranchCard) -> BranchFacts:
    return BranchFacts(
        key=card.key,
        account_digits=card.account_digits,
        operators_open=card.operators_open,
        operator_target=card.operator_sip,
        dispatcher_target=card.dispatcher_sip,
        name_unconfirmed_allowed=card.name_unconfirmed_allowed,
        window_open=card.window_open,
        window_last_day=card.window_last_day,
        hours=_hours(card),
        dispatcher_number=card.dispatcher_number,
    )


def _hours(card: BranchCard) -> OfficeHours | None:
    """The hours of these days, where they are full ones: others are not spoken."""
    text = card.hours_window if card.window_open else card.hours_workday
    hours = parse_hours(text)
    if hours is None or hours.opens % 60 or hours.closes % 60:
        return None
    return OfficeHours(hours.opens // 60, hours.closes // 60, everyday=card.window_open)


def linked_accounts(caller: str | None, now: datetime) -> tuple[AccountFacts, ...]:
    """The accounts that a telephone number is linked to."""
    return _facts_of(accounts_of_phone(caller), now)


def _facts_of(numbers: Sequence[str], now: datetime) -> tuple[AccountFacts, ...]:
    """The first of some accounts, as many as a call can choose from."""
    cards = [account_card(number, now) for number in numbers[:MOST_OFFERED]]
    return tuple(account_facts(card) for card in cards if card)


def draft_facts(left: DraftCard | None, now: datetime) -> DraftFacts | None:
    """What a call left, if its account is known."""
    card = account_card(left.account, now) if left and left.account else None
    if left is None or card is None:
        return None
    facts = account_facts(card)
    if facts.state is not AccountState.ACTIVE:
        return None
    registers = {(m.serial, r.zone.value) for m in facts.meters for r in m.registers}
    values = tuple(
        MeterValue(one.serial, Zone(one.zone), one.value)
        for one in left.values
        if (one.serial, one.zone) in registers
    )
    return DraftFacts(facts, values, left.name_confirmed)


def _charged(accepted: Accepted) -> ChargedSoFar:
    """What Decree 354, п. 59 and 60, makes of months without readings; organisations go by 442."""
    if accepted.organisation or accepted.months_missed == 0:
        return ChargedSoFar.READINGS
    average = accepted.months_missed <= MONTHS_BY_AVERAGE
    return ChargedSoFar.AVERAGE if average else ChargedSoFar.NORM


def account_facts(card: AccountCard) -> AccountFacts:
    """An account as the conversation needs it."""
    return AccountFacts(
        account=card.account,
        branch=_branch(card.branch),
        name=card.name,
        organisation=card.organisation,
        meters=meters_expected(card.meters),
        state=_state(card),
        last_day=card.last_day,
    )


def _state(card: AccountCard) -> AccountState:
    if card.closed:
        return AccountState.CLOSED
    automatic = card.meters and all(one.automatic for one in card.meters)
    return AccountState.SMART if automatic else AccountState.ACTIVE


def to_ledger(values: Sequence[MeterValue]) -> tuple[checks.MeterValue, ...]:
    """Values as the ledger takes them."""
    return tuple(checks.MeterValue(one.serial, one.zone, one.value) for one in values)


def _checked(one: checks.Checked) -> Checked:
    return Checked(
        MeterValue(one.value.serial, one.value.zone, one.value.value),
        Finding(one.finding.value),
        one.last,
        one.consumption,
        one.proposal,
    )
