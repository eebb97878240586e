"""What a voice must be able to say for the whole flow, and which hours it can say."""

from collections.abc import Callable
from pathlib import Path

from meterline.mouth.index import BUNDLED, read_table
from meterline.mouth.numerals import every_number_clip

HOURS = tuple(hour for hour in range(25) if hour not in (1, 21))
"""Full hours that fit «с … часов до … часов»: one and twenty-one would want «часа»."""

DAYS = range(1, 32)
"""Days of the month that the flow may name."""


def required_clips(folder: Path = BUNDLED) -> tuple[str, ...]:
    """Keys without which the flow cannot be spoken: its table of phrases, every number and day."""
    return (*read_table(folder), *every_number_clip(), *(day_key(day) for day in DAYS))


def day_key(day: int) -> str:
    """The clip that says a day of the month in the genitive: «двадцать пятого»."""
    return f"day_genitive.{day}"


def hour_key(hour: int) -> str:
    """The clip that says an hour in the genitive: «восьми»."""
    return f"hour_genitive.{hour}"


def hours_said(has: Callable[[str], bool]) -> frozenset[int]:
    """The hours that a voice can say, of which `has` tells the clips."""
    return frozenset(hour for hour in HOURS if has(hour_key(hour)))
