"""Whose account it is: asked for, looked up, found to be served or not."""

from dataclasses import replace

from meterline.dialogue import farewell, operator
from meterline.dialogue.actions import FindAccount, Listen
from meterline.dialogue.dictation import LAST_DIGITS
from meterline.dialogue.events import AccountsFound
from meterline.dialogue.facts import AccountFacts, AccountState
from meterline.dialogue.hearing import (
    account_level,
    found,
    hear,
    learned,
    unsure_account,
    without_account,
)
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import PATIENT, ask, expectation, misunderstood, phrases
from meterline.language.speech import Digits
from meterline.language.turn import Asked, Understanding

WAYS = ("account.ask", "account.by_digit", "account.keypad")
"""Freely, digit by digit, by keys; then a person."""

SHORTEST = 5
"""Fewer digits than this are no beginning of an account, but something misheard."""


def wanted(state: State) -> Step | None:
    """Look the account up, or ask for it, until the company knows it."""
    claim = state.claim
    if claim.facts is not None:
        return None
    if claim.account is not None:
        return replace(state, stage=Stage.LOOKUP), (FindAccount(claim.account),)
    level = state.tried("account")
    if level >= len(WAYS) or state.misses >= len(WAYS):
        return operator.hand_over(state)
    if claim.prefix and level < 2:
        return _ask(state, "account.more_digits", Asked.ACCOUNT)
    return _ask(state, WAYS[level], Asked.ACCOUNT_BY_DIGIT if level else Asked.ACCOUNT)


def _ask(state: State, words: str, asked: Asked) -> Step:
    state = replace(state, focus=None)
    listen = Listen(expectation(state, asked), PATIENT)
    return ask(state, Stage.ACCOUNT, phrases(words), listen)


def heard(state: State, understood: Understanding) -> Step:
    """An answer to the question for the account."""
    after = hear(state, understood)
    if after.claim.account is None:
        unsure = unsure_account(understood) or not learned(state, after)
        after = after.tried_again("account").asking_at("account", account_level(understood))
        after = misunderstood(after, understood) if unsure else after
    return after.deciding(), ()


def looked_up(state: State, event: AccountsFound) -> Step:
    """The company's answer about the account."""
    if event.account != state.claim.account:
        return state, ()
    if event.several:
        return _under_contract(state, event.several)
    if event.facts is None:
        return _unknown(state)
    after = found(state, event.facts)
    return _of_other_branch(after, event.facts).deciding(), ()


def served(state: State) -> Step | None:
    """Accounts that need no readings, or are no more."""
    facts = state.claim.facts
    if facts is None or facts.state is AccountState.ACTIVE:
        return None
    key = "account.smart" if facts.state is AccountState.SMART else "account.closed"
    last = Digits(facts.account[-LAST_DIGITS:])
    state = state.leading(*phrases("account.last_digits"), last, *phrases(key))
    return farewell.offer_another(state)


def _unknown(state: State) -> Step:
    """Too few digits are a beginning; anything else is one of three misses in a call."""
    digits = state.claim.account or ""
    whole = state.branch.account_digits if state.branch else 0
    state = state.tried_again("account")
    if SHORTEST <= len(digits) < whole and not state.claim.prefix:
        return state.deciding(without_account(state.claim, prefix=digits)), ()
    state = replace(state, misses=state.misses + 1)
    state = state.leading(*phrases("account.not_found"))
    return state.deciding(without_account(state.claim)), ()


def _under_contract(state: State, several: tuple[AccountFacts, ...]) -> Step:
    """The number is a contract's: which of its accounts, the whole of it or its last digits."""
    return replace(state, choices=several).deciding(without_account(state.claim)), ()


def _of_other_branch(state: State, facts: AccountFacts) -> State:
    home = state.call.branch if state.call else None
    if home is None or home.key == facts.branch.key:
        return state
    return state.leading(*phrases("account.wrong_branch"))
