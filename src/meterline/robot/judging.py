"""Whether what a message says is certain enough to be submitted without a question.

In a conversation everything is read back before it is stored. Nobody answers here, so one
doubt of any kind, or anything in the call that speaks against it, leaves the message to a
person.
"""

from dataclasses import dataclass

from meterline.dialogue.claim import Claim
from meterline.dialogue.facts import AccountFacts, AccountState, Finding, MeterValue
from meterline.dialogue.placing import place
from meterline.language.turn import Candidate, Command, Decision, Slot, Understanding
from meterline.robot.company import Company, NotStored
from meterline.robot.describe import describe_heard
from meterline.robot.messages import Certain, Guess, MessageLeft, Reason

LEAST = 0.995
"""Probability of an account and of each value: `SURE` alone reckons with a read-back."""


class Doubtful(Exception):
    """Something is not certain; the first argument is the Reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Judged:
    """What a message says: certain, or why not; the best guess either way."""

    verdict: Certain | Reason
    guess: Guess


def expected(message: MessageLeft) -> tuple[Candidate, ...]:
    """Accounts that the caller is likely to mean: the call's own, else those of his number."""
    if message.draft:
        return (message.draft.account.candidate,)
    return tuple(one.candidate for one in message.linked)


def judge(message: MessageLeft, heard: Understanding, company: Company) -> Judged:
    """What may be done with a message in which this was heard. Raises CompanyUnavailable."""
    number = heard.account.value if heard.account else _known_account(message)
    facts = company.find_account(number) if number else None
    claim = _placed(facts, heard)
    guess = Guess(number, _values(message, number, claim), describe_heard(heard))
    try:
        return Judged(_certain(message, heard, claim, company), guess)
    except Doubtful as doubt:
        return Judged(doubt.reason, guess)


def contradicts(confirmed: Certain, guess: Guess) -> bool:
    """Whether a message says anything else than what its caller had said yes to."""
    said = {(v.serial, v.zone): v.value for v in confirmed.values}
    other_account = guess.account not in (None, confirmed.account)
    return other_account or any(said.get((v.serial, v.zone)) != v.value for v in guess.values)


def _certain(message: MessageLeft, heard: Understanding, claim: Claim, company: Company) -> Certain:
    _nothing_else_wanted(heard)
    account = _account(heard, claim)
    name_confirmed = _name(message, heard, account)
    values = _all_values(heard, claim)
    _as_the_call_had_it(message, account, values)
    _borne_out(company, account, values)
    return Certain(account.account, values, name_confirmed)


def _nothing_else_wanted(heard: Understanding) -> None:
    if heard.command is Command.EMERGENCY:
        raise Doubtful(Reason.EMERGENCY)
    if heard.command not in (None, Command.SUBMIT):
        raise Doubtful(Reason.ASKED)
    if not (heard.text or heard.account or heard.readings):
        raise Doubtful(Reason.SILENT)


def _account(heard: Understanding, claim: Claim) -> AccountFacts:
    said = heard.account
    if claim.facts is None or (said is not None and not _sure(said)):
        raise Doubtful(Reason.ACCOUNT)
    if claim.facts.state is not AccountState.ACTIVE:
        raise Doubtful(Reason.REFUSED)
    return claim.facts


def _sure(slot: Slot) -> bool:
    return slot.decision is Decision.SURE and slot.probability >= LEAST


def _name(message: MessageLeft, heard: Understanding, account: AccountFacts) -> bool:
    """Whether the name agrees; it may go unsaid for an account that is known otherwise."""
    agrees = heard.name.agrees if heard.name else None
    draft = message.draft
    before = draft is not None and draft.name_confirmed and draft.account.account == account.account
    linked = any(one.account == account.account for one in message.linked)
    if agrees is False or not (agrees or before or linked):
        raise Doubtful(Reason.NAME)
    return agrees is True or before


def _all_values(heard: Understanding, claim: Claim) -> tuple[MeterValue, ...]:
    """Every register of the account, each said once and surely."""
    doubtful = any(value.doubtful for value in claim.values)
    doubtful |= not all(_sure(one.slot) for one in heard.readings)
    said_once = len(heard.readings) == len(claim.values)
    if claim.missing or claim.spare or doubtful or not said_once or not claim.values:
        raise Doubtful(Reason.VALUES)
    return claim.meter_values


def _as_the_call_had_it(
    message: MessageLeft, account: AccountFacts, values: tuple[MeterValue, ...]
) -> None:
    draft = message.draft
    if draft is None:
        return
    if draft.account.account != account.account or not set(draft.values) <= set(values):
        raise Doubtful(Reason.OTHER)


def _borne_out(company: Company, account: AccountFacts, values: tuple[MeterValue, ...]) -> None:
    try:
        checked = company.check(account.account, values)
    except NotStored as refusal:
        raise Doubtful(Reason.REFUSED) from refusal
    if any(one.finding is not Finding.FINE for one in checked):
        raise Doubtful(Reason.CHECK)


def _known_account(message: MessageLeft) -> str | None:
    known = expected(message)
    return known[0].account if len(known) == 1 else None


def _placed(facts: AccountFacts | None, heard: Understanding) -> Claim:
    readings = tuple(one for one in heard.readings if one.slot.value.isdecimal())
    account = facts.account if facts else None
    return place(Claim(account=account, facts=facts, given=True, loose=readings))


def _values(message: MessageLeft, number: str | None, claim: Claim) -> tuple[MeterValue, ...]:
    """What was heard, and what the call had understood of the other registers."""
    heard = claim.meter_values
    draft = message.draft
    if draft is None or draft.account.account != number:
        return heard
    said = {(value.serial, value.zone) for value in heard}
    return heard + tuple(v for v in draft.values if (v.serial, v.zone) not in said)
