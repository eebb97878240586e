"""People: the operator, the dispatcher, the call-back."""

from dataclasses import replace

from meterline.dialogue import dictation, farewell, message_box, region
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
from meterline.language.speech import Digits, Piece
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
    if _nowhere(state):
        return region.ask_region(state, ASKED_FOR)
    return _connect(state)


def _connect(state: State) -> Step:
    branch = state.branch
    if branch is not None and branch.operators_open:
        return _transfer(state, ASKED_FOR, phrases("operator.connect"))
    return _offer_callback(state, (*phrases("operator.closed"), *_hours(state)))


def _hours(state: State) -> tuple[Piece, ...]:
    """«Операторы отвечают с восьми часов до семнадцати часов. По рабочим дням.»

    Nothing where the voice cannot say these hours.
    """
    opened = state.branch.hours if state.branch else None
    said = state.call.hours_said if state.call else frozenset()
    if opened is None or not {opened.opens, opened.closes} <= said:
        return ()
    return phrases(
        "operator.hours_from",
        f"hour_genitive.{opened.opens}",
        "operator.hours_to",
        f"hour_genitive.{opened.closes}",
        "operator.hours_end",
        "operator.everyday" if opened.everyday else "operator.workdays",
    )


def region_heard(state: State, understood: Understanding) -> Step:
    """The region named; without one the company's own people are called after some tries."""
    branch = region.named(state, understood)
    if branch is not None and state.call is not None:
        return _go_on(replace(state, call=replace(state.call, branch=branch)))
    state = state.tried_again("region")
    if state.purpose == EMERGENCY or state.tried("region") >= CHANCES:
        return _go_on(state)
    return ask_again(misunderstood(state, understood))


def region_silent(state: State) -> Step:
    """Who does not say it is put through all the same."""
    return region_heard(state, Understanding())


def _go_on(state: State) -> Step:
    if state.purpose == EMERGENCY:
        return _transfer(state, EMERGENCY, state.lead)
    return _connect(state)


def _nowhere(state: State) -> bool:
    """Whether neither number nor account tell whose people to call."""
    call = state.call
    if call is None or call.branch is not None or state.claim.facts is not None:
        return False
    return bool(call.regions) and not state.tried("region")


def hand_over(state: State) -> Step:
    """The robot has tried everything: a person, or the message box."""
    lead = state.lead + phrases("attempts.over")
    if state.branch is not None and state.branch.operators_open:
        return _transfer(state, GIVEN_UP, lead + phrases("operator.connect"))
    return message_box.take_message(state, message_box.READING, lead)


def emergency(state: State) -> Step:
    """To the dispatcher at once, at any hour, never to the message box."""
    if _nowhere(state):
        return region.ask_region(replace(state, lead=()), EMERGENCY, phrases("emergency.tell"))
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


def failed(state: State, *, busy: bool = False) -> Step:
    """Nobody took the call."""
    why = phrases("operator.busy" if busy else "operator.failed")
    if state.purpose == EMERGENCY:
        told = (*phrases("emergency.failed"), *_dispatcher(state), *phrases("goodbye.short"))
        return farewell.end(state, told, "emergency_failed")
    if state.purpose == GIVEN_UP:
        return message_box.take_message(state, message_box.READING, why)
    return _offer_callback(state, why)


def _dispatcher(state: State) -> tuple[Piece, ...]:
    number = state.branch.dispatcher_number if state.branch else ""
    return (*phrases("emergency.number"), Digits(number)) if number else ()


def _offer_callback(state: State, why: tuple[Piece, ...]) -> Step:
    state = replace(state, lead=()).with_tries("callback", 0)
    listen = Listen(expectation(state, Asked.YES_NO))
    return ask(state, Stage.CALLBACK, (*why, *phrases("callback.offer")), listen)


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
