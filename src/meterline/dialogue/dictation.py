"""One breath: account, name and values in any order, after the beep."""

from dataclasses import replace

from meterline.dialogue import resuming
from meterline.dialogue.actions import ForgetDraft, Listen
from meterline.dialogue.claim import Claim
from meterline.dialogue.facts import AccountState
from meterline.dialogue.hearing import (
    account_level,
    hear,
    learned,
    readings_level,
    says_something,
    unsure_account,
    without_account,
)
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import PATIENT, ask, ask_again, expectation, misunderstood, phrases
from meterline.language.speech import Beep, Digits, Piece
from meterline.language.turn import Asked, Expectation, Understanding

CHANCES = 2
"""Answers without meaning to a question before the call goes on without it."""

LAST_DIGITS = 4
"""Digits of an account that are told or asked where the whole is nobody's business."""


def begin(state: State) -> Step:
    """Invite to dictate, for the account that the phone is linked to if there is one."""
    resumed = resuming.wanted(state)
    if resumed is not None:
        return resumed
    linked = state.call.linked if state.call else ()
    if len(linked) > 1:
        return _choose(state)
    return _invite_for_it(with_linked(state))


def with_linked(state: State) -> State:
    """The only account of the caller's phone taken as the one meant."""
    linked = state.call.linked if state.call else ()
    if len(linked) != 1 or not state.claim.empty:
        return state
    return replace(state, claim=Claim(account=linked[0].account, facts=linked[0], linked=True))


def _invite_for_it(state: State) -> Step:
    """Nobody is asked to dictate for an account that takes no readings: he is told so at once."""
    facts = state.claim.facts
    if facts is not None and facts.state is not AccountState.ACTIVE:
        return state.deciding(), ()
    return invite(state)


def invite(state: State) -> Step:
    """The beep, after the words that fit what is known."""
    listen = Listen(expectation(state, Asked.ONE_BREATH), PATIENT)
    return ask(state, Stage.DICTATION, (*_words(state), Beep()), listen)


def other_account(state: State) -> Step:
    """Begin anew, without the caller's phone."""
    return invite(_fresh(state))


def _fresh(state: State) -> State:
    return replace(
        state, claim=Claim(), tries=(), focus=None, excluded=(), accounts_heard=(), choices=()
    )


def heard(state: State, understood: Understanding) -> Step:
    """Keep what was said; a slot heard too badly is asked for by digits at once."""
    after = hear(state, understood)
    if unsure_account(understood) and after.claim.linked:
        # Another account than the phone's was meant: it must not end on the phone's.
        after = replace(after, claim=without_account(after.claim))
    after = after.asking_at("account", account_level(understood))
    after = after.asking_at("reading", readings_level(understood))
    if not learned(state, after):
        after = misunderstood(after, understood)
    return after.deciding(), ()


def resume_heard(state: State, understood: Understanding) -> Step:
    """Whether to go on where the last call broke: yes, no, or the dictation at once."""
    draft = state.call.draft if state.call else None
    if says_something(understood):
        return heard(with_linked(state), understood)
    if understood.answer and draft is not None:
        return state.deciding(resuming.claim_of(draft)), ()
    state = state.tried_again("resume")
    if understood.answer is None and state.tried("resume") < CHANCES:
        return ask_again(misunderstood(state, understood))
    state, actions = begin(state)
    return state, ((ForgetDraft(),) if understood.answer is False else ()) + actions


def chosen(state: State, understood: Understanding) -> Step:
    """The last digits told which of the linked accounts is meant, or all was said at once."""
    slot = understood.account
    linked = state.call.linked if state.call else ()
    meant = [
        f for f in linked if slot is not None and f.account.endswith(slot.value[-LAST_DIGITS:])
    ]
    if slot is not None and len(slot.value) > LAST_DIGITS:
        return heard(state, understood)
    if len(meant) == 1 and slot is not None and len(slot.value) == LAST_DIGITS:
        claim = Claim(account=meant[0].account, facts=meant[0], linked=True)
        after = hear(replace(state, claim=claim), replace(understood, account=None))
        return (after.deciding(), ()) if after.claim.values else _invite_for_it(after)
    state = state.tried_again("choice")
    if state.tried("choice") >= CHANCES:
        return invite(state)
    return _choose(misunderstood(state, understood))


def _words(state: State) -> tuple[Piece, ...]:
    claim = state.claim
    if not claim.linked or claim.account is None:
        return phrases("dictate.ask")
    last = Digits(claim.account[-LAST_DIGITS:])
    if state.call is not None and state.call.called_before:
        return (*phrases("known.short"), last, *phrases("dictate.short"))
    return (*phrases("known.intro"), last, *phrases("dictate.known"))


def _choose(state: State) -> Step:
    linked = state.call.linked if state.call else ()
    wanted = Expectation(Asked.LAST_DIGITS, tuple(f.candidate for f in linked))
    return ask(state, Stage.CHOICE, phrases("known.several"), Listen(wanted, PATIENT))
