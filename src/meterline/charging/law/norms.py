"""The norm of a home (Decree 354, п. 60; the tables are the regions')."""

from decimal import Decimal

from meterline.charging.law.sheets import Norms


def norm_of(
    norms: Norms | None, residents: int | None, rooms: int | None, electric_stove: bool
) -> Decimal | None:
    """kWh a month of a home: the norm × people (H9); None where no sheet of norms is in force.

    The last row and column of a table stand for more rooms and people as well. D: where nobody
    lives or the number is not known, one person is charged (п. 56(2) charges by the number of
    owners, who are at least one); unknown rooms count as one, the least.
    """
    if norms is None:
        return None
    people = residents or 1
    table = norms.electric_stove if electric_stove else norms.no_electric_stove
    row = table[min(rooms or 1, len(table)) - 1]
    return row[min(people, len(row)) - 1] * people
