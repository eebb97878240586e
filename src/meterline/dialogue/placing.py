"""Which register a spoken value belongs to."""

from dataclasses import replace

from meterline.dialogue.claim import Claim, Placed, Register
from meterline.language.turn import Decision, MeterExpected, ReadingHeard, RegisterExpected
from meterline.language.zones import Zone

NEAR = 2
"""Digits in which a correction without a zone may differ from the value that it corrects."""


def place(claim: Claim) -> Claim:
    """Attribute the loose readings to registers of the account; what fits nowhere is spare.

    Named zones and serials come first. Of the rest, a value goes where it alone can go: to
    the only register, the only plausible one, the one whose value it nearly repeats, or, if
    there are as many as registers left, in the order of the bill. All but the first of these
    are guesses and are marked doubtful.
    """
    if claim.facts is None or not claim.loose:
        return claim
    heard, claim = claim.loose, replace(claim, loose=())
    nameless: list[ReadingHeard] = []
    taken: dict[Register, Placed] = {}
    for reading in heard:
        options = _options(claim, reading)
        if len(options) == 1:
            taken[options[0]] = _placed(options[0], reading, guessed=False)
        else:
            nameless.append(reading)
    guessed = _guess(claim, nameless, taken)
    spare = tuple(nameless) if not guessed else ()
    return replace(claim, spare=spare).with_values(*taken.values(), *guessed)


def _options(claim: Claim, reading: ReadingHeard) -> tuple[Register, ...]:
    """Registers that the words of a reading allow."""
    fitting = [
        (serial, zone)
        for serial, zone in claim.registers
        if reading.serial is None or serial.endswith(reading.serial)
    ]
    named = tuple(r for r in fitting if r[1] == reading.zone)
    # «показания …» without a zone is heard as the single register; a meter without one
    # leaves the zone open.
    open_zone = reading.zone in (None, Zone.SINGLE)
    return named or (tuple(fitting) if open_zone else ())


def _guess(
    claim: Claim, readings: list[ReadingHeard], taken: dict[Register, Placed]
) -> list[Placed]:
    """Values for readings that their words leave open."""
    placed: list[Placed] = []
    free = [r for r in claim.registers if r not in taken]
    one_meter = claim.facts is not None and len(claim.facts.meters) == 1
    if one_meter and len(readings) == len(free) and all(r.zone is None for r in readings):
        return [
            _placed(register, reading, guessed=True)
            for register, reading in zip(free, readings, strict=True)
        ]
    for reading in readings:
        options = [r for r in _options(claim, reading) if r in free]
        likely = [r for r in options if _near(claim, r, reading)] or [
            r for r in options if _plausible(claim, r, reading)
        ]
        if len(likely) == 1:
            free.remove(likely[0])
            placed.append(_placed(likely[0], reading, guessed=True))
    return placed


def _placed(register: Register, reading: ReadingHeard, *, guessed: bool) -> Placed:
    doubtful = guessed or reading.slot.decision is not Decision.SURE
    return Placed(register[0], register[1], reading.slot.value, doubtful)


def _near(claim: Claim, register: Register, reading: ReadingHeard) -> bool:
    """Whether the reading looks like a correction of what the register holds."""
    held = next((p.digits for p in claim.values if p.register == register), "")
    said = reading.slot.value
    return len(held) == len(said) and sum(a != b for a, b in zip(held, said, strict=True)) <= NEAR


def _plausible(claim: Claim, register: Register, reading: ReadingHeard) -> bool:
    """Whether the register may well show this now (five months' worth at the most)."""
    expected = _expected(claim, register)
    if expected is None or expected.last is None:
        return False
    room = max(50.0, 5 * (expected.monthly or 0.0) * max(expected.months, 1.0))
    return 0 <= int(reading.slot.value) - expected.last <= room


def _expected(claim: Claim, register: Register) -> RegisterExpected | None:
    meter = meter_of(claim, register[0])
    return next((r for r in meter.registers if r.zone == register[1]), None) if meter else None


def meter_of(claim: Claim, serial: str) -> MeterExpected | None:
    """A meter of the account by its full serial number."""
    meters = claim.facts.meters if claim.facts else ()
    return next((m for m in meters if m.serial == serial), None)
