"""From a transcript to slots as one would write it without a grammar inside the search.

Numbers by a public parser, zones by their words, an account taken if the base has it, a
value if the register can show it and it is not below the last one.
"""

import re
from collections.abc import Iterator

from meterline.bench.parsers import Parse
from meterline.ears.base import CustomerBase
from meterline.ears.packing import MAX_DIGITS
from meterline.language.turn import (
    Asked,
    Decision,
    Expectation,
    MeterExpected,
    ReadingHeard,
    RegisterExpected,
    Slot,
    Understanding,
)
from meterline.language.zones import ZONES_OF_DISPLAY, Zone

_NO_WORD = re.compile(r"[^\w\s]|_")
_T_ZONE = re.compile(r"\bт\s*([123])\b")
_ZONE_WORDS = (
    (re.compile("полупик"), Zone.HALF_PEAK),
    (re.compile("пик"), Zone.PEAK),
    (re.compile("дн[её]"), Zone.DAY),
    (re.compile("день"), Zone.DAY),
    (re.compile("ноч"), Zone.NIGHT),
)
_NO = frozenset({"нет", "не", "неверно", "неправильно"})
_YES = frozenset({"да", "верно", "правильно", "угу", "ага"})
_ACCOUNTS = frozenset({Asked.ACCOUNT, Asked.ACCOUNT_BY_DIGIT})


class PlainSlots:
    """Reads transcripts against one customer base."""

    def __init__(self, parse: Parse, base: CustomerBase) -> None:
        self._parse = parse
        self._base = base

    def read(self, text: str, expectation: Expectation) -> Understanding:
        """What a transcript says about what was asked."""
        written = " ".join(_NO_WORD.sub(" ", text.lower()).split())
        if expectation.asked is Asked.CONFIRM:
            return Understanding(text=text, answer=_answer(written))
        parsed = _NO_WORD.sub(" ", self._parse(written))
        if expectation.asked in _ACCOUNTS:
            return Understanding(text=text, account=self._account(parsed))
        readings = tuple(_readings(parsed, _meter(expectation)))
        return Understanding(text=text, readings=readings)

    def _account(self, parsed: str) -> Slot | None:
        digits = _digits(parsed)
        known = 0 < len(digits) <= MAX_DIGITS and self._base.find(digits) is not None
        return _slot(digits, known) if digits else None


def _answer(written: str) -> bool | None:
    words = set(written.split())
    if words & _NO:
        return False
    return True if words & _YES else None


def _meter(expectation: Expectation) -> MeterExpected | None:
    meters = [meter for one in expectation.candidates for meter in one.meters]
    asked = (meter for meter in meters if meter.serial == expectation.meter)
    return next(asked, meters[0] if meters else None)


def _readings(parsed: str, meter: MeterExpected | None) -> Iterator[ReadingHeard]:
    registers = meter.registers if meter else ()
    for zone, digits in _by_zone(parsed, registers):
        register = next((one for one in registers if one.zone is zone), None)
        serial = meter.serial if meter else None
        yield ReadingHeard(zone, serial, _slot(digits, _possible(digits, register)))


def _by_zone(parsed: str, registers: tuple[RegisterExpected, ...]) -> Iterator[tuple[Zone, str]]:
    """The digits after each zone's word; of a meter with one register all digits."""
    if len(registers) == 1:
        if digits := _digits(parsed):
            yield registers[0].zone, digits
        return
    zone, said = None, ""
    for word in _T_ZONE.sub(r"т\1", parsed).split():
        named = _zone_of(word, registers)
        if named is None:
            said += _digits(word)
            continue
        if zone is not None and said:
            yield zone, said
        zone, said = named, ""
    if zone is not None and said:
        yield zone, said


def _zone_of(word: str, registers: tuple[RegisterExpected, ...]) -> Zone | None:
    if found := _T_ZONE.fullmatch(word):
        at = int(found[1]) - 1
        zones = ZONES_OF_DISPLAY.get(len(registers), ())
        return zones[at] if at < len(zones) else None
    return next((zone for stem, zone in _ZONE_WORDS if stem.match(word)), None)


def _digits(text: str) -> str:
    return "".join(re.findall(r"[0-9]", text))


def _possible(digits: str, register: RegisterExpected | None) -> bool:
    if register is None or int(digits) >= 10**register.digits:
        return False
    return register.last is None or int(digits) >= register.last


def _slot(value: str, sure: bool) -> Slot:
    return Slot(value, 1.0, Decision.SURE if sure else Decision.ASK)
