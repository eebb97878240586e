"""What may be said at a point of the call, put together for each question."""

from enum import StrEnum
from functools import cache

from meterline.language.corrections import corrections, false_starts, slot_corrections
from meterline.language.dictation import (
    ACCOUNT,
    FILLER_COST,
    SERIAL,
    VALUE,
    Slot,
    closings,
    number_begins,
    number_goes_on,
)
from meterline.language.lexicon import WordClass as W
from meterline.language.numerals import NUMBER_CLASSES
from meterline.language.outcomes import Grammar, Outcome
from meterline.language.pointing import pointing, points_at
from meterline.language.symbols import Mark
from meterline.language.turn import Asked


class Hears(StrEnum):
    """What a grammar lets be said beside commands and fillers."""

    ACCOUNT = "account"
    READINGS = "readings"
    ANSWER = "answer"
    MENU = "menu"
    FIX = "fix"
    REGION = "region"


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
    Asked.REGION: frozenset({Hears.REGION}),
    Asked.FREE: frozenset({Hears.ACCOUNT, Hears.READINGS}),
}

# Nats. The closed lists were weighed on the development turns only.
GARBAGE_COST = 4.0
GARBAGE_INSIDE_COST = 6.0
BARE_ACCOUNT_COST = 1.5
BARE_VALUE_COST = 1.0
NEXT_VALUE_COST = 4.0
ZONE_AFTER_COST = 4.0
PREFIX_COST = 0.3
SERIAL_COST = 1.5
BARE_PREFIX_COST = 4.0
COMMAND_COST = 1.0
BARE_ACCOUNT_IN_READBACK_COST = 8.0
PREFIX_AGAIN_COST = 4.0
"""For a slot begun once more from its name: «лицевой сорок… лицевой четыреста»."""


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
            if Hears.ANSWER in self.hears:
                self._read_back()
        if Hears.REGION in self.hears:
            self._region()
        return self.grammar

    def _openings(self, state: str, closing: tuple[int, ...]) -> None:
        """What may begin where nothing is open, after `closing` has shut what was."""
        add = self.grammar.add
        unclear = (int(Mark.UNCLEAR),) if state in self.grammar.unclear else ()
        add(state, W.GARBAGE, Outcome("F", GARBAGE_COST, (*closing, *unclear)))
        add(state, W.COMMAND, Outcome("F", COMMAND_COST, closing))
        add(state, W.FILLER, Outcome("F", FILLER_COST, closing))
        slot_corrections(self.grammar, state, closing)
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
            number_begins(self.grammar, state, VALUE, cost, closing)

    def _bare_account(self, state: str, closing: tuple[int, ...]) -> None:
        cost = (
            BARE_ACCOUNT_COST if Hears.ANSWER not in self.hears else BARE_ACCOUNT_IN_READBACK_COST
        )
        if not state.startswith("A:"):
            number_begins(self.grammar, state, ACCOUNT, cost, closing)

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
        self._prefix_state("As", W.ACCOUNT, ACCOUNT)
        self._number(ACCOUNT, W.ACCOUNT)
        for state, closing in closings(ACCOUNT):
            self._openings(state, closing)
            self.grammar.add(state, W.GARBAGE, Outcome("A:E", GARBAGE_INSIDE_COST, closing[:-1]))
            self.grammar.ends[state] = closing

    def _readings(self) -> None:
        self._prefix_state("Vs", W.READING, VALUE)
        self.grammar.add("Vs", W.ZONE, Outcome("Vs", PREFIX_COST))
        self.grammar.add("Vs", W.UNITS, Outcome("Vs", 1.0))
        self._prefix_state("Ss", W.SERIAL, SERIAL)
        self._number(VALUE, W.READING)
        number_goes_on(self.grammar, SERIAL)
        for slot in (VALUE, SERIAL):
            for state, closing in closings(slot):
                if slot is VALUE and len(closing) > 1:
                    self.grammar.unclear.add(state)
                self._openings(state, closing)
                self.grammar.ends[state] = closing
        self._zone_after()
        self._decimals()

    def _number(self, slot: Slot, prefix: W) -> None:
        """The inside of a slot: its number, corrected or begun again."""
        number_goes_on(self.grammar, slot)
        corrections(self.grammar, slot)
        false_starts(self.grammar, slot)
        back = (int(Mark.RETRACT_SLOT),)
        for state, _ in closings(slot):
            again = Outcome(f"{slot.prefix}s", PREFIX_AGAIN_COST, back)
            self.grammar.add(state, prefix, again)

    def _read_back(self) -> None:
        """What was read may be corrected by pointing at a part of it."""
        for state in ("F", "Vs"):
            points_at(self.grammar, state)
        pointing(self.grammar)

    def _region(self) -> None:
        """«Я из Абакана, Хакасия»; the same region may be named twice."""
        add = self.grammar.add
        add("F", W.PLACE, Outcome("F", FILLER_COST))
        for state in ("F", "R"):
            add(state, W.REGION, Outcome("R"))
        add("R", W.PLACE, Outcome("R", FILLER_COST))
        self._openings("R", ())
        self.grammar.ends["R"] = ()

    def _prefix_state(self, state: str, prefix: W, slot: Slot) -> None:
        """After words that name a slot: more of them, fillers, then its digits."""
        add = self.grammar.add
        add(state, prefix, Outcome(state, PREFIX_COST))
        add(state, W.FILLER, Outcome(state, FILLER_COST))
        add(state, W.NOD, Outcome(state, FILLER_COST))
        add(state, W.GARBAGE, Outcome(state, GARBAGE_COST + 1))
        add(state, W.COMMAND, Outcome("F", COMMAND_COST))
        number_begins(self.grammar, state, slot, 0.0)
        self.grammar.ends[state] = ()
        self.grammar.end_costs[state] = BARE_PREFIX_COST

    def _zone_after(self) -> None:
        for state, closing in closings(VALUE):
            symbols = (*closing, int(Mark.ZONE_AFTER))
            self.grammar.add(state, W.ZONE, Outcome("F", ZONE_AFTER_COST, symbols))

    def _decimals(self) -> None:
        """«и шесть десятых», «запятая шесть» are heard and dropped."""
        add = self.grammar.add
        for state, closing in closings(VALUE):
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
