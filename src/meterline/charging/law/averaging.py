"""H6: the mean monthly volume by the meter (Decree 354, п. 59 «б»)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meterline.charging.law.marks import UNDATED
from meterline.charging.law.replacing import Run, runs_between, total_of
from meterline.charging.law.sharing import NOUGHT, whole
from meterline.charging.law.situation import Situation
from meterline.language.zones import Zone
from meterline.readings.periods import months_between, shift


@dataclass(frozen=True, slots=True)
class History:
    """What the point used between two readings, months at whose ends they were taken."""

    start: date
    end: date
    energy: Mapping[Zone, Decimal]
    """kWh by zone."""

    @property
    def months(self) -> int:
        """Whole months, at least one."""
        return months_between(self.start, self.end)

    @property
    def total(self) -> Decimal:
        """kWh of all zones."""
        return sum(self.energy.values(), NOUGHT)

    @property
    def mean(self) -> Decimal:
        """Whole kWh a month, half up (D)."""
        return whole(max(self.total, NOUGHT) / self.months)

    def numbers(self) -> dict[str, str | int | None]:
        """What a sentence tells of it."""
        return {
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "total": str(self.total),
            "months": self.months,
            "mean": str(self.mean),
        }


def history_of(situation: Situation, months: int) -> History | None:
    """The latest stretch of at least so many months that ends with the last reading.

    Where the point has worked less, its whole time; None where not one month is known.
    The history is the point's and goes on over replacements (D); a time in which the meter
    was broken is not reached over (D).
    """
    marks = situation.earlier
    runs: list[Run] = []
    place = len(marks) - 1
    while place > 0 and months_between(marks[place].month, marks[-1].month) < months:
        if not _joined(situation, place):
            break
        runs += runs_between(situation.meters, marks[place - 1], marks[place])
        place -= 1
    if not runs:
        return None
    return History(marks[place].month, marks[-1].month, total_of(runs))


def _joined(situation: Situation, place: int) -> bool:
    """Whether whole months of counting lie between a mark and the one before it."""
    earlier, later = situation.earlier[place - 1 : place + 1]
    if earlier.month in {UNDATED, later.month}:
        return False
    if not situation.broken.touched:
        return True
    between = range(1, months_between(earlier.month, later.month) + 1)
    return not any(shift(earlier.month, n) in situation.broken.touched for n in between)
