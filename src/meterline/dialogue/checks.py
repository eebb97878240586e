"""What the history says of the values: the robot proposes the likeliest cause, once."""

from dataclasses import replace

from meterline.dialogue import operator
from meterline.dialogue.actions import CheckValues, Listen
from meterline.dialogue.claim import Claim, Placed, Register
from meterline.dialogue.events import ValuesChecked
from meterline.dialogue.facts import Checked, Finding
from meterline.dialogue.findings import asks_for_value, words
from meterline.dialogue.hearing import hear, learned, unsure_readings
from meterline.dialogue.state import Focus, Stage, State, Step
from meterline.dialogue.talk import PATIENT, ask, ask_again, expectation, misunderstood
from meterline.language.turn import Asked, Command, Understanding

CHANCES = 3
"""Answers without meaning to one question before a person is called."""

QUESTIONS = 2
"""Questions about one register in one claim; after them the caller's word stands, for review."""


def wanted(state: State) -> Step | None:
    """Have the values checked, then ask about the first that looks wrong."""
    claim = state.claim
    if claim.checked is None:
        action = CheckValues(claim.account or "", claim.meter_values)
        return replace(state, stage=Stage.CHECKING), (action,)
    for checked in claim.checked:
        if checked.finding is not Finding.FINE and checked.value not in claim.settled:
            return _question(state, checked)
    return None


def answered(state: State, event: ValuesChecked) -> Step:
    """The company's answer; values that it left out count as fine."""
    return state.deciding(replace(state.claim, checked=event.checked)), ()


def _question(state: State, checked: Checked) -> Step:
    claim = state.claim
    group = _group(claim, checked)
    values = tuple(c.value for c in group)
    before = [v for v in claim.questioned if (v.serial, v.zone) == _register(checked)]
    if claim.replaced or checked.value in claim.questioned or len(before) >= QUESTIONS:
        return state.deciding(claim.settle(*values, insisted=True)), ()
    claim = replace(claim, questioned=claim.questioned + values)
    zones = tuple(v.zone for v in values)
    focus = Focus(checked.value.serial, zones)
    state = replace(state, claim=claim, doubt=group, focus=focus).with_tries("doubt", 0)
    if asks_for_value(checked.finding):
        listen = Listen(expectation(state, Asked.READING, focus.serial, zones), PATIENT)
    else:
        listen = Listen(expectation(state, Asked.CONFIRM, focus.serial, zones))
    return ask(state, Stage.DOUBT, words(claim, group), listen)


def _group(claim: Claim, checked: Checked) -> tuple[Checked, ...]:
    """Swapped zones are one question about all of them."""
    if checked.finding is not Finding.SWAPPED:
        return (checked,)
    return tuple(
        c
        for c in claim.checked or ()
        if c.finding is Finding.SWAPPED and c.value.serial == checked.value.serial
    )


def heard(state: State, understood: Understanding) -> Step:
    """Another value, the same one again, the robot's proposal taken or refused."""
    after = hear(state, understood)
    if learned(state, after):
        return after.deciding(), ()
    if understood.command is Command.METER_REPLACED or _repeated(state, understood):
        return state.deciding(_insist(state)), ()
    if understood.answer is not None:
        return _accepted(state) if understood.answer else _refused(state)
    if unsure_readings(understood):
        return _reopen(state)
    state = state.tried_again("doubt")
    if state.tried("doubt") >= CHANCES:
        return operator.hand_over(state)
    return ask_again(misunderstood(state, understood))


def _repeated(state: State, understood: Understanding) -> bool:
    """Whether the same value was said again: nothing new was learned, but values were heard."""
    return bool(understood.readings) and not unsure_readings(understood)


def _insist(state: State) -> Claim:
    return state.claim.settle(*(c.value for c in state.doubt), insisted=True)


def _accepted(state: State) -> Step:
    finding = state.doubt[0].finding
    if finding in (Finding.SAME, Finding.ROLL_OVER):
        values = (c.value for c in state.doubt)
        return state.deciding(state.claim.settle(*values, insisted=False)), ()
    proposals = [
        Placed(c.value.serial, c.value.zone, str(c.proposal), doubtful=True)
        for c in state.doubt
        if c.proposal is not None
    ]
    if proposals and not asks_for_value(finding):
        return state.deciding(state.claim.with_values(*proposals)), ()
    return state.deciding(_insist(state)), ()


def _refused(state: State) -> Step:
    if state.doubt[0].finding in (Finding.COMMA, Finding.SWAPPED):
        return state.deciding(_insist(state)), ()
    return _reopen(state)


def _reopen(state: State) -> Step:
    """The value is given up and asked for digit by digit."""
    claim = state.claim
    for checked in state.doubt:
        claim = claim.without_value(_register(checked))
    return state.with_tries("reading", max(1, state.tried("reading"))).deciding(claim), ()


def _register(checked: Checked) -> Register:
    return checked.value.serial, checked.value.zone
