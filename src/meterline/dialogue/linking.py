"""Remembering the caller's number for an account that was just submitted for."""

from dataclasses import replace

from meterline.dialogue import dictation, farewell
from meterline.dialogue.actions import LinkPhone, Listen
from meterline.dialogue.claim import Claim
from meterline.dialogue.hearing import says_something
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import ask, expectation, phrases
from meterline.language.turn import Asked, Understanding


def may_offer(state: State, claim: Claim) -> bool:
    """Whether to ask: the name agreed, the number is known and not linked yet, not asked before."""
    call = state.call
    if call is None or not call.may_link or not claim.verified or claim.account is None:
        return False
    known = {facts.account for facts in call.linked} | set(state.link_asked)
    return claim.account not in known


def offer(state: State, account: str) -> Step:
    """Ask once for each account of a call."""
    state = replace(state, link_asked=(*state.link_asked, account))
    listen = Listen(expectation(state, Asked.YES_NO))
    return ask(state, Stage.LINK, phrases("link.ask"), listen)


def heard(state: State, understood: Understanding) -> Step:
    """A clear yes links; anything else does not, and is not asked twice."""
    if says_something(understood):
        return dictation.heard(state, understood)
    if understood.answer:
        return replace(state, stage=Stage.LINKING), (LinkPhone(state.link_asked[-1]),)
    return farewell.ask_another(state)


def silent(state: State) -> Step:
    """Silence is no yes."""
    return farewell.ask_another(state)


def linked(state: State) -> Step:
    """The number is remembered."""
    return farewell.ask_another(state.leading(*phrases("link.done")))
