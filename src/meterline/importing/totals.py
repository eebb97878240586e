"""What a file says of itself: how many rows it has, and what its sums come to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from meterline.importing.maps import Trailer
from meterline.importing.report import FileReport


class Totals:
    """A file's own totals against what was read; they may stand before or after the rows."""

    def __init__(
        self, trailer: Trailer | None, header: Sequence[str], line: int, report: FileReport
    ) -> None:
        self._trailer = trailer
        self._report = report
        self._line = line
        self._sums = trailer.sums if trailer else {}
        self._places = {name: place for place, name in enumerate(header) if name in self._sums}
        self._rows, self._counted = 0, dict.fromkeys(self._places, Decimal(0))
        self._told: Sequence[str] | None = None
        for name in self._sums:
            if name not in self._places:
                report.blame(line, name, "", "столбца, который складывает итог, нет")

    def ends(self, line: int, cells: Sequence[str]) -> bool:
        """Whether a line is that of the totals."""
        trailer = self._trailer
        if trailer is None or not cells[0].strip().startswith(trailer.begins):
            return False
        self._line = line
        self._told = [cells[0].strip().removeprefix(trailer.begins), *cells[1:]]
        return True

    def add(self, cells: Sequence[str]) -> None:
        """Count a row."""
        self._rows += 1
        for name, place in self._places.items():
            self._counted[name] += _decimal(cells[place]) or 0

    def close(self) -> None:
        """Compare, at the file's end."""
        if self._trailer is None:
            return
        if self._told is None:
            reason = f"нет строки итогов, начинающейся с «{self._trailer.begins}»: файл оборван?"
            self._report.doubt(self._line, "", "", reason)
            return
        if self._trailer.rows:
            self._compare(self._trailer.rows, Decimal(self._rows), "строк в файле")
        self._compare_sums(self._sums)

    def _compare_sums(self, sums: Mapping[str, int]) -> None:
        for name, place in sums.items():
            self._compare(place, self._counted[name], f"сумма столбца «{name}»")

    def _compare(self, place: int, counted: Decimal, what: str) -> None:
        told = self._told or []
        cell = told[place - 1].strip() if place <= len(told) else ""
        if _decimal(cell) != counted:
            written = f"{counted:f}".replace(".", ",")
            reason = f"{what} {written}, а в итоге записано другое"
            self._report.doubt(self._line, f"итог, поле {place}", cell, reason)


def _decimal(cell: str) -> Decimal | None:
    bare = cell.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None
