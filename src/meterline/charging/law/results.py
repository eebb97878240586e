"""What comes of the law: portions of energy, priced lines, a charge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from meterline.charging.law.facts import Energy, Ground, Reason
from meterline.language.zones import Zone

Numbers = Mapping[str, str | int | None]
"""What the sentence of a line needs, as JSON keeps it: decimals and dates as texts."""


@dataclass(frozen=True)
class Portion:
    """Energy of one point that one rule makes payable in this period.

    `month` is the month in which it was used, whose ranges it fills; the prices are those
    of the period that charges it (H17). Negative energy is a credit. `energy` is before
    the coefficient, which raises the amount (D: shown apart, as bills do).
    """

    point: int
    meter: int | None
    month: date
    ground: Ground
    energy: Energy
    rule: str
    """Id of the rule: H6, L2 … (docs/charging.md)."""
    reason: Reason | None = None
    coefficient: Decimal = Decimal(1)
    numbers: Numbers = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A line of a charge: a portion's energy in one zone and one range at one price.

    `amount` = energy × price × coefficient in roubles, rounded half up to a kopeck.
    """

    portion: Portion
    zone: Zone
    step: int | None
    """Range of the tariff, from 1; None where the tariff has none."""
    energy: Decimal
    price: Decimal
    amount: Decimal
    tariff: str
    """Name of the sheet of tariffs with its date."""
    placeholder: bool
    """Whether a placeholder tariff or norm is in it: no bill may be issued then."""


@dataclass(frozen=True)
class Charge:
    """What an account has to pay for a billing period."""

    period: date
    lines: tuple[Line, ...]

    @property
    def energy(self) -> Decimal:
        """kWh of all lines."""
        return sum((line.energy for line in self.lines), Decimal(0))

    @property
    def amount(self) -> Decimal:
        """Roubles of all lines; negative is a credit."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def issuable(self) -> bool:
        """Whether a bill may be issued: nothing in it rests on a placeholder."""
        return not any(line.placeholder for line in self.lines)
