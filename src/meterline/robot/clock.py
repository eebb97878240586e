"""The robot's sense of date and time."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""The moment now, with its zone."""


def wall_clock() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


def clock_from(start: datetime) -> Clock:
    """A clock that shows `start` now and runs on from there (a pack's own date)."""
    offset = start - wall_clock()
    return lambda: wall_clock() + offset
