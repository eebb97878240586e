"""What is told of readings that the ledger did not take, and how the call goes on."""

from dataclasses import replace

from meterline.dialogue import account, operator
from meterline.dialogue.claim import Claim
from meterline.dialogue.events import AccountsFound, ValuesRefused
from meterline.dialogue.facts import AccountFacts, AccountState, Refusal
from meterline.dialogue.readings import ending, several
from meterline.dialogue.state import State, Step
from meterline.dialogue.talk import phrases
from meterline.language.speech import Digits

CHANCES = 2
"""Refusals of one claim after which a person takes over."""


def refused(state: State, event: ValuesRefused) -> Step:
    """The account was changed by somebody during the call, or shows no such value.

    Nothing is stored. What the account is now decides: closed ones are told as such, other
    registers are asked for anew, and every value is read back before it is submitted again.
    """
    state = replace(state.tried_again("refused"), proposal=None, focus=None)
    if event.facts is None:
        nowhere = replace(state, claim=replace(state.claim, facts=None))
        return account.looked_up(nowhere, AccountsFound(event.account, None))
    if state.tried("refused") >= CHANCES:
        return operator.hand_over(state)
    if event.refusal is Refusal.IMPLAUSIBLE:
        return _cannot_be_shown(state, event.facts)
    return _changed(state, event.facts)


def _cannot_be_shown(state: State, facts: AccountFacts) -> Step:
    """The values are given up and asked for digit by digit."""
    claim = replace(state.claim.without_values(), facts=facts)
    state = state.leading(*phrases("check.too_many_digits"))
    return state.with_tries("reading", max(1, state.tried("reading"))).deciding(claim), ()


def _changed(state: State, facts: AccountFacts) -> Step:
    """The account as it is now; values of registers that are gone are given up."""
    there = {(meter.serial, one.zone) for meter in facts.meters for one in meter.registers}
    claim = replace(
        state.claim,
        facts=facts,
        values=tuple(value for value in state.claim.values if value.register in there),
        checked=None,
    )
    return _told_meter(state, claim).deciding(claim), ()


def _told_meter(state: State, claim: Claim) -> State:
    """Which meter is asked about now, where the question does not tell it by itself."""
    served = claim.facts is not None and claim.facts.state is AccountState.ACTIVE
    if not served or several(claim) or not claim.missing:
        return state
    serial = claim.missing[0][0]
    return state.leading(*phrases("reading.meter_ending"), Digits(ending(claim, serial)))
