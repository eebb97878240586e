"""What a path through the grammar says: digits and marks, one small integer each.

Digits are 0..9. A mark opens or closes a slot, names a tariff zone, answers, commands or
names a region.
"""

from enum import IntEnum

from meterline.language.tables import rows
from meterline.language.turn import Command


class Mark(IntEnum):
    """Marks between digits; commands follow from COMMAND on in the order of `Command`, then
    regions in the order of their table."""

    ACCOUNT = 10
    ACCOUNT_END = 11
    VALUE = 12
    VALUE_END = 13
    SERIAL = 14
    SERIAL_END = 15
    RETRACT_1 = 16
    """The last digit is taken back («сорок, нет, сорок один»); 2 to 6 follow, then all."""
    RETRACT_2 = 17
    RETRACT_3 = 18
    RETRACT_4 = 19
    RETRACT_5 = 20
    RETRACT_6 = 21
    RETRACT_ALL = 22
    RETRACT_SLOT = 23
    """The last slot, open or closed, is taken back with the zone named before it."""
    INSTEAD = 24
    """The values that follow replace those of the same zone («ой, нет, день сто двадцать»)."""
    WRONG = 25
    """The value that follows is what the robot said wrongly («не два, а три»)."""
    WRONG_BEFORE = 26
    """The same after the right one («три, а не два»)."""
    AT_END = 27
    """The value that follows stands at the end of the one read («последняя цифра семь»)."""
    AT_START = 28
    ZONE_DAY = 29
    ZONE_NIGHT = 30
    ZONE_PEAK = 31
    ZONE_HALF_PEAK = 32
    ZONE_T1 = 33
    ZONE_T2 = 34
    ZONE_T3 = 35
    ZONE_SINGLE = 36
    ZONE_AFTER = 37
    """The zone just named belongs to the value before it («сто двадцать ночь»)."""
    UNCLEAR = 38
    """Unknown sounds follow a value that words could have gone on with."""
    YES = 39
    NO = 40
    COMMAND = 41


COMMANDS = tuple(Command)
REGIONS = tuple(dict.fromkeys(key for key, *_ in rows("regions.tsv") if key != "-"))
FIRST_REGION = Mark.COMMAND + len(COMMANDS)
SYMBOLS = FIRST_REGION + len(REGIONS)
"""How many symbols there are; the search holds 127."""

POSITION_MARKS = {"end": Mark.AT_END, "start": Mark.AT_START}
ZONE_MARKS = {
    "day": Mark.ZONE_DAY,
    "night": Mark.ZONE_NIGHT,
    "peak": Mark.ZONE_PEAK,
    "half_peak": Mark.ZONE_HALF_PEAK,
    "t1": Mark.ZONE_T1,
    "t2": Mark.ZONE_T2,
    "t3": Mark.ZONE_T3,
    "single": Mark.ZONE_SINGLE,
}


def command_symbol(command: Command) -> int:
    """The symbol of a command."""
    return Mark.COMMAND + COMMANDS.index(command)


def region_symbol(key: str) -> int:
    """The symbol of a region."""
    return FIRST_REGION + REGIONS.index(key)


def digits(text: str) -> tuple[int, ...]:
    """The symbols of a string of digits."""
    return tuple(int(c) for c in text)
