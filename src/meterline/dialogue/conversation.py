"""The conversation: a state and an event in, a state and actions out.

Pure: no clock, sound, network or database. The carrier of the actions reports what
became of them as events.
"""

from collections.abc import Callable
from dataclasses import replace

from meterline.dialogue import (
    acceptance,
    account,
    anytime,
    checks,
    dictation,
    farewell,
    greeting,
    keys,
    linking,
    menu,
    message_box,
    name,
    operator,
    read_back,
    readings,
    refused,
    reminding,
)
from meterline.dialogue.actions import Action
from meterline.dialogue.events import (
    AccountsFound,
    CallerLeft,
    CallStarted,
    Event,
    KeyHeard,
    PartFailed,
    PhoneLinked,
    SayingEnded,
    SilenceLasted,
    SpeechBegan,
    TransferFailed,
    TurnHeard,
    ValuesChecked,
    ValuesRefused,
    ValuesStored,
)
from meterline.dialogue.hearing import hear, joined, remember_account
from meterline.dialogue.state import HANDED_OVER, WAITING, Stage, State, Step
from meterline.dialogue.talk import ask_again, draft, outcome, phrases
from meterline.language.turn import Command, Understanding

MOST_TURNS = 150
"""Turns of one call, repeats and silences included; then a person or the message box."""

SILENCES = 3
"""Silences in a row after which nobody is taken to be there."""

EARLY_KEYS = 30
"""Keys kept from a burst while the company is being asked."""

RULES: tuple[Callable[[State], Step | None], ...] = (
    account.wanted,
    account.served,
    name.wanted,
    readings.wanted,
    checks.wanted,
    read_back.wanted,
)
"""What a claim still needs, in the order in which it is asked for."""

ANSWERS: dict[Stage, Callable[[State, Understanding], Step]] = {
    Stage.MENU: menu.heard,
    Stage.CHOICE: dictation.chosen,
    Stage.DICTATION: dictation.heard,
    Stage.ACCOUNT: account.heard,
    Stage.NAME: name.heard,
    Stage.READING: readings.heard,
    Stage.DOUBT: checks.heard,
    Stage.READ_BACK: read_back.heard,
    Stage.FIX: read_back.fix_heard,
    Stage.AGAIN: farewell.heard,
    Stage.CALLBACK: operator.heard,
    Stage.REGION: operator.region_heard,
    Stage.RESUME: dictation.resume_heard,
    Stage.LINK: linking.heard,
    Stage.REMINDER: reminding.heard,
}
"""Who takes the caller's answer."""

SILENT: dict[Stage, Callable[[State], Step]] = {
    Stage.MENU: menu.silent,
    Stage.NAME: name.silent,
    Stage.AGAIN: farewell.goodbye,
    Stage.REGION: operator.region_silent,
    Stage.LINK: linking.silent,
    Stage.REMINDER: reminding.silent,
    Stage.BOX_INTRO: message_box.record,
    Stage.RECORDING: message_box.recorded,
}
"""Where silence has a meaning of its own."""


def begin() -> State:
    """A conversation before its call."""
    return State()


def step(state: State, event: Event) -> Step:
    """The conversation after `event`, and the actions to be carried out in order.

    Never raises; an event that does not fit the stage changes nothing. After `HangUp` or
    the caller's leaving nothing happens any more.
    """
    if state.stage is Stage.ENDED:
        return state, ()
    state, actions = _decided(*_react(state, event))
    if state.early_keys and state.stage not in WAITING:
        return _replay_keys(state, actions)
    return state, actions


def _decided(state: State, actions: tuple[Action, ...]) -> Step:
    """Go on until something is asked or waited for."""
    while state.stage is Stage.DECIDING:
        state, more = next(s for s in (rule(state) for rule in RULES) if s is not None)
        actions += more
    return state, actions


def _react(state: State, event: Event) -> Step:
    match event:
        case CallStarted() if state.stage is Stage.NEW:
            return _begun(state, event)
        case TurnHeard(understood, cut):
            return _turn(state.leading(*phrases("cut_long")) if cut else state, understood)
        case KeyHeard(key):
            return _key(state, key)
        case SilenceLasted():
            return _silence(state)
        case AccountsFound() | ValuesChecked() | ValuesStored() | ValuesRefused() | PhoneLinked():
            return _company(state, event)
        case _:
            return _carrier(state, event)


def _begun(state: State, call: CallStarted) -> Step:
    if call.facts.reminder is not None:
        return reminding.remind(state, call.facts)
    return greeting.greet(state, call.facts, full=call.full)


def _company(state: State, event: Event) -> Step:
    """The company's answers count only where they are waited for."""
    match event:
        case AccountsFound():
            return _found(state, event)
        case ValuesChecked() if state.stage is Stage.CHECKING:
            return checks.answered(state, event)
        case ValuesStored(receipt) if state.stage is Stage.STORING:
            return acceptance.accepted(state, receipt)
        case ValuesRefused() if state.stage in (Stage.CHECKING, Stage.STORING):
            return refused.refused(state, event)
        case PhoneLinked() if state.stage is Stage.LINKING:
            return linking.linked(state)
        case _:
            return state, ()


def _carrier(state: State, event: Event) -> Step:
    """What happened to the call itself."""
    match event:
        case CallerLeft():
            return _left(state)
        case PartFailed() if state.stage not in HANDED_OVER:
            return message_box.part_failed(state)
        case TransferFailed(busy) if state.stage is Stage.TRANSFER:
            return operator.failed(state, busy=busy)
        case SayingEnded() if state.stage in (Stage.BOX_INTRO, Stage.RECORDING):
            return SILENT[state.stage](state)
        case SpeechBegan(unsaid) if state.stage is Stage.READ_BACK:
            return read_back.interrupted(state, unsaid), ()
        case _:
            return state, ()


def _turn(state: State, understood: Understanding) -> Step:
    """Something was said or keyed to its end."""
    if state.stage in WAITING | HANDED_OVER | {Stage.NEW}:
        return _not_asked(state, understood)
    if state.keys and understood == Understanding(text=understood.text):
        # Noise while keys are being pressed.
        return state, (state.question.listen,) if state.question else ()
    state = replace(_with_keys(state, understood), silences=0, turns=state.turns + 1)
    state = remember_account(state, understood.account)
    if state.turns > MOST_TURNS:
        return operator.hand_over(state)
    if understood.command is Command.METER_REPLACED:
        state = replace(state, claim=replace(state.claim, replaced=True))
    return anytime.command(state, understood) or ANSWERS[state.stage](state, understood)


def _not_asked(state: State, understood: Understanding) -> Step:
    """Only an emergency counts where nothing was asked."""
    going = state.purpose == operator.EMERGENCY and state.stage is Stage.TRANSFER
    if understood.command is Command.EMERGENCY and not going and state.stage is not Stage.NEW:
        return operator.emergency(state)
    return state, ()


def _with_keys(state: State, understood: Understanding) -> State:
    """Digits keyed before the words: the account's beginning, or a slot of their own."""
    if not state.keys:
        return state
    beginning = keys.part_of_account(state) if understood.account else ""
    if beginning:
        claim = replace(state.claim, prefix=state.claim.prefix + beginning)
        return replace(state, keys="", claim=claim)
    return hear(*keys.entry(state))


def _key(state: State, key: str) -> Step:
    if state.stage in WAITING:
        early = (state.early_keys + key)[:EARLY_KEYS]
        return replace(state, early_keys=early), ()
    if state.stage is Stage.RECORDING and key == "#":
        return message_box.recorded(state)
    if state.stage in HANDED_OVER | {Stage.NEW}:
        return state, ()
    state, understood = keys.press(replace(state, silences=0, waits=0), key)
    if understood is not None:
        return _turn(state, understood)
    return state, (*keys.lookup(state), *keys.listening_on(state))


def _replay_keys(state: State, actions: tuple[Action, ...]) -> Step:
    """Digits of a burst go into the number asked for next, never into a yes or no."""
    early, state = state.early_keys, replace(state, early_keys="")
    for key in early:
        if state.stage in WAITING or keys.collecting(state):
            state, more = _decided(*_key(state, key))
            actions += more
    return state, actions


def _found(state: State, event: AccountsFound) -> Step:
    """The account looked up; or the digits keyed so far are one: no `#` needed."""
    if state.stage is Stage.LOOKUP:
        return account.looked_up(state, event)
    number = joined(state, state.keys)
    if event.facts is None or not state.keys or event.account != number:
        return state, ()
    state = hear(*keys.entry(state))
    return account.looked_up(state, event) if state.claim.facts is None else (state.deciding(), ())


def _silence(state: State) -> Step:
    if state.stage in WAITING | {Stage.NEW, Stage.TRANSFER}:
        return state, ()
    if state.keys:
        return _turn(*keys.entry(state))
    if state.waits and state.question is not None:
        return anytime.wait_on(state)
    state = replace(state, silences=state.silences + 1, turns=state.turns + 1)
    if state.stage in SILENT:
        return SILENT[state.stage](state)
    if state.silences >= SILENCES or state.turns > MOST_TURNS:
        return farewell.nobody_there(state)
    return ask_again(state, phrases("silence"))


def _left(state: State) -> Step:
    """The caller is gone: what was understood is kept."""
    how = "stored" if state.stored else "left"
    note = () if state.stage is Stage.TRANSFER else (outcome(how),)
    return replace(state, stage=Stage.ENDED), (*draft(state), *note)
