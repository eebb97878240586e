"""Whether the caller's name is the account's."""

from dataclasses import replace

from meterline.dialogue import operator
from meterline.dialogue.actions import Listen
from meterline.dialogue.claim import Claim
from meterline.dialogue.hearing import hear, learned, without_account
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import ask, expectation, misunderstood, phrases
from meterline.language.turn import Asked, Understanding

CHANCES = 2
"""Questions for a name in one claim."""


def wanted(state: State) -> Step | None:
    """Ask for the name where none agreed; a mismatch is told once, then the branch decides."""
    claim = state.claim
    if claim.linked and not claim.given and claim.name_agrees is False:
        return _not_the_phones_owner(state)
    if claim.linked or claim.name_settled or claim.name_agrees is True:
        return None
    mismatch = claim.name_agrees is False
    if state.tried("name") >= CHANCES or (mismatch and claim.mismatch_told):
        return _without_name(state)
    if mismatch and claim.doubtful and not claim.mismatch_told:
        return _doubt_account(state)
    return _ask(state, claim, mismatch)


def _ask(state: State, claim: Claim, mismatch: bool) -> Step:
    who = "organisation" if claim.facts and claim.facts.organisation else "surname"
    if mismatch:
        state = state.leading(*phrases(f"{who}.mismatch"))
    told = claim.mismatch_told or mismatch
    claim = replace(claim, name_agrees=None, mismatch_told=told)
    state = replace(state, claim=claim, focus=None).tried_again("name")
    listen = Listen(expectation(state, Asked.NAME))
    return ask(state, Stage.NAME, phrases(f"{who}.ask"), listen)


def _doubt_account(state: State) -> Step:
    """A doubtful account with another name is rather misheard than somebody else's."""
    state = state.tried_again("account").leading(*phrases("surname.mismatch"))
    return state.deciding(without_account(state.claim)), ()


def _not_the_phones_owner(state: State) -> Step:
    """Another name on a linked phone: perhaps another account is meant, so it is asked for."""
    state = state.leading(*phrases("surname.mismatch"))
    return state.deciding(without_account(state.claim)), ()


def _without_name(state: State) -> Step:
    allowed = state.branch is not None and state.branch.name_unconfirmed_allowed
    if not allowed:
        return operator.hand_over(state)
    state = state.leading(*phrases("name.continue"))
    return state.deciding(replace(state.claim, name_settled=True)), ()


def heard(state: State, understood: Understanding) -> Step:
    """A name, or anything else that the caller preferred to say."""
    after = hear(state, understood)
    if after.claim.name_agrees is None and not learned(state, after):
        after = misunderstood(after, understood)
    return after.deciding(), ()


def silent(state: State) -> Step:
    """Who only uses keys cannot say a name: the branch decides whether that will do."""
    return state.leading(*phrases("not_heard")).deciding(), ()
