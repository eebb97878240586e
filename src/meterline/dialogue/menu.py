"""The menu: readings or an operator."""

from meterline.dialogue import dictation
from meterline.dialogue.actions import Listen
from meterline.dialogue.hearing import says_something
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import ask, ask_again, expectation, misunderstood, phrases
from meterline.language.turn import Asked, Command, Understanding

CHANCES = 2
"""After so many answers that mean nothing the call goes on: most callers want this anyway."""


def ask_menu(state: State) -> Step:
    """Offer what can be had at this hour."""
    is_open = state.branch is not None and state.branch.operators_open
    pieces = phrases("menu.open" if is_open else "menu.closed")
    retry = phrases("menu.retry") if is_open else ()
    expected = expectation(dictation.with_linked(state), Asked.MENU)
    return ask(state, Stage.MENU, pieces, Listen(expected), retry)


def heard(state: State, understood: Understanding) -> Step:
    """Key 7 or its words, or a caller who dictates at once."""
    if understood.command is Command.SUBMIT:
        return dictation.begin(state)
    if says_something(understood):
        return dictation.heard(dictation.with_linked(state), understood)
    return _nothing(state, understood)


def silent(state: State) -> Step:
    """Nothing said: asked again once, then the call goes on."""
    state = state.tried_again("menu")
    return dictation.begin(state) if state.tried("menu") >= CHANCES else ask_again(state)


def _nothing(state: State, understood: Understanding) -> Step:
    state = state.tried_again("menu")
    if state.tried("menu") >= CHANCES:
        return dictation.begin(state)
    return ask_again(misunderstood(state, understood))
