"""The floor under everything: a beep, a recording, a number."""

from dataclasses import replace

from meterline.dialogue import farewell
from meterline.dialogue.actions import Record, Say
from meterline.dialogue.claim import Claim
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import draft, phrases
from meterline.language.speech import Beep, Piece

READING = "reading"
"""The message holds readings: a job recognises it later."""

CALLBACK = "callback"
"""The message asks to be called back."""

WORDS = {
    READING: ("voicebox.record", "voicebox.done"),
    CALLBACK: ("callback.record", "callback.done"),
}
"""Before and after the recording."""

SECONDS = 60.0


def take_message(state: State, purpose: str, lead: tuple[Piece, ...] = ()) -> Step:
    """Invite to speak after the beep. Heard to its end: the recording must not begin sooner."""
    before = Say((*lead, *phrases(WORDS[purpose][0]), Beep()), barge_in=False)
    box = replace(state, stage=Stage.BOX_INTRO, purpose=purpose, lead=(), keys="", question=None)
    return box, (*draft(state), before)


def record(state: State) -> Step:
    """The beep has sounded."""
    return replace(state, stage=Stage.RECORDING), (Record(state.purpose, SECONDS),)


def recorded(state: State) -> Step:
    """The message is in: say so, with the call's number."""
    reference = state.call.reference if state.call else ""
    done = phrases(WORDS[state.purpose][1]) + farewell.number(reference)
    how = "callback" if state.purpose == CALLBACK else "message"
    # The draft was kept before the recording; the caller is not asked for it again.
    return farewell.end(replace(state, claim=Claim()), done + phrases("goodbye"), how)


def part_failed(state: State) -> Step:
    """Ears or company are down: take the message, unless all that mattered is done."""
    if state.stored and state.claim.empty:
        return farewell.goodbye(state)
    greeting = () if state.call else phrases("greeting.company", "notice.recording")
    return take_message(state, READING, greeting + phrases("voicebox.intro"))
