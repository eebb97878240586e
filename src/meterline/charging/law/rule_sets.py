"""Which set of rules is in force."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from meterline.charging.law.rules import Rules
from meterline.charging.law.sheets import SheetRefused
from meterline.errors import Mendable


def check(sets: Sequence[Rules]) -> None:
    """Refuse sets that do not follow one another by their dates.

    Each holds until the next, so there can be no gap and no overlap. Raises SheetRefused.
    """
    problems = tuple(
        f"valid_from: правила с {later.valid_from:%d.%m.%Y} стоят после правил "
        f"с {earlier.valid_from:%d.%m.%Y}, а даты должны возрастать"
        for earlier, later in pairwise(sets)
        if later.valid_from <= earlier.valid_from
    )
    if problems:
        raise SheetRefused(problems)


def rules_for(sets: Sequence[Rules], month: date) -> Rules:
    """The rules in force in a month; `sets` in order of their dates.

    Raises SheetRefused where they are not in order, Mendable where none is in force yet.
    """
    check(sets)
    place = bisect_right(sets, month, key=lambda rules: rules.valid_from)
    if place == 0:
        raise Mendable(f"на {month:%m.%Y} нет правил начисления", "загрузите набор правил")
    return sets[place - 1]
