"""Keys: collected into numbers where numbers are expected, single answers elsewhere.

A key press becomes the same `Understanding` that speech would give, so that keys and
speech mix in a slot and nothing else needs to know of keys.
"""

from dataclasses import replace

from meterline.dialogue.actions import FindAccount, Listen
from meterline.dialogue.hearing import joined
from meterline.dialogue.state import State
from meterline.language.turn import (
    Asked,
    Command,
    Decision,
    ReadingHeard,
    Slot,
    Understanding,
)
from meterline.language.zones import Zone

# A name cannot be keyed, but a burst of keys goes on with the values.
COLLECTING = frozenset(
    {
        Asked.ONE_BREATH,
        Asked.ACCOUNT,
        Asked.ACCOUNT_BY_DIGIT,
        Asked.LAST_DIGITS,
        Asked.NAME,
        Asked.READING,
        Asked.READING_BY_DIGIT,
        Asked.FIX,
    }
)

ACCOUNTS = frozenset({Asked.ACCOUNT, Asked.ACCOUNT_BY_DIGIT, Asked.LAST_DIGITS})
READINGS = frozenset({Asked.READING, Asked.READING_BY_DIGIT})

SHORTEST_ACCOUNT = 8
"""Where both are welcome, so many digits are an account and fewer a value."""

LONGEST = 15
"""Digits after which an entry ends by itself."""

LAST_DIGITS = 4

ANSWERS = {"1": True, "2": False}


def collecting(state: State) -> bool:
    """Whether keys are digits of a number now."""
    return state.question is not None and _asked(state) in COLLECTING


def press(state: State, key: str) -> tuple[State, Understanding | None]:
    """One key: the state with it, and what it means if it means something by itself."""
    if not collecting(state):
        return state, _single(state, key)
    if key == "*":
        return replace(state, keys=""), None
    if key == "#":
        return entry(state) if state.keys else (state, None)
    state = replace(state, keys=state.keys + key)
    full = LAST_DIGITS if _asked(state) is Asked.LAST_DIGITS else LONGEST
    return entry(state) if len(state.keys) >= full else (state, None)


def entry(state: State) -> tuple[State, Understanding]:
    """The collected digits as what they mean here; a lone 0 is the operator's key."""
    digits, asked = state.keys, _asked(state)
    state = replace(state, keys="")
    if digits == "0" and asked not in READINGS:
        return state, Understanding(text=digits, command=Command.OPERATOR)
    slot = Slot(digits, 1.0, Decision.SURE)
    if asked in ACCOUNTS or (asked not in READINGS and len(digits) >= SHORTEST_ACCOUNT):
        return state, Understanding(text=digits, account=slot)
    serial, zone = _register(state)
    return state, Understanding(text=digits, readings=(ReadingHeard(zone, serial, slot),))


def lookup(state: State) -> tuple[FindAccount, ...]:
    """Ask for the account as soon as it has its full length: `#` need not be pressed."""
    whole = state.branch.account_digits if state.branch else 0
    wanted = collecting(state) and _asked(state) not in READINGS | {Asked.LAST_DIGITS}
    number = joined(state, state.keys)
    return (FindAccount(number),) if wanted and len(number) == whole else ()


def listening_on(state: State) -> tuple[Listen, ...]:
    """What is said after the keyed digits of an account goes on from them."""
    beginning = part_of_account(state)
    if state.question is None or not beginning or _asked(state) in READINGS | {Asked.LAST_DIGITS}:
        return ()
    listen = state.question.listen
    return (replace(listen, expectation=replace(listen.expectation, account_beginning=beginning)),)


def part_of_account(state: State) -> str:
    """Keyed digits that are too few for an account: its beginning, if speech goes on with it."""
    whole = state.branch.account_digits if state.branch else 0
    return state.keys if len(state.keys) < whole else ""


def _register(state: State) -> tuple[str | None, Zone | None]:
    """Keyed values fill the registers in the order of the bill."""
    if state.focus is not None:
        return state.focus.serial, state.focus.zones[0]
    missing = state.claim.missing
    return missing[0] if missing else (None, None)


def _single(state: State, key: str) -> Understanding | None:
    """A key that is an answer of its own."""
    asked = _asked(state)
    if key == "0":
        return Understanding(text=key, command=Command.OPERATOR)
    if key == "*":
        return Understanding(text=key, command=Command.REPEAT)
    if key == "#":
        # Often left over from an entry that was complete without it.
        return None
    if asked is Asked.MENU:
        return Understanding(text=key, command=Command.SUBMIT if key == "7" else None)
    return Understanding(text=key, answer=ANSWERS.get(key))


def _asked(state: State) -> Asked | None:
    return state.question.listen.expectation.asked if state.question else None
