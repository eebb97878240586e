"""What a value that was read back becomes when the caller corrects a part of it.

«Не два, а три» names digits, not their place. Every place of every value read where they
stand is tried; which of the new values the meter may show decides, and where there was
more than one place the answer is asked about, never taken for sure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from meterline.ears.assignment import SOME_VALUE, Assignment, Placed, zone_of
from meterline.ears.plausible import log_prior
from meterline.language.meaning import Value
from meterline.language.symbols import Mark
from meterline.language.turn import MeterExpected, ReadBack, RegisterExpected

GROUP = 3
"""Digits that are read as one number of hundreds: «сто двадцать» of «сто двадцать тысяч»."""
SHORTEST_END = 2
"""Fewer digits without a word for their place are no end of a value."""
PART_OF_VALUE = -2.0
"""Nats for a value that stands for the end of the one read («нет, двести сорок»)."""
MOST_CORRECTIONS = 2
MOST_WAYS = 40


@dataclass(frozen=True)
class _Way:
    """One value read as it becomes by one correction."""

    read: ReadBack
    value: Value
    cost: float = 0.0


def replaced(read: str, wrong: str, right: str) -> set[str]:
    """What `read` may become when `wrong` in it should be `right`, digits all three.

    The digits may stand anywhere; a group of three may be replaced by another of any
    length; and round numbers («не двадцать, а тридцать») mean the tens, hundreds or
    thousands whatever stands below them.
    """
    found = set()
    for at in range(len(read) - len(wrong) + 1):
        if len(right) == len(wrong) and read.startswith(wrong, at):
            found.add(read[:at] + right + read[at + len(wrong) :])
    return (
        found - {read} | _round_replaced(read, wrong, right) | _groups_replaced(read, wrong, right)
    )


def _round_replaced(read: str, wrong: str, right: str) -> set[str]:
    zeros = min(len(w) - len(w.rstrip("0")) for w in (wrong, right))
    if not zeros or len(wrong) != len(right) or not wrong.strip("0"):
        return set()
    old, new = wrong[:-zeros], right[:-zeros]
    found = set()
    for at in range(len(read) - len(old) - zeros + 1):
        below = len(read) - at - len(old)
        fits = below == zeros if zeros >= GROUP else below % GROUP == zeros
        if fits and read.startswith(old, at):
            found.add(read[:at] + new + read[at + len(old) :])
    return found - {read}


def _groups_replaced(read: str, wrong: str, right: str) -> set[str]:
    found = set()
    for end in range(len(read), 0, -GROUP):
        start = max(0, end - GROUP)
        if int(read[start:end]) == int(wrong) and len(right.lstrip("0")) <= GROUP:
            group = right.lstrip("0") or "0"
            found.add(read[:start] + group.zfill(end - start) + read[end:])
    return {new for new in found if int(new) != int(read)}


def at_position(read: str, position: Mark, right: str) -> set[str]:
    """What `read` becomes when `right` stands at its end or start (AT_END, AT_START)."""
    if len(right) >= len(read):
        return set()
    cut = len(read) - len(right)
    new = read[:cut] + right if position is Mark.AT_END else right + read[len(right) :]
    return {new} - {read}


def _new_values(read: str, value: Value) -> set[str]:
    if value.position is None:
        return replaced(read, value.wrong, value.digits)
    new = at_position(read, value.position, value.digits)
    if not value.wrong:
        return new
    stood = at_position(read, value.position, value.wrong)
    return set() if stood else new


def _ways(value: Value, read_back: Sequence[ReadBack]) -> list[_Way]:
    """The values that `value` may make of what was read; of a zone only if it names one."""
    zone = zone_of(value.zone, [r.zone for r in read_back])
    spoken_of = [r for r in read_back if zone is None or r.zone is zone]
    if value.is_part:
        found = {(r, new): 0.0 for r in spoken_of for new in _new_values(r.value, value)}
    elif len(value.digits) >= SHORTEST_END:
        ends = {
            (r, new) for r in spoken_of for new in at_position(r.value, Mark.AT_END, value.digits)
        }
        found = dict.fromkeys(ends, PART_OF_VALUE)
    else:
        found = {}
    open_place = len(found) > 1 or not value.is_part
    ways = sorted(found.items(), key=lambda item: (item[0][0].serial, item[0][1]))
    return [
        _Way(r, replace(value, digits=new, unclear=value.unclear or open_place), cost)
        for (r, new), cost in ways
    ]


def corrected(
    values: Sequence[Value], read_back: Sequence[ReadBack], meters: Sequence[MeterExpected]
) -> Iterator[Assignment]:
    """The values read that `values`, all of them parts, make new; one assignment for each
    choice of places. Nothing where one of them fits nowhere."""
    if not read_back or not 0 < len(values) <= MOST_CORRECTIONS:
        return
    choices = product(*(_ways(value, read_back) for value in values))
    for ways in islice(choices, MOST_WAYS):
        if len({(w.read.serial, w.read.zone) for w in ways}) == len(ways):
            yield _assignment(ways, meters)


def _assignment(ways: Sequence[_Way], meters: Sequence[MeterExpected]) -> Assignment:
    placed, score = [], 0.0
    for way in ways:
        register = _register(way.read, meters)
        placed.append(Placed(way.value, way.read.zone, way.read.serial, register))
        score += SOME_VALUE + way.cost
        score += log_prior(int(way.value.digits), register) if register else 0.0
    return Assignment(tuple(placed), score)


def _register(read: ReadBack, meters: Sequence[MeterExpected]) -> RegisterExpected | None:
    registers = (r for m in meters if m.serial == read.serial for r in m.registers)
    return next((r for r in registers if r.zone is read.zone), None)
