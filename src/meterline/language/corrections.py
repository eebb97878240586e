"""Speakers correct themselves: with a word for it, by «не два, а три», or by starting again.

How many digits a correction takes back is not said. Each number is tried, and what is said
next tells which it was: who takes back «сорок» of «двести сорок» goes on with a ten, who
takes back «двести сорок» with a hundred. Any other word is possible, at a cost. Who begins
the correction with words that stand as they were («три семь, вернее, три восемь») shows by
them where it begins.
"""

from collections.abc import Iterator

from meterline.language.dictation import FILLER_COST, Slot
from meterline.language.lexicon import WordClass as W
from meterline.language.numerals import DIGITS, PLACES, STATES, beginning, place_after, steps
from meterline.language.outcomes import Grammar, Outcome
from meterline.language.symbols import Mark

# Nats.
RETRACT_COST = 2.0
RETRACT_MORE_COST = 0.3
RETRACT_ALL_COST = 3.5
CORRECTION_AGAIN_COST = 1.0
OTHER_PLACE_COST = 3.0
"""For a correction that goes on with a word of another place than what it took back."""
RETRACT_SLOT_COST = 3.0
INSTEAD_COST = 4.0
NO_CORRECTION_COST = 4.0
"""For a word of correction that corrects nothing («двести, ой, двадцать»)."""
RESTART_COST = 1.0
NOT_COST = 1.0
FALSE_START_COST = 5.0
DIGIT_AGAIN_COST = 8.0
"""A single digit said twice is rather two digits."""

MOST_BACK = 6
PLACE = {1: "units", 2: "tens", 3: "hundreds"}
ANYTHING = "any"
THE_SAME = "the same"
_BEGINNINGS = (W.UNIT, W.TEEN, W.TEN, W.HUNDRED, W.ZERO)
_ALONE = (W.THOUSAND_ONE, W.MILLION_ONE, W.BILLION_ONE)
"""«Тысяча» that begins a number, with the place of its units."""


def _retract(count: int) -> tuple[int]:
    return (int(Mark.RETRACT_1) + count - 1,)


def _retractions(state: str) -> Iterator[tuple[str, float, tuple[int, ...]]]:
    """Where a correction leads from `state`: what it then waits for, cost, symbols."""
    for count in range(1, MOST_BACK + 1):
        cost = RETRACT_COST + RETRACT_MORE_COST * (count - 1)
        yield PLACE[place_after(state, count)], cost, _retract(count)
    yield ANYTHING, RETRACT_ALL_COST, (int(Mark.RETRACT_ALL),)


def _corrected(slot: Slot, waiting: str) -> str:
    return slot.state(f"corrected {waiting}")


def _after_correction(grammar: Grammar, slot: Slot, waiting: str) -> None:
    """A word of the place waited for; more words of correction and fillers go before it."""
    state = _corrected(slot, waiting)
    for word in slot.words:
        fits = waiting == ANYTHING or PLACE.get(PLACES.get(word, 0)) == waiting
        for step in beginning("G", word):
            cost = 0.0 if fits else OTHER_PLACE_COST
            grammar.add(state, word, Outcome(slot.state(step.state), cost))
    for filler in (W.FILLER, W.NOD, W.OOPS, W.RESTART):
        grammar.add(state, filler, Outcome(state, FILLER_COST))


def _the_same_first(grammar: Grammar, slot: Slot) -> None:
    """The correction begins with a word that stands: what followed it is taken back."""
    state = _corrected(slot, THE_SAME)
    for word in _BEGINNINGS:
        for step in beginning("G", word):
            for taken in range(1, MOST_BACK - DIGITS[word] + 1):
                to, cost = slot.state(step.state), RETRACT_MORE_COST * taken
                back = taken + DIGITS[word]
                grammar.add(state, word, Outcome(to, cost, _retract(taken), again=back))
    for filler in (W.FILLER, W.OOPS):
        grammar.add(state, filler, Outcome(state, FILLER_COST))


def _not_but(grammar: Grammar, slot: Slot, state: str) -> None:
    """«Не два, а три»: the word after «не» tells how much «а» takes back."""
    open_places = place_after(state, 1)
    denying = slot.state(f"not {open_places}")
    grammar.add(slot.state(state), W.NOT, Outcome(denying, NOT_COST))


def _denials(grammar: Grammar, slot: Slot) -> None:
    for first in PLACE:
        denying = slot.state(f"not {first}")
        for word, place in PLACES.items():
            said = slot.state(f"not {first} {place}")
            grammar.add(denying, word, Outcome(said, silent=True))
    for first in PLACE:
        for place, waiting in PLACE.items():
            said = slot.state(f"not {first} {place}")
            for word in slot.words:
                grammar.add(said, word, Outcome(said, silent=True))
            count = (place - first) % 3 + 1
            to = _corrected(slot, waiting)
            grammar.add(said, W.BUT, Outcome(to, 0.0, _retract(count)))


def corrections(grammar: Grammar, slot: Slot) -> None:
    """Corrections inside the number of `slot`."""
    for waiting in (*PLACE.values(), ANYTHING):
        _after_correction(grammar, slot, waiting)
    for state in STATES[1:]:
        name = slot.state(state)
        for waiting, cost, symbols in _retractions(state):
            grammar.add(name, W.OOPS, Outcome(_corrected(slot, waiting), cost, symbols))
        the_same = Outcome(_corrected(slot, THE_SAME), CORRECTION_AGAIN_COST)
        grammar.add(name, W.OOPS, the_same)
        grammar.add(name, W.OOPS, Outcome(name, NO_CORRECTION_COST))
        everything = Outcome(_corrected(slot, ANYTHING), RESTART_COST, (int(Mark.RETRACT_ALL),))
        grammar.add(name, W.RESTART, everything)
        _not_but(grammar, slot, state)
    _the_same_first(grammar, slot)
    _denials(grammar, slot)


def slot_corrections(grammar: Grammar, state: str, closing: tuple[int, ...]) -> None:
    """After what is open in `state`: the last slot is taken back, or what follows replaces
    the value of the same zone."""
    back = (int(Mark.RETRACT_SLOT),)
    grammar.add(state, W.OOPS, Outcome("F", RETRACT_SLOT_COST, back))
    grammar.add(state, W.RESTART, Outcome("F", RESTART_COST, back))
    instead = Outcome("F", INSTEAD_COST, (*closing, int(Mark.INSTEAD)))
    grammar.add(state, W.OOPS, instead)
    if state == "F":
        for word in (W.OOPS, W.RESTART):
            grammar.add(state, word, Outcome(state, NO_CORRECTION_COST))


def false_starts(grammar: Grammar, slot: Slot) -> None:
    """«Двенадцать… двенадцать триста»: the last digits said again, word by word, then on."""
    for word in (*_BEGINNINGS, *_ALONE):
        place = PLACES.get(word, PLACES[W.UNIT])
        for step in beginning("G", word):
            for back in range(DIGITS[word], MOST_BACK + 1):
                single = back == 1 and word in (W.UNIT, W.ZERO)
                cost = DIGIT_AGAIN_COST if single else FALSE_START_COST
                to = _again(slot, step.state, back - DIGITS[word])
                for state in STATES[1:]:
                    if back > DIGITS[word] or place_after(state, back) == place:
                        outcome = Outcome(to, cost, again=back)
                        grammar.add(slot.state(state), word, outcome)
    for left in range(1, MOST_BACK):
        for state in STATES[1:]:
            _goes_on_again(grammar, slot, state, left)


def _again(slot: Slot, state: str, left: int) -> str:
    """The number's `state` with `left` digits still to be said again."""
    return slot.state(f"{state} again {left}" if left else state)


def _goes_on_again(grammar: Grammar, slot: Slot, state: str, left: int) -> None:
    name = _again(slot, state, left)
    for word, count in DIGITS.items():
        for step in steps(state, word):
            said = step.zeros + count
            if said <= left:
                zeros = (0,) * step.zeros
                to = _again(slot, step.state, left - said)
                grammar.add(name, word, Outcome(to, step.cost, zeros, again=left))
    grammar.add(name, W.FILLER, Outcome(name, FILLER_COST))
