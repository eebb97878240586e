"""What a caller may say at any step."""

from collections.abc import Callable
from dataclasses import replace

from meterline.dialogue import dictation, menu, operator, read_back, reminding
from meterline.dialogue.actions import Say
from meterline.dialogue.hearing import hear, says_something, without_account
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import ask_again, phrases, say_again
from meterline.language.turn import Command, Understanding

WORD_EVERY = 15.0
"""Seconds between the robot's words while the caller walks to the meter."""

WAITS = (WORD_EVERY, WORD_EVERY, 10.0)
"""Silence allowed after «подождите»: 40 s in all, then the question again."""

HELP = {
    Stage.ACCOUNT: "help.account",
    Stage.DICTATION: "help.account",
    Stage.READING: "help.reading",
    Stage.DOUBT: "help.reading",
}

NOTHING_TO_FIX = frozenset({Stage.MENU, Stage.AGAIN, Stage.CALLBACK})

VALUES_READ = frozenset({Stage.DOUBT, Stage.READ_BACK, Stage.FIX})


def command(state: State, understood: Understanding) -> Step | None:
    """Carry out a command, or None if the turn belongs to the open question.

    Emergencies and the operator come first; the others give way to values, names or
    answers said in the same turn.
    """
    told = understood.command
    if told is None:
        return None
    if told in PEOPLE:
        return PEOPLE[told](state)
    if told is Command.FIX_ACCOUNT:
        return _fix_account(state, understood)
    return None if _outweighed(state, understood) else COMMANDS[told](state)


def _outweighed(state: State, understood: Understanding) -> bool:
    """Whether the turn says more than its command, or the open question takes the command."""
    if says_something(understood) or understood.answer is not None:
        return True
    return (understood.command is Command.SUBMIT and state.stage in NOTHING_TO_FIX) or (
        understood.command is Command.METER_REPLACED and state.stage is Stage.DOUBT
    )


def wait_on(state: State) -> Step:
    """The next word while the caller is away; after the last, the question again."""
    if state.waits >= len(WAITS) or state.question is None:
        return ask_again(state)
    listen = replace(state.question.listen, silence=WAITS[state.waits])
    waiting = replace(state, waits=state.waits + 1)
    return waiting, (Say(phrases("take_time")), listen)


def _wait(state: State) -> Step:
    return wait_on(replace(state, waits=0))


def _help(state: State) -> Step:
    return ask_again(state, phrases(HELP.get(state.stage, "help.general")))


def _robot(state: State) -> Step:
    return ask_again(state, phrases("robot.yes"))


def _polite(state: State) -> Step:
    return ask_again(state, phrases("polite"))


def _do_not_call(state: State) -> Step:
    """Only who was called can mean reminders by it."""
    called = state.call is not None and state.call.reminder is not None
    return reminding.stop(state) if called else ask_again(state)


def _fix_account(state: State, understood: Understanding) -> Step:
    if state.stage in NOTHING_TO_FIX:
        return ask_again(state)
    state, _ = read_back.other_account(_refusal(state))
    if read_back.too_often(state):
        return operator.hand_over(state)
    return hear(state, understood), ()


def _fix_readings(state: State) -> Step:
    if state.stage in NOTHING_TO_FIX:
        return ask_again(state)
    state = _refusal(state)
    if read_back.too_often(state):
        return operator.hand_over(state)
    return read_back.other_readings(state)


def _refusal(state: State) -> State:
    """«Исправить» at a read-back is a «нет»; after «что исправить?» that was counted already."""
    return state if state.stage is Stage.FIX else read_back.refusal(state)


def _back(state: State) -> Step:
    if state.stage in NOTHING_TO_FIX:
        return ask_again(state)
    if state.stage in VALUES_READ:
        return read_back.other_readings(state)
    if state.stage in (Stage.NAME, Stage.READING):
        return replace(state, focus=None).deciding(without_account(state.claim)), ()
    return menu.ask_menu(state)


COMMANDS: dict[Command, Callable[[State], Step]] = {
    Command.SUBMIT: ask_again,
    Command.REPEAT: say_again,
    Command.HELP: _help,
    Command.BACK: _back,
    Command.WAIT: _wait,
    Command.FIX_READING: _fix_readings,
    Command.OTHER_ACCOUNT: dictation.other_account,
    Command.METER_REPLACED: ask_again,
    Command.ARE_YOU_ROBOT: _robot,
    Command.RUDE: _polite,
    Command.DO_NOT_CALL: _do_not_call,
}

PEOPLE: dict[Command, Callable[[State], Step]] = {
    Command.EMERGENCY: operator.emergency,
    Command.OPERATOR: operator.connect,
}
