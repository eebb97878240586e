"""What may be said at a point of the call: states, words that lead on, symbols they give.

A grammar is a table: (state, word class) -> outcomes. A word-final letter of the search
looks its outcomes up here; nothing else of the language is known to the search.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from meterline.language.lexicon import WordClass as W
from meterline.language.numerals import NUMBER_CLASSES, OPEN_PLACES, STATES, beginning, steps
from meterline.language.symbols import Mark
from meterline.language.turn import Asked


@dataclass(frozen=True)
class Outcome:
    """Where a word leads: its own symbols follow `symbols`, unless it is `silent`."""

    state: str
    cost: float = 0.0
    symbols: tuple[int, ...] = ()
    silent: bool = False


@dataclass
class Grammar:
    """`ends` gives for each state that may end the turn the symbols that close what is open,
    `end_costs` what ending there costs. In the `unclear` states a value has places open
    that the next word could have filled."""

    start: str = "F"
    outcomes: dict[tuple[str, W], list[Outcome]] = field(default_factory=dict)
    ends: dict[str, tuple[int, ...]] = field(default_factory=dict)
    end_costs: dict[str, float] = field(default_factory=dict)
    unclear: set[str] = field(default_factory=set)

    def add(self, state: str, word: W, outcome: Outcome) -> None:
        """One more outcome of `word` in `state`."""
        self.outcomes.setdefault((state, word), []).append(outcome)

    def states(self) -> list[str]:
        """All states, the start first."""
        names = dict.fromkeys([self.start, *self.ends, *(s for s, _ in self.outcomes)])
        for found in self.outcomes.values():
            names.update(dict.fromkeys(o.state for o in found))
        return list(names)


class Hears(StrEnum):
    """What a grammar lets be said beside commands and fillers."""

    ACCOUNT = "account"
    READINGS = "readings"
    ANSWER = "answer"
    MENU = "menu"
    FIX = "fix"


HEARD: dict[Asked, frozenset[Hears]] = {
    Asked.MENU: frozenset({Hears.MENU}),
    Asked.ONE_BREATH: frozenset({Hears.ACCOUNT, Hears.READINGS}),
    Asked.ACCOUNT: frozenset({Hears.ACCOUNT}),
    Asked.ACCOUNT_BY_DIGIT: frozenset({Hears.ACCOUNT}),
    Asked.LAST_DIGITS: frozenset({Hears.ACCOUNT}),
    Asked.NAME: frozenset(),
    Asked.READING: frozenset({Hears.READINGS}),
    Asked.READING_BY_DIGIT: frozenset({Hears.READINGS}),
    Asked.CONFIRM: frozenset({Hears.ACCOUNT, Hears.READINGS, Hears.ANSWER}),
    Asked.YES_NO: frozenset({Hears.ANSWER}),
    Asked.FIX: frozenset({Hears.FIX, Hears.ACCOUNT, Hears.READINGS, Hears.ANSWER}),
    Asked.REGION: frozenset(),
    Asked.FREE: frozenset({Hears.ACCOUNT, Hears.READINGS}),
}

# Nats. The closed lists were weighed on the development turns only.
GARBAGE_COST = 4.0
GARBAGE_INSIDE_COST = 6.0
FILLER_COST = 0.5
BARE_ACCOUNT_COST = 1.5
BARE_VALUE_COST = 1.0
NEXT_VALUE_COST = 4.0
ZONE_AFTER_COST = 4.0
PREFIX_COST = 0.3
SERIAL_COST = 1.5
BARE_PREFIX_COST = 4.0
COMMAND_COST = 1.0
RETRACT_COST = 2.0
BARE_ACCOUNT_IN_READBACK_COST = 8.0

_RETRACTS = (Mark.RETRACT_1, Mark.RETRACT_2, Mark.RETRACT_3, Mark.RETRACT_4, Mark.RETRACT_ALL)


@dataclass(frozen=True)
class _Slot:
    """A run of digits between two marks; `prefix` names its states."""

    prefix: str
    begin: Mark
    end: Mark


_ACCOUNT = _Slot("A", Mark.ACCOUNT, Mark.ACCOUNT_END)
_VALUE = _Slot("V", Mark.VALUE, Mark.VALUE_END)
_SERIAL = _Slot("S", Mark.SERIAL, Mark.SERIAL_END)


def _number_begins(
    grammar: Grammar, state: str, slot: _Slot, cost: float, closing: tuple[int, ...] = ()
) -> None:
    for word in NUMBER_CLASSES:
        for step in beginning("G", word):
            symbols = (*closing, int(slot.begin))
            grammar.add(state, word, Outcome(f"{slot.prefix}:{step.state}", cost, symbols))


def _number_goes_on(grammar: Grammar, slot: _Slot) -> None:
    for state in STATES:
        name = f"{slot.prefix}:{state}"
        for word in NUMBER_CLASSES:
            for step in steps(state, word):
                outcome = Outcome(f"{slot.prefix}:{step.state}", step.cost, (0,) * step.zeros)
                grammar.add(name, word, outcome)
        grammar.add(name, W.FILLER, Outcome(name, FILLER_COST))
        grammar.add(name, W.NOD, Outcome(name, FILLER_COST))
        for mark in _RETRACTS:
            cost = RETRACT_COST + 0.3 * (mark - Mark.RETRACT_1)
            grammar.add(name, W.OOPS, Outcome(f"{slot.prefix}:E", cost, (int(mark),)))


def _closings(slot: _Slot) -> Iterable[tuple[str, tuple[int, ...]]]:
    """States in which the slot's number may end, with the symbols that close it."""
    for state, zeros in OPEN_PLACES.items():
        if state != "G":
            yield f"{slot.prefix}:{state}", (0,) * zeros + (int(slot.end),)


class _Builder:
    """Puts the grammar of one set of things heard together."""

    def __init__(self, hears: frozenset[Hears]) -> None:
        self.hears = hears
        self.grammar = Grammar()

    def build(self) -> Grammar:
        self._openings("F", ())
        self._answers()
        self.grammar.ends["F"] = ()
        if Hears.ACCOUNT in self.hears:
            self._account()
        if Hears.READINGS in self.hears:
            self._readings()
        return self.grammar

    def _openings(self, state: str, closing: tuple[int, ...]) -> None:
        """What may begin where nothing is open, after `closing` has shut what was."""
        add = self.grammar.add
        unclear = (int(Mark.UNCLEAR),) if state in self.grammar.unclear else ()
        add(state, W.GARBAGE, Outcome("F", GARBAGE_COST, (*closing, *unclear)))
        add(state, W.COMMAND, Outcome("F", COMMAND_COST, closing))
        add(state, W.FILLER, Outcome("F", FILLER_COST, closing))
        if Hears.ANSWER not in self.hears:
            add(state, W.NOD, Outcome("F", FILLER_COST, closing))
        if Hears.ACCOUNT in self.hears:
            add(state, W.ACCOUNT, Outcome("As", PREFIX_COST, closing))
            if state != "A":
                self._bare_account(state, closing)
        if Hears.READINGS in self.hears:
            add(state, W.READING, Outcome("Vs", PREFIX_COST, closing))
            add(state, W.ZONE, Outcome("Vs", PREFIX_COST, closing))
            add(state, W.SERIAL, Outcome("Ss", SERIAL_COST, closing))
            add(state, W.UNITS, Outcome("F", 0.0, closing))
            cost = BARE_VALUE_COST if state == "F" else NEXT_VALUE_COST
            _number_begins(self.grammar, state, _VALUE, cost, closing)

    def _bare_account(self, state: str, closing: tuple[int, ...]) -> None:
        cost = (
            BARE_ACCOUNT_COST if Hears.ANSWER not in self.hears else BARE_ACCOUNT_IN_READBACK_COST
        )
        if not state.startswith("A:"):
            _number_begins(self.grammar, state, _ACCOUNT, cost, closing)

    def _answers(self) -> None:
        add = self.grammar.add
        if Hears.ANSWER in self.hears:
            add("F", W.YES, Outcome("F"))
            add("F", W.NO, Outcome("F"))
        if Hears.MENU in self.hears:
            add("F", W.MENU, Outcome("F"))
        if Hears.FIX in self.hears:
            add("F", W.FIX, Outcome("F", PREFIX_COST))

    def _account(self) -> None:
        self._prefix_state("As", W.ACCOUNT, _ACCOUNT)
        _number_goes_on(self.grammar, _ACCOUNT)
        for state, closing in _closings(_ACCOUNT):
            self._openings(state, closing)
            self.grammar.add(state, W.GARBAGE, Outcome("A:E", GARBAGE_INSIDE_COST, closing[:-1]))
            self.grammar.ends[state] = closing

    def _readings(self) -> None:
        self._prefix_state("Vs", W.READING, _VALUE)
        self.grammar.add("Vs", W.ZONE, Outcome("Vs", PREFIX_COST))
        self.grammar.add("Vs", W.UNITS, Outcome("Vs", 1.0))
        self._prefix_state("Ss", W.SERIAL, _SERIAL)
        _number_goes_on(self.grammar, _VALUE)
        _number_goes_on(self.grammar, _SERIAL)
        for slot in (_VALUE, _SERIAL):
            for state, closing in _closings(slot):
                if slot is _VALUE and len(closing) > 1:
                    self.grammar.unclear.add(state)
                self._openings(state, closing)
                self.grammar.ends[state] = closing
        self._zone_after()
        self._decimals()

    def _prefix_state(self, state: str, prefix: W, slot: _Slot) -> None:
        """After words that name a slot: more of them, fillers, then its digits."""
        add = self.grammar.add
        add(state, prefix, Outcome(state, PREFIX_COST))
        add(state, W.FILLER, Outcome(state, FILLER_COST))
        add(state, W.NOD, Outcome(state, FILLER_COST))
        add(state, W.GARBAGE, Outcome(state, GARBAGE_COST + 1))
        add(state, W.COMMAND, Outcome("F", COMMAND_COST))
        _number_begins(self.grammar, state, slot, 0.0)
        self.grammar.ends[state] = ()
        self.grammar.end_costs[state] = BARE_PREFIX_COST

    def _zone_after(self) -> None:
        for state, closing in _closings(_VALUE):
            symbols = (*closing, int(Mark.ZONE_AFTER))
            self.grammar.add(state, W.ZONE, Outcome("F", ZONE_AFTER_COST, symbols))

    def _decimals(self) -> None:
        """«и шесть десятых», «запятая шесть» are heard and dropped."""
        add = self.grammar.add
        for state, closing in _closings(_VALUE):
            add(state, W.POINT, Outcome("P", 0.5, closing))
            add(state, W.AND, Outcome("PA", 0.5, closing))
        for word in NUMBER_CLASSES:
            add("P", word, Outcome("PD", 0.0, silent=True))
            add("PD", word, Outcome("PD", 0.5, silent=True))
            add("PA", word, Outcome("PA", 0.0, silent=True))
        add("P", W.AND, Outcome("P"))
        add("PA", W.TENTHS, Outcome("F"))
        add("PD", W.TENTHS, Outcome("F"))
        self._openings("PD", ())
        self.grammar.ends["PD"] = ()
        self.grammar.ends["P"] = ()


@cache
def grammar_for(asked: Asked) -> Grammar:
    """The grammar of what may be said when `asked`."""
    return _Builder(HEARD[asked]).build()
