"""The first words of a call."""

from dataclasses import replace

from meterline.dialogue import menu, message_box
from meterline.dialogue.actions import Say
from meterline.dialogue.facts import CallFacts
from meterline.dialogue.state import State, Step
from meterline.dialogue.talk import phrases


def greet(state: State, facts: CallFacts, *, full: bool = False) -> Step:
    """Greet for the caller's branch, tell of the recording, offer the menu.

    `full`: offer to leave a message instead.
    """
    state = replace(state, call=facts)
    greeting = phrases(f"greeting.{facts.branch.key if facts.branch else 'company'}")
    greeting += phrases("notice.recording")
    if full:
        lead = greeting + phrases("voicebox.intro")
        return message_box.take_message(state, message_box.READING, lead)
    state, actions = menu.ask_menu(state)
    # The notice of recording is a legal one: it is heard to its end.
    return state, (Say(greeting, barge_in=False), *actions)
