"""The first words of a call."""

from dataclasses import replace

from meterline.dialogue import menu
from meterline.dialogue.actions import Say
from meterline.dialogue.facts import CallFacts
from meterline.dialogue.state import State, Step
from meterline.dialogue.talk import phrases


def greet(state: State, facts: CallFacts) -> Step:
    """Greet for the caller's branch, tell of the recording, offer the menu."""
    branch = facts.branch.key if facts.branch else "company"
    # The notice of recording is a legal one: it is heard to its end.
    greeting = Say(phrases(f"greeting.{branch}", "notice.recording"), barge_in=False)
    state, actions = menu.ask_menu(replace(state, call=facts))
    return state, (greeting, *actions)
