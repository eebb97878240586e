"""A call that the company makes: it reminds, and takes the readings at once if it may."""

from dataclasses import replace

from meterline.dialogue import dictation, farewell
from meterline.dialogue.actions import Listen, Say, StopReminders
from meterline.dialogue.claim import Claim
from meterline.dialogue.facts import AccountFacts, CallFacts
from meterline.dialogue.hearing import says_something
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import ask, ask_again, expectation, misunderstood, phrases
from meterline.language.turn import Asked, Understanding

CHANCES = 2
"""Answers without meaning before the call ends: an answering machine answers as well."""

QUIET = 4.0
"""Seconds of silence after which the question is put again."""


def remind(state: State, facts: CallFacts) -> Step:
    """Say who calls, that the talk is recorded, and offer to take the readings now."""
    intro = Say(phrases("reminder.intro", "notice.recording"), barge_in=False)
    state = replace(state, call=facts)
    listen = Listen(expectation(state, Asked.YES_NO), QUIET)
    state, actions = ask(state, Stage.REMINDER, phrases("reminder.offer"), listen)
    return state, (intro, *actions)


def heard(state: State, understood: Understanding) -> Step:
    """Yes, no, or the values at once."""
    facts = state.call.reminder if state.call else None
    if facts is None:
        return _later(state)
    about = replace(state, claim=claim_of(facts))
    if says_something(understood):
        return dictation.heard(about, understood)
    if understood.answer:
        return dictation.invite(about)
    state = state.tried_again("reminder")
    if understood.answer is False or state.tried("reminder") >= CHANCES:
        return _later(state)
    return ask_again(misunderstood(state, understood))


def silent(state: State) -> Step:
    """Nobody speaks: an answering machine, or a telephone laid aside."""
    state = state.tried_again("reminder")
    if state.tried("reminder") >= CHANCES:
        return farewell.end(state, phrases("goodbye.short"), "reminder_silent")
    return ask_again(state)


def stop(state: State) -> Step:
    """No more reminders to this number."""
    state, actions = _later(state)
    return state, (StopReminders(), *actions)


def claim_of(facts: AccountFacts) -> Claim:
    """The account that the number is linked to; whoever answers is nobody verified."""
    return Claim(account=facts.account, facts=facts, linked=True)


def _later(state: State) -> Step:
    return farewell.end(state, phrases("reminder.later", "goodbye.short"), "reminded")
