"""Asking: the one way in which a stage puts its question."""

from dataclasses import replace

from meterline.dialogue.actions import KeepDraft, Listen, Note, Say
from meterline.dialogue.state import MISUNDERSTOOD_OFTEN, Question, Stage, State, Step
from meterline.language.speech import Phrase, Piece
from meterline.language.turn import Asked, Candidate, Expectation, Understanding
from meterline.language.zones import Zone

PATIENT = 8.0
"""Seconds of silence allowed where the caller must look something up on paper or a meter."""


def phrases(*keys: str) -> tuple[Piece, ...]:
    """Phrases of the pack by their keys."""
    return tuple(Phrase(key) for key in keys)


def expectation(
    state: State, asked: Asked, meter: str | None = None, zones: tuple[Zone, ...] = ()
) -> Expectation:
    """What the ears should reckon with now."""
    return Expectation(
        asked,
        candidates(state),
        meter,
        zones,
        accounts_excluded=state.excluded,
        accounts_heard=state.accounts_heard,
    )


def candidates(state: State) -> tuple[Candidate, ...]:
    """The settled account, or none."""
    return (state.claim.facts.candidate,) if state.claim.facts else ()


def ask(
    state: State,
    stage: Stage,
    pieces: tuple[Piece, ...],
    listen: Listen,
    retry: tuple[Piece, ...] = (),
) -> Step:
    """Put a new question, after whatever was to be said before it."""
    said = state.lead + pieces
    question = Question(pieces, listen, retry)
    asking = replace(
        state,
        stage=stage,
        question=question,
        said=said,
        lead=(),
        keys="",
        waits=0,
        talked_over=False,
    )
    return asking, (Say(said, slow=state.slow), listen)


def ask_again(state: State, lead: tuple[Piece, ...] = ()) -> Step:
    """Put the open question again, shorter if it has a short form."""
    question = state.question
    if question is None:
        return state, ()
    said = state.lead + lead + question.shorter
    asking = replace(state, said=said, lead=(), keys="", waits=0)
    return asking, (Say(said, slow=state.slow), question.listen)


def say_again(state: State) -> Step:
    """The last utterance as a whole, slower: the caller asked for it."""
    if state.question is None:
        return state, ()
    again = replace(state, keys="", waits=0, talked_over=False)
    return again, (Say(state.said, slow=True), state.question.listen)


def misunderstood(state: State, understood: Understanding) -> State:
    """Say that a turn gave nothing; from the second time on speak slower."""
    state = replace(state, misunderstood=state.misunderstood + 1)
    slower = phrases("slower") if state.misunderstood == MISUNDERSTOOD_OFTEN else ()
    return state.leading(*complaint(understood), *slower)


def complaint(understood: Understanding) -> tuple[Piece, ...]:
    """What to say of a turn that gave nothing: not heard at all, or not understood."""
    return phrases("not_understood" if understood.text else "not_heard")


def draft(state: State, heard: str = "") -> tuple[KeepDraft, ...]:
    """What has been understood and not stored, kept for an operator or the next call."""
    claim = state.claim
    if claim.empty:
        return ()
    text = heard or " ".join(r.slot.value for r in claim.loose)
    return (
        KeepDraft(
            claim.account or claim.prefix or None,
            claim.meter_values,
            text,
            name_confirmed=claim.name_agrees is True,
        ),
    )


def outcome(name: str) -> Note:
    """How the call ended, for its log."""
    return Note("outcome", (("outcome", name),))
