"""The menu: its own words, or the dictation of somebody who does not wait to be asked.

Each is searched by itself and the two are compared as wholes, so that digits that may be
said make no word of the menu less sure.
"""

from dataclasses import replace

from meterline.ears.completeness import number_open
from meterline.language.turn import (
    Asked,
    Command,
    Decision,
    Expectation,
    Understanding,
)

LEAST_DICTATED = 5
"""Digits of a turn in the menu that make it a dictation."""


def dictating(expectation: Expectation) -> Expectation:
    """What is heard in the menu of a caller who dictates at once."""
    return replace(expectation, asked=Asked.ONE_BREATH)


def may_dictate(chosen: Understanding) -> bool:
    """Whether a turn heard by the menu's words is worth to be heard as a dictation too."""
    return chosen.command is not Command.EMERGENCY and " " in chosen.text


def is_dictation(chosen: Understanding, dictated: Understanding) -> bool:
    """Whether a turn is what was `dictated` rather than what was `chosen` by the menu's words.

    It is by an account, or by digits that it pays to ask about (not what a television says)
    with no command among them, however doubtful.
    """
    commanded = dictated.command_probability > 0.0
    if dictated.account is not None and dictated.account.decision.usable:
        return not commanded or chosen.command is None
    slots = [dictated.account] if dictated.account else []
    slots += [reading.slot for reading in dictated.readings]
    digits = sum(len(slot.value) for slot in slots if slot.decision is not Decision.GIVE_UP)
    return digits >= LEAST_DICTATED and not commanded


def with_patience(
    chosen: Understanding, dictated: Understanding, *, settled: bool
) -> Understanding:
    """`chosen`, with the longer wait where it may be the beginning of a dictation."""
    begins = chosen.command is None and dictated.completeness is number_open(settled)
    return replace(chosen, completeness=dictated.completeness) if begins else chosen


def was_dictated(heard: Understanding) -> bool:
    """Whether a turn of the menu was taken for a dictation."""
    return heard.account is not None or bool(heard.readings)
