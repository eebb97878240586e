"""The norm of a home (Decree 354, п. 60; the tables are the regions')."""

from dataclasses import dataclass
from decimal import Decimal

from meterline.charging.law.results import Numbers
from meterline.charging.law.sheets import Norms


@dataclass(frozen=True)
class HomeNorm:
    """What a home is charged without readings, and how that was found."""

    title: str
    """Name of the sheet of norms with its date."""
    placeholder: bool
    per_person: Decimal
    """kWh a person a month."""
    people: int
    rooms: int
    people_assumed: bool
    """Nobody is known to live there: charged as one person."""
    rooms_assumed: bool
    """The number of rooms is not known: taken as one."""

    @property
    def volume(self) -> Decimal:
        """kWh a month: the norm × people (H9)."""
        return self.per_person * self.people

    @property
    def numbers(self) -> Numbers:
        """What the sentence of a line needs."""
        return {
            "norms": self.title,
            "norm": str(self.per_person),
            "people": self.people,
            "rooms": self.rooms,
            "people_assumed": int(self.people_assumed),
            "rooms_assumed": int(self.rooms_assumed),
        }


def home_norm(
    norms: Norms, residents: int | None, rooms: int | None, electric_stove: bool
) -> HomeNorm:
    """The norm by people and rooms; the last row and column stand for more as well.

    D: where nobody lives or the number is not known, one person is charged (п. 56(2) charges
    by the number of owners, who are at least one); unknown rooms count as one, the least.
    """
    people, size = residents or 1, rooms or 1
    table = norms.electric_stove if electric_stove else norms.no_electric_stove
    row = table[min(size, len(table)) - 1]
    return HomeNorm(
        title=norms.title,
        placeholder=bool(norms.placeholder),
        per_person=row[min(people, len(row)) - 1],
        people=people,
        rooms=size,
        people_assumed=not residents,
        rooms_assumed=not rooms,
    )


def norm_of(
    norms: Norms | None, residents: int | None, rooms: int | None, electric_stove: bool
) -> Decimal | None:
    """kWh a month of a home by the norm; None where no sheet of norms is in force."""
    if norms is None:
        return None
    return home_norm(norms, residents, rooms, electric_stove).volume
