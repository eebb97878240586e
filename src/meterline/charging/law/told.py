"""The numbers of a line's sentence, as values again."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from meterline.charging.law.facts import Energy
from meterline.charging.law.results import Line
from meterline.charging.law.wording import kwh, of_zone
from meterline.readings.periods import shift


class Because(NamedTuple):
    """Why a line is what it is, in Russian."""

    what: str
    """What happened, with the arithmetic."""
    point: str
    """The point of the decree."""
    detail: str = ""
    """What the reader should know of its use here."""


class Told:
    """Numbers of a portion by key; a key that a portion has to have and lacks is a KeyError."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.zone = line.zone
        self.month = line.portion.month
        self._numbers = line.portion.numbers

    def day(self, key: str) -> date:
        """A date."""
        return date.fromisoformat(str(self._numbers[key]))

    def decimal(self, key: str) -> Decimal:
        """An amount."""
        return Decimal(str(self._numbers[key]))

    def count(self, key: str) -> int:
        """A whole number."""
        return int(str(self._numbers[key]))

    def text(self, key: str) -> str:
        """A text."""
        return str(self._numbers[key])

    def maybe(self, key: str) -> int:
        """A whole number, nought where none is given."""
        return int(str(self._numbers.get(key) or 0))

    def has(self, key: str) -> bool:
        """Whether there is a value."""
        return self._numbers.get(key) is not None

    def has_any(self, name: str) -> bool:
        """Whether there is a value for any zone."""
        return any(key.startswith(f"{name}.") for key in self._numbers)

    def of_zone(self, name: str) -> Decimal:
        """An amount of the line's zone, nought where none is given."""
        return Decimal(str(self._numbers.get(f"{name}.{self.zone}") or 0))

    @property
    def period(self) -> date:
        """The period that charges."""
        return self.day("period")

    @property
    def since(self) -> date:
        """The first month after the last reading."""
        return shift(self.day("since"), 1)

    @property
    def energy(self) -> Energy:
        """kWh of the portion by zone."""
        return self.line.portion.energy

    @property
    def zone_part(self) -> str:
        """The part of the line's zone, where the portion has several."""
        if len(self.energy) < 2:
            return ""
        return f", из них{of_zone(self.zone)} {kwh(self.energy[self.zone])}"
