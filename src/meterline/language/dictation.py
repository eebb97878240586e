"""Slots of digits in a grammar: how a number begins, goes on and ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from meterline.language.lexicon import WordClass as W
from meterline.language.numerals import NUMBER_CLASSES, OPEN_PLACES, STATES, beginning, steps
from meterline.language.outcomes import Grammar, Outcome
from meterline.language.symbols import Mark

FILLER_COST = 0.5


@dataclass(frozen=True)
class Slot:
    """A run of digits between two marks; `prefix` names its states. `words` are the classes
    of number words it is said in."""

    prefix: str
    begin: Mark
    end: Mark
    words: tuple[W, ...]

    def state(self, name: str) -> str:
        """The slot's own state for a state of the number."""
        return f"{self.prefix}:{name}"


_ALL_BUT_PAIR = tuple(w for w in NUMBER_CLASSES if w is not W.PAIR)
ACCOUNT = Slot("A", Mark.ACCOUNT, Mark.ACCOUNT_END, NUMBER_CLASSES)
VALUE = Slot("V", Mark.VALUE, Mark.VALUE_END, _ALL_BUT_PAIR)
SERIAL = Slot("S", Mark.SERIAL, Mark.SERIAL_END, _ALL_BUT_PAIR)


def number_begins(
    grammar: Grammar, state: str, slot: Slot, cost: float, closing: tuple[int, ...] = ()
) -> None:
    """Number words open `slot` in `state`, after `closing` has shut what was open."""
    for word in slot.words:
        for step in beginning("G", word):
            symbols = (*closing, int(slot.begin))
            grammar.add(state, word, Outcome(slot.state(step.state), cost, symbols))


def number_goes_on(grammar: Grammar, slot: Slot) -> None:
    """Number words and fillers inside the slot."""
    for state in STATES:
        name = slot.state(state)
        for word in slot.words:
            for step in steps(state, word):
                outcome = Outcome(slot.state(step.state), step.cost, (0,) * step.zeros)
                grammar.add(name, word, outcome)
        grammar.add(name, W.FILLER, Outcome(name, FILLER_COST))
        grammar.add(name, W.NOD, Outcome(name, FILLER_COST))


def closings(slot: Slot) -> Iterable[tuple[str, tuple[int, ...]]]:
    """States in which the slot's number may end, with the symbols that close it."""
    for state, zeros in OPEN_PLACES.items():
        if state != "G":
            yield slot.state(state), (0,) * zeros + (int(slot.end),)
