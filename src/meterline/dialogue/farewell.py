"""The end of a claim and of the call."""

from dataclasses import replace

from meterline.dialogue import dictation
from meterline.dialogue.actions import HangUp, Listen, Say
from meterline.dialogue.claim import Claim
from meterline.dialogue.hearing import says_something
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import (
    ask,
    ask_again,
    draft,
    expectation,
    misunderstood,
    outcome,
    phrases,
)
from meterline.language.speech import Digits, Piece
from meterline.language.turn import Asked, Command, Understanding

CHANCES = 2
"""Answers without meaning before the call ends: what mattered is done."""


def number(text: str) -> tuple[Piece, ...]:
    """A receipt's or a message's number; what is not a digit in it is not spoken."""
    digits = "".join(c for c in text if c.isdecimal())
    return (*phrases("accepted.number"), Digits(digits)) if digits else ()


def offer_another(state: State) -> Step:
    """Another account in the same call? This one's claim is finished."""
    return ask_another(finished(state))


def finished(state: State) -> State:
    """Nothing is left of the claim."""
    return replace(
        state,
        claim=Claim(),
        tries=(),
        refusals=0,
        proposal=None,
        focus=None,
        excluded=(),
        accounts_heard=(),
        choices=(),
    )


def ask_another(state: State) -> Step:
    """«Хотите передать показания по другому счёту?»"""
    listen = Listen(expectation(state, Asked.YES_NO))
    return ask(state, Stage.AGAIN, phrases("again.ask"), listen, phrases("again.ask"))


def heard(state: State, understood: Understanding) -> Step:
    """Yes, no, or the next account dictated at once."""
    if says_something(understood):
        return dictation.heard(state, understood)
    if understood.answer or understood.command is Command.SUBMIT:
        return dictation.other_account(state)
    state = state.tried_again("again")
    if understood.answer is False or state.tried("again") >= CHANCES:
        return goodbye(state)
    return ask_again(misunderstood(state, understood))


def goodbye(state: State) -> Step:
    """The polite end."""
    return end(state, state.lead + phrases("goodbye"), "stored" if state.stored else "nothing")


def nobody_there(state: State) -> Step:
    """The end of a call in which nothing is heard any more."""
    return end(state, phrases("goodbye.short"), "stored" if state.stored else "silent")


def end(state: State, pieces: tuple[Piece, ...], how: str) -> Step:
    """Last words, then the line goes down; what is unfinished stays as a draft."""
    ended = replace(state, stage=Stage.ENDED, question=None, lead=(), keys="")
    return ended, (*draft(state), Say(pieces), outcome(how), HangUp())
