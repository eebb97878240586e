"""People: the operator, the dispatcher, the call-back."""

from dataclasses import replace

from meterline.dialogue import dictation, farewell, message_box
from meterline.dialogue.actions import Listen, Say, Transfer
from meterline.dialogue.state import Paused, Stage, State, Step
from meterline.dialogue.talk import (
    ask,
    ask_again,
    draft,
    expectation,
    misunderstood,
    outcome,
    phrases,
)
from meterline.language.speech import Piece
from meterline.language.turn import Asked, Understanding

ASKED_FOR = "operator"
GIVEN_UP = "attempts"
EMERGENCY = "emergency"

CHANCES = 2
"""Answers without meaning to the call-back offer before the call goes on without it."""


def connect(state: State) -> Step:
    """The caller wants a person."""
    if state.stage is not Stage.CALLBACK:
        state = replace(state, paused=Paused(state.stage, state.question))
    if state.branch is not None and state.branch.operators_open:
        return _transfer(state, ASKED_FOR, phrases("operator.connect"))
    return _offer_callback(state, "operator.closed")


def hand_over(state: State) -> Step:
    """The robot has tried everything: a person, or the message box."""
    lead = state.lead + phrases("attempts.over")
    if state.branch is not None and state.branch.operators_open:
        return _transfer(state, GIVEN_UP, lead + phrases("operator.connect"))
    return message_box.take_message(state, message_box.READING, lead)


def emergency(state: State) -> Step:
    """To the dispatcher at once, at any hour, never to the message box."""
    return _transfer(state, EMERGENCY, phrases("emergency.tell"))


def _transfer(state: State, purpose: str, pieces: tuple[Piece, ...]) -> Step:
    branch = state.branch
    if branch is None:
        return failed(replace(state, purpose=purpose))
    target = branch.dispatcher_target if purpose == EMERGENCY else branch.operator_target
    say = Say(pieces, barge_in=False)
    going = replace(state, stage=Stage.TRANSFER, purpose=purpose, lead=(), keys="")
    kept = draft(state)
    return going, (*kept, say, outcome(purpose), Transfer(target, purpose))


def failed(state: State) -> Step:
    """Nobody took the call."""
    if state.purpose == EMERGENCY:
        return farewell.end(state, phrases("emergency.failed", "goodbye.short"), "emergency_failed")
    if state.purpose == GIVEN_UP:
        return message_box.take_message(state, message_box.READING, phrases("operator.failed"))
    return _offer_callback(state, "operator.failed")


def _offer_callback(state: State, why: str) -> Step:
    state = replace(state, lead=()).with_tries("callback", 0)
    listen = Listen(expectation(state, Asked.YES_NO))
    return ask(state, Stage.CALLBACK, phrases(why, "callback.offer"), listen)


def heard(state: State, understood: Understanding) -> Step:
    """Record the request, or go on where the caller was."""
    if understood.answer:
        return message_box.take_message(state, message_box.CALLBACK)
    state = state.tried_again("callback")
    if understood.answer is False or state.tried("callback") >= CHANCES:
        return _resume(state)
    return ask_again(misunderstood(state, understood))


def _resume(state: State) -> Step:
    """Back to the question that was open; from the menu on to the readings."""
    paused = state.paused
    if paused is None or paused.question is None or paused.stage is Stage.MENU:
        return dictation.begin(replace(state, paused=None))
    state = replace(state, stage=paused.stage, question=paused.question, paused=None)
    return ask_again(state)
