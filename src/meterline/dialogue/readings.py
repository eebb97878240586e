"""The values that are still missing, meter by meter and zone by zone."""

from dataclasses import replace

from meterline.dialogue import operator
from meterline.dialogue.actions import Listen
from meterline.dialogue.claim import Claim
from meterline.dialogue.hearing import hear, learned, readings_level
from meterline.dialogue.placing import meter_of
from meterline.dialogue.state import Focus, Stage, State, Step
from meterline.dialogue.talk import PATIENT, ask, expectation, misunderstood, phrases
from meterline.language.speech import Digits, Piece
from meterline.language.turn import Asked, Understanding
from meterline.language.zones import Zone

WAYS = ((), ("reading.by_digit",), ("reading.keypad",))
"""Freely, digit by digit, by keys; then a person."""

SHORTEST_ENDING = 3
"""Digits of a serial number that name a meter, unless two meters share them."""


def wanted(state: State) -> Step | None:
    """Ask for the next missing register; an account without meters is a person's case."""
    if not state.claim.registers:
        return operator.hand_over(state)
    missing = state.claim.missing
    if not missing:
        return None
    level = state.tried("reading")
    if level >= len(WAYS):
        return operator.hand_over(state)
    serial = missing[0][0]
    zones = tuple(zone for owner, zone in missing if owner == serial)
    whole = level == 0 and len(zones) == len(_zones(state.claim, serial))
    focus = Focus(serial, zones if whole else zones[:1])
    state = _introduced(state)
    pieces = _meter(state.claim, serial, whole) + _zone(state.claim, focus, level)
    return _ask(replace(state, focus=focus), pieces, level)


def _ask(state: State, pieces: tuple[Piece, ...], level: int) -> Step:
    focus = state.focus or Focus("", ())
    asked = Asked.READING_BY_DIGIT if level else Asked.READING
    wanted_now = expectation(state, asked, focus.serial, focus.zones)
    return ask(state, Stage.READING, pieces, Listen(wanted_now, PATIENT))


def heard(state: State, understood: Understanding) -> Step:
    """An answer to the question for values."""
    after = hear(state, understood)
    if learned(state, after):
        return after.with_tries("reading", 0).deciding(), ()
    after = after.tried_again("reading").asking_at("reading", readings_level(understood))
    after = misunderstood(after, understood)
    return after.deciding(), ()


def ending(claim: Claim, serial: str) -> str:
    """The last digits of a serial number that tell the meter from the account's others."""
    others = [m.serial for m in claim.facts.meters if m.serial != serial] if claim.facts else []
    for length in range(SHORTEST_ENDING, len(serial)):
        if not any(other.endswith(serial[-length:]) for other in others):
            return serial[-length:]
    return serial


def several(claim: Claim) -> bool:
    """Whether the account has more than one meter."""
    return claim.facts is not None and len(claim.facts.meters) > 1


def _introduced(state: State) -> State:
    """Say once that there are several meters, then that the next one's turn has come."""
    claim = state.claim
    if not several(claim) or claim.facts is None:
        return state
    if not claim.introduced:
        key = "organisation.points" if claim.facts.organisation else "meters.several"
        return replace(state, claim=replace(claim, introduced=True)).leading(*phrases(key))
    serial = claim.missing[0][0]
    moved_on = state.focus is not None and state.focus.serial != serial and not state.lead
    return state.leading(*phrases("done.point")) if moved_on else state


def _meter(claim: Claim, serial: str, whole: bool) -> tuple[Piece, ...]:
    if not several(claim):
        return ()
    key = "point.ask" if whole else "reading.meter_ending"
    return (*phrases(key), Digits(ending(claim, serial)))


def _zone(claim: Claim, focus: Focus, level: int) -> tuple[Piece, ...]:
    one_of_many = len(focus.zones) == 1 and len(_zones(claim, focus.serial)) > 1
    zone = phrases(f"reading.ask_{focus.zones[0]}") if one_of_many else ()
    free = () if one_of_many or several(claim) or level else phrases("reading.ask")
    return zone + free + phrases(*WAYS[level])


def _zones(claim: Claim, serial: str) -> tuple[Zone, ...]:
    meter = meter_of(claim, serial)
    return tuple(r.zone for r in meter.registers) if meter else ()
