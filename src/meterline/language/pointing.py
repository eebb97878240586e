"""Corrections of what the robot has just read: «не два, а три», «последняя цифра семь»."""

from meterline.language.dictation import (
    VALUE,
    Slot,
    closings,
    number_begins,
    number_goes_on,
)
from meterline.language.lexicon import WordClass as W
from meterline.language.outcomes import Grammar, Outcome
from meterline.language.symbols import Mark

# Nats.
POINT_COST = 1.0
NO_BUT_COST = 4.0
"""For a faint «а» between what is wrong and what is right."""
HESITATION_COST = 3.0
"""For a filler before the digits: «не так» is rather a no."""
NOTHING_RIGHT_COST = 8.0
"""For naming what is wrong and not what is right."""

_WRONG = Slot("N", Mark.VALUE, Mark.VALUE_END, VALUE.words)
_REPLACED = Slot("I", Mark.VALUE, Mark.VALUE_END, VALUE.words)
_DENIED = Slot("M", Mark.VALUE, Mark.VALUE_END, VALUE.words)


def points_at(grammar: Grammar, state: str) -> None:
    """In `state` the caller points at digits: at wrong ones or at a place."""
    wrong = (int(Mark.WRONG),)
    grammar.add(state, W.NOT, Outcome("Ns", POINT_COST, wrong))
    grammar.add(state, W.INSTEAD_OF, Outcome("Is", POINT_COST, wrong))
    grammar.add(state, W.POSITION, Outcome("Es", POINT_COST))


def pointing(grammar: Grammar) -> None:
    """What follows: the wrong digits and the right ones, or the right ones at their place."""
    _waits_for(grammar, "Es", VALUE)
    grammar.add("Es", W.NOT, Outcome("Ns", 0.0, (int(Mark.WRONG),)))
    _not_but(grammar)
    _instead_of(grammar)
    _but_not(grammar)


def _not_but(grammar: Grammar) -> None:
    """«Не два, а три»."""
    _wrong_digits(grammar, "Ns", _WRONG)
    _waits_for(grammar, "Nb", VALUE)
    for state, closing in closings(_WRONG):
        grammar.add(state, W.BUT, Outcome("Nb", 0.0, closing))
        number_begins(grammar, state, VALUE, NO_BUT_COST, closing)


def _instead_of(grammar: Grammar) -> None:
    """«Вместо двух три»."""
    _wrong_digits(grammar, "Is", _REPLACED)
    for state, closing in closings(_REPLACED):
        number_begins(grammar, state, VALUE, 0.0, closing)


def _but_not(grammar: Grammar) -> None:
    """«Три, а не два»."""
    _waits_for(grammar, "Ms", _DENIED)
    number_goes_on(grammar, _DENIED)
    for state, closing in closings(VALUE):
        grammar.add(state, W.BUT, Outcome("Mb", POINT_COST, closing))
    grammar.add("Mb", W.NOT, Outcome("Ms", 0.0, (int(Mark.WRONG_BEFORE),)))
    for state, closing in closings(_DENIED):
        grammar.add(state, W.UNITS, Outcome("F", 0.0, closing))
        grammar.ends[state] = closing


def _wrong_digits(grammar: Grammar, state: str, slot: Slot) -> None:
    _waits_for(grammar, state, slot)
    number_goes_on(grammar, slot)
    for name, closing in closings(slot):
        grammar.ends[name] = closing
        grammar.end_costs[name] = NOTHING_RIGHT_COST


def _waits_for(grammar: Grammar, state: str, slot: Slot) -> None:
    number_begins(grammar, state, slot, 0.0)
    grammar.add(state, W.FILLER, Outcome(state, HESITATION_COST))
