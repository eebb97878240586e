"""A dated set of rules: the numbers that the decrees' editions name."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class HouseholdRules:
    """Decree 354, п. 42, 59 and 60."""

    average_months: int
    """The average is of at least so many months (H6)."""
    shortest_months: int
    """A meter that worked less is averaged over its own time, but at least so long (H6)."""
    average_periods: int
    """At most so many periods in a row are charged by the average (H7)."""
    no_meter_coefficient: Decimal
    """The norm × this where a meter could be fitted or access was refused (H10)."""
    refusals: int
    """So many refusals of access bring the coefficient (H10)."""


@dataclass(frozen=True)
class OrganisationRules:
    """Decree 442, п. 140 and 166."""

    history_periods: int
    """So many periods in a row are charged by last year or the nearest period (L2)."""
    hand_over_day: int
    """Readings of the month's last day are handed over by the end of this day of the next (L4)."""
    common_property_first_day: int
    """On a block's common property readings are taken from this day of the month … (L4)"""
    common_property_last_day: int
    """… to this one …"""
    common_property_hand_over_day: int
    """… and handed over by the end of this one."""


@dataclass(frozen=True)
class Rules:
    """The rules in force from a month on, until the next set."""

    valid_from: date
    edition: str
    """What an explanation calls it: «в редакции от …»."""
    households: HouseholdRules
    organisations: OrganisationRules
