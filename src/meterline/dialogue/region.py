"""Where the caller is, asked only where a person must be called and the number told nothing."""

from dataclasses import replace

from meterline.dialogue.actions import Listen
from meterline.dialogue.facts import BranchFacts
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import ask, expectation, phrases
from meterline.language.speech import Piece
from meterline.language.turn import Asked, Understanding


def ask_region(state: State, purpose: str, lead: tuple[Piece, ...] = ()) -> Step:
    """Ask for the region; `purpose` is the person to be called then."""
    state = replace(state, purpose=purpose).with_tries("region", 0).leading(*lead)
    listen = Listen(expectation(state, Asked.REGION))
    return ask(state, Stage.REGION, phrases("region.ask"), listen, phrases("region.retry"))


def named(state: State, understood: Understanding) -> BranchFacts | None:
    """The branch of the region that was said."""
    slot = understood.region
    if slot is None or not slot.decision.usable or state.call is None:
        return None
    return next((one for one in state.call.regions if one.key == slot.value), None)
