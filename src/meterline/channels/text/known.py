"""What the parser may ask about an account."""

from collections.abc import Callable
from dataclasses import dataclass

from meterline.language.zones import Zone


@dataclass(frozen=True)
class MeterKnown:
    """A meter by its serial, with its zones in the order of the bill."""

    serial: str
    zones: tuple[Zone, ...]


@dataclass(frozen=True)
class AccountKnown:
    """An account's meters whose readings are its consumer's to give.

    `zone_order` is the order in which the account's branch takes values without names.
    """

    number: str
    meters: tuple[MeterKnown, ...]
    zone_order: tuple[Zone, ...] = (Zone.DAY, Zone.NIGHT)


Lookup = Callable[[str], AccountKnown | None]
"""The account of a number, digits only; None where there is none."""
