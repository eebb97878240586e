"""The read-back, its confirmation and the correction of one thing."""

from dataclasses import replace

from meterline.dialogue import operator
from meterline.dialogue.actions import Listen, StoreValues
from meterline.dialogue.claim import Claim, Placed
from meterline.dialogue.dictation import LAST_DIGITS
from meterline.dialogue.hearing import (
    hear,
    learned,
    unsure_account,
    unsure_readings,
    without_account,
)
from meterline.dialogue.readings import ending, several
from meterline.dialogue.state import Proposal, Stage, State, Step
from meterline.dialogue.talk import ask, ask_again, expectation, misunderstood, phrases, say_again
from meterline.language.speech import Digits, Number, Piece
from meterline.language.turn import Asked, ReadBack, Understanding
from meterline.language.zones import Zone

CHANCES = 3
"""Answers without meaning before a person is called."""

QUESTION_SECONDS = 2.5
"""How long `confirm.ask` takes: with more than it unsaid, not all values were heard."""

SLOW_QUESTION_SECONDS = 7.0
"""The same of `confirm.retry`, said slowly."""

REFUSALS = 4
"""Times that a read-back may be refused before a person is called."""


def wanted(state: State) -> Step | None:
    """Read back exactly what would be stored."""
    claim = state.claim
    state = replace(
        state,
        proposal=Proposal(claim.account or "", claim.meter_values),
        focus=None,
    ).with_tries("read_back", 0)
    question = phrases("confirm.retry" if state.slow else "confirm.ask")
    pieces = _account(claim) + _values(claim) + question
    listen = Listen(replace(expectation(state, Asked.CONFIRM), read_back=_read_back(claim)))
    return ask(state, Stage.READ_BACK, pieces, listen, phrases("confirm.retry"))


def _account(claim: Claim) -> tuple[Piece, ...]:
    account = claim.account or ""
    if claim.doubtful and claim.given:
        return (*phrases("account.heard"), Digits(account))
    return (*phrases("account.last_digits"), Digits(account[-LAST_DIGITS:]))


def _values(claim: Claim) -> tuple[Piece, ...]:
    pieces: tuple[Piece, ...] = ()
    meter = ""
    for placed in claim.in_order:
        if several(claim) and placed.serial != meter:
            meter = placed.serial
            pieces += (*phrases("reading.meter_ending"), Digits(ending(claim, meter)))
        pieces += (*phrases(_zone(placed.zone)), _spoken(claim, placed))
    return pieces


def _read_back(claim: Claim) -> tuple[ReadBack, ...]:
    """What a correction may speak of: «не два, а три»."""
    return tuple(ReadBack(p.zone, p.serial, p.digits) for p in claim.in_order)


def _zone(zone: Zone) -> str:
    return "reading.heard" if zone is Zone.SINGLE else f"reading.heard_{zone}"


def _spoken(claim: Claim, placed: Placed) -> Piece:
    """A number, or digit by digit where anything was in doubt."""
    by_digit = claim.spelled or placed.doubtful or placed.meter_value in claim.insisted
    return Digits(placed.digits) if by_digit else Number(placed.meter_value.value)


def heard(state: State, understood: Understanding) -> Step:
    """Yes, no, or a correction with or without a «нет»."""
    after = hear(state, understood)
    if learned(state, after):
        return _corrected(after)
    unsure = unsure_readings(understood) or unsure_account(understood)
    if understood.answer and not unsure:
        return say_again(state) if state.talked_over else _store(state)
    if understood.answer is False or unsure:
        return _refused(state, understood)
    state = state.tried_again("read_back")
    if state.tried("read_back") >= CHANCES:
        return operator.hand_over(state)
    return ask_again(misunderstood(state, understood))


def interrupted(state: State, unsaid: float) -> State:
    """A «да» begun before the values were out is no yes to them: the last turn may have gone on."""
    question = SLOW_QUESTION_SECONDS if state.slow else QUESTION_SECONDS
    return replace(state, talked_over=unsaid > question)


def _store(state: State) -> Step:
    proposal, claim = state.proposal, state.claim
    if proposal is None:
        return state.deciding(), ()
    store = StoreValues(
        proposal.account,
        proposal.values,
        name_confirmed=claim.name_agrees is True,
        review=claim.review,
    )
    return replace(state, stage=Stage.STORING), (store,)


def _corrected(state: State) -> Step:
    state = refusal(state)
    return operator.hand_over(state) if too_often(state) else (state.deciding(), ())


def _refused(state: State, understood: Understanding) -> Step:
    """A bare «нет», or a correction that could not be made out."""
    state = refusal(state)
    if too_often(state):
        return operator.hand_over(state)
    if unsure_account(understood):
        return other_account(state)
    if unsure_readings(understood):
        return other_readings(state)
    return ask_fix(state)


def refusal(state: State) -> State:
    """One more «нет»: from now on digit by digit, and the old proposal is void."""
    claim = replace(state.claim, spelled=True)
    return replace(state, claim=claim, refusals=state.refusals + 1, proposal=None)


def too_often(state: State) -> bool:
    """Whether a person should take over."""
    return state.refusals >= REFUSALS


def ask_fix(state: State) -> Step:
    """Which of the two is wrong."""
    listen = Listen(expectation(state, Asked.FIX))
    return ask(state.with_tries("fix", 0), Stage.FIX, phrases("fix.ask"), listen)


def fix_heard(state: State, understood: Understanding) -> Step:
    """The corrected thing itself instead of its name."""
    after = hear(state, understood)
    if learned(state, after):
        return after.deciding(), ()
    if understood.answer or understood.readings or understood.account:
        return state.deciding(), ()
    state = state.tried_again("fix")
    if state.tried("fix") >= CHANCES:
        return operator.hand_over(state)
    return ask_again(misunderstood(state, understood))


def other_account(state: State) -> Step:
    """The account was wrong: it is asked for by digits and not guessed again."""
    wrong = (state.claim.account,) if state.claim.account else ()
    state = replace(state, excluded=state.excluded + wrong, proposal=None, focus=None)
    state = state.with_tries("account", max(1, state.tried("account"))).with_tries("name", 0)
    return state.deciding(without_account(state.claim)), ()


def other_readings(state: State) -> Step:
    """The values were wrong: a single one is asked for by digits, several anew."""
    single = len(state.claim.registers) == 1
    state = replace(state, proposal=None, focus=None).with_tries("reading", 1 if single else 0)
    return state.deciding(state.claim.without_values()), ()
