"""A list of readings as it is pasted from a spreadsheet. Pure."""

import re
from dataclasses import dataclass

COLUMNS = 3
"""Values in a row at most: as many as a meter has tariffs."""

CELL_ENDS = re.compile(r"[\t;]")


@dataclass(frozen=True)
class Row:
    """One line of the list: an account and its values as they were written."""

    account: str
    values: tuple[str, ...]
    why: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not self.account and not any(self.values)

    @property
    def padded(self) -> tuple[str, ...]:
        """As many values as the grid has columns."""
        return (*self.values, *[""] * (COLUMNS - len(self.values)))


def rows_of(text: str) -> list[Row]:
    """The rows of a pasted list: cells by tabulator or `;`, else by spaces.

    Lines without a digit are headings. What stands after the values' columns is left out.
    """
    lines = (line for line in text.splitlines() if any(map(str.isdigit, line)))
    return [_row(line) for line in lines]


def _row(line: str) -> Row:
    cells = CELL_ENDS.split(line) if CELL_ENDS.search(line) else line.split()
    account, *values = (cell.strip().strip('"').strip() for cell in cells)
    return Row(account, tuple(value for value in values[:COLUMNS] if value))
