"""What the law leaves to the company, a setting of each branch."""

from dataclasses import dataclass
from enum import StrEnum


class TrueUp(StrEnum):
    """What becomes of estimates when readings come again (no duty to refund was found)."""

    FULL = "full"
    """Charge = difference of the readings − all estimates since; a negative one is a credit."""
    KEEP_NORM = "keep_norm"
    """What was charged by the norm is not given back."""


class ZoneRanges(StrEnum):
    """How the zones of a meter share the ranges of a month."""

    PROPORTIONAL = "proportional"
    """Each range is shared in proportion to the zones' energy."""
    CHRONOLOGICAL = "chronological"
    """The zones fill the ranges one after another, in the order of the bill."""


@dataclass(frozen=True)
class Policy:
    """A branch's settings for charging."""

    true_up: TrueUp = TrueUp.FULL
    spread: bool = True
    """Spread the energy of missed months over them when it fills ranges."""
    zone_ranges: ZoneRanges = ZoneRanges.PROPORTIONAL
    expired_capped: bool = False
    """Whether the average of an unverified meter ends after the same periods as a missed one."""
