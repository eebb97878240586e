"""What a path through the grammar says: digits and marks, one small integer each.

Digits are 0..9. A mark opens or closes a slot, names a tariff zone, answers or commands.
"""

from enum import IntEnum

from meterline.language.turn import Command


class Mark(IntEnum):
    """Marks between digits; commands follow from COMMAND on, in the order of `Command`."""

    ACCOUNT = 10
    ACCOUNT_END = 11
    VALUE = 12
    VALUE_END = 13
    SERIAL = 14
    SERIAL_END = 15
    RETRACT_1 = 16
    """The last digit is taken back («сорок, нет, сорок один»); 2 to 4 follow, then all."""
    RETRACT_2 = 17
    RETRACT_3 = 18
    RETRACT_4 = 19
    RETRACT_ALL = 20
    ZONE_DAY = 21
    ZONE_NIGHT = 22
    ZONE_PEAK = 23
    ZONE_HALF_PEAK = 24
    ZONE_T1 = 25
    ZONE_T2 = 26
    ZONE_T3 = 27
    ZONE_SINGLE = 28
    ZONE_AFTER = 29
    """The zone just named belongs to the value before it («сто двадцать ночь»)."""
    UNCLEAR = 30
    """Unknown sounds follow a value that words could have gone on with."""
    YES = 31
    NO = 32
    COMMAND = 33


COMMANDS = tuple(Command)
SYMBOLS = Mark.COMMAND + len(COMMANDS)
"""How many symbols there are."""

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


def digits(text: str) -> tuple[int, ...]:
    """The symbols of a string of digits."""
    return tuple(int(c) for c in text)
