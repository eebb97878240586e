"""Going on where the last call from this number broke."""

from dataclasses import replace

from meterline.dialogue.actions import Listen
from meterline.dialogue.claim import Claim, Placed
from meterline.dialogue.facts import DraftFacts
from meterline.dialogue.state import Stage, State, Step
from meterline.dialogue.talk import ask, expectation, phrases
from meterline.language.turn import Asked


def wanted(state: State) -> Step | None:
    """Offer to go on, once a call."""
    draft = state.call.draft if state.call else None
    if draft is None or state.resumed or not state.claim.empty:
        return None
    state = replace(state, resumed=True)
    listen = Listen(expectation(state, Asked.YES_NO))
    return ask(state, Stage.RESUME, phrases("resume.ask"), listen)


def claim_of(draft: DraftFacts) -> Claim:
    """The claim as it stood when the last call broke; values are read back all the same."""
    return Claim(
        account=draft.account.account,
        facts=draft.account,
        given=True,
        name_agrees=True if draft.name_confirmed else None,
        values=tuple(Placed(v.serial, v.zone, str(v.value)) for v in draft.values),
    )
