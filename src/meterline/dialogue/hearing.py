"""Taking into the claim what a turn said, whatever it was asked for."""

from collections.abc import Iterable
from dataclasses import replace

from meterline.dialogue.claim import Claim
from meterline.dialogue.facts import AccountFacts
from meterline.dialogue.placing import place
from meterline.dialogue.state import State
from meterline.language.saying_names import says_name
from meterline.language.turn import Decision, ReadingHeard, Slot, Understanding

MOST_NAMED = 3
"""Turns with a name that are kept until the account is known."""

LONGEST_READING = 9
"""Digits of the longest value that any register could show."""


SHORTEST_ENDING = 4
"""Last digits of an account that tell it from the others under its contract."""


def hear(state: State, understood: Understanding) -> State:
    """Keep the account, name and values of a turn; slots too doubtful to repeat are left out."""
    claim = _account(state, understood.account)
    claim = _name(claim, understood)
    claim = _readings(state, claim, understood.readings)
    return replace(state, claim=_compared(place(claim)))


def learned(before: State, after: State) -> bool:
    """Whether a turn told anything that was not known."""
    old, new = before.claim, after.claim
    return (old.account, old.given, old.values, old.loose) != (
        new.account,
        new.given,
        new.values,
        new.loose,
    )


def says_something(understood: Understanding) -> bool:
    """Whether a turn holds any slot, even a doubtful one."""
    return bool(understood.account or understood.name or understood.readings)


def unsure_account(understood: Understanding) -> bool:
    """Whether an account was heard, too doubtful to be used."""
    return understood.account is not None and not understood.account.decision.usable


BY_DIGIT, BY_KEYS = 1, 2
"""How a slot is asked for after it was heard badly: levels of the stages' ways to ask."""


def level_after(slots: Iterable[Slot]) -> int:
    """How to ask after `slots`: by keys where the line is too bad to ask again by voice."""
    decisions = {slot.decision for slot in slots if not slot.decision.usable}
    if not decisions:
        return 0
    return BY_KEYS if decisions == {Decision.GIVE_UP} else BY_DIGIT


def account_level(understood: Understanding) -> int:
    """How to ask for the account after this turn."""
    return level_after([understood.account] if understood.account else [])


def readings_level(understood: Understanding) -> int:
    """How to ask for the values after this turn."""
    return level_after(r.slot for r in understood.readings)


def unsure_readings(understood: Understanding) -> bool:
    """Whether any value was heard, too doubtful to be used."""
    return any(not r.slot.decision.usable for r in understood.readings)


def remember_account(state: State, slot: Slot | None) -> State:
    """What an account was taken for, until one is heard for sure: it may be said again."""
    if slot is None:
        return state
    sure = slot.decision is Decision.SURE
    return replace(state, accounts_heard=() if sure else slot.alternatives)


def found(state: State, facts: AccountFacts) -> State:
    """The company knows the account that was heard, or the one of the contract that was."""
    claim = replace(state.claim, account=facts.account, facts=facts)
    return replace(state, claim=_compared(place(claim)))


def without_account(claim: Claim, prefix: str = "") -> Claim:
    """The account given up, the values kept for the next one."""
    kept = (
        claim.loose
        + claim.spare
        + tuple(
            ReadingHeard(p.zone, None, Slot(p.digits, 1.0, _decision(p.doubtful)))
            for p in claim.values
        )
    )
    return Claim(
        prefix=prefix,
        named=claim.named,
        loose=kept,
        replaced=claim.replaced,
        spelled=claim.spelled,
    )


def _decision(doubtful: bool) -> Decision:
    return Decision.CONFIRM if doubtful else Decision.SURE


def _account(state: State, slot: Slot | None) -> Claim:
    claim = state.claim
    if slot is None or not slot.decision.usable:
        return claim
    number = _chosen(state, joined(state, slot.value))
    doubtful = slot.decision is not Decision.SURE
    if number == claim.account:
        return replace(claim, given=True, doubtful=claim.doubtful and doubtful)
    linked = state.call.linked if state.call else ()
    known = (*linked, *state.choices)
    facts = next((one for one in known if one.account == number), None)
    bare = without_account(claim)
    return replace(bare, account=number, facts=facts, given=True, doubtful=doubtful)


def _chosen(state: State, digits: str) -> str:
    """The account under the contract that was named, where the digits are the end of one."""
    meant = [one.account for one in state.choices if one.account.endswith(digits)]
    return meant[0] if len(meant) == 1 and len(digits) >= SHORTEST_ENDING else digits


def joined(state: State, digits: str) -> str:
    """The digits, after the beginning that was said or keyed before if they are too few."""
    whole = state.branch.account_digits if state.branch else 0
    return state.claim.prefix + digits if len(digits) < whole else digits


def _name(claim: Claim, understood: Understanding) -> Claim:
    """The name counts only for the account that the ears compared it with; where there was
    none its words are kept for the account to come."""
    name = understood.name
    if name is None:
        return claim
    unsure = understood.account is None or unsure_account(understood)
    if unsure and claim.facts is None:
        return replace(claim, named=(*claim.named, understood.text)[-MOST_NAMED:])
    compared = understood.account.value if understood.account else None
    if compared is None and claim.facts is not None:
        compared = claim.facts.account
    if unsure_account(understood) or compared != claim.account or claim.account is None:
        return claim
    return claim if name.agrees is None else replace(claim, name_agrees=name.agrees)


def _compared(claim: Claim) -> Claim:
    """With the name said before, if it is the account's: by letters alone a name is either
    certain or still to be asked for."""
    facts = claim.facts
    if facts is None or not claim.given or claim.name_agrees is not None:
        return claim
    said = any(says_name(words, facts.name, facts.organisation) for words in claim.named)
    return replace(claim, name_agrees=True) if said else claim


def _readings(state: State, claim: Claim, heard: tuple[ReadingHeard, ...]) -> Claim:
    usable = tuple(
        _focused(state, r)
        for r in heard
        if r.slot.decision.usable
        and r.slot.value.isdecimal()
        and len(r.slot.value) <= LONGEST_READING
    )
    return replace(claim, loose=claim.loose + usable)


def _focused(state: State, reading: ReadingHeard) -> ReadingHeard:
    """A reading that names neither meter nor zone is of those asked about."""
    focus = state.focus
    if focus is None or reading.serial is not None:
        return reading
    only = focus.zones[0] if len(focus.zones) == 1 else None
    zone = only if reading.zone is None and only else reading.zone
    return replace(reading, serial=focus.serial, zone=zone)
