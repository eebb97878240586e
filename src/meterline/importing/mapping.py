"""A file's lines as lines of our columns, by its column map."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from string import ascii_uppercase

from meterline.importing.dates import moment
from meterline.importing.files import RawLines
from meterline.importing.maps import ColumnMap, Trailer
from meterline.importing.report import FileReport
from meterline.importing.table import Told

Convert = Callable[[str], str]
"""A cell in our own form. Raises ValueError with a reason in Russian."""

Line = tuple[int, Sequence[str]]

DATES = frozenset({"installed", "verified_until", "removed", "day"})
MOMENTS = frozenset({"given"})
MONTHS = frozenset({"month", "valid_from", "period"})
AMOUNTS = frozenset({"max_power_kw", "ratio", "energy", "price", "coefficient", "amount"})
SHOWN = frozenset({"value", "t1", "t2", "t3"})
"""What registers show: only digits up to the comma count."""

FIRST_OF_MONTH = re.compile(r"\d{4}-\d\d-01")
"""A month as Excel keeps it."""


@dataclass(frozen=True)
class _Column:
    """Where a column of ours stands in the file's lines, and how its cells are read."""

    ours: str
    place: int
    convert: Convert | None


def mapped(lines: RawLines, columns: ColumnMap, report: FileReport) -> Iterator[Line]:
    """Lines of our columns. What does not fit is told in the report. Raises Told."""
    number, header = _header(lines, columns)
    width, header = len(header), [cell.strip() for cell in header]
    totals = _Totals(columns.trailer, header, number, report)
    fields = _Header(columns, report, number).fit(header)
    constants = list(columns.constants.values())
    if report.problems:
        raise Told
    yield number, [*(one.ours for one in fields), *columns.constants]
    for line, cells in lines:
        if not any(cells) or totals.ends(line, cells):
            continue
        fitting = _fitting(line, cells, width, report)
        if fitting is not None:
            totals.add(fitting)
            converted = _converted(line, fitting, fields, report)
            if converted is not None:
                yield line, [*converted, *constants]
    totals.close()


def _header(lines: RawLines, columns: ColumnMap) -> Line:
    """The line that names the columns: the first that is not empty from the map's row on."""
    if columns.header == 0:
        return 1, [str(one) for one in range(1, _columns_without_header(columns) + 1)]
    for line, cells in lines:
        if line >= columns.header and any(cells):
            return line, _without_end(cells)
    return 1, []


def _columns_without_header(columns: ColumnMap) -> int:
    named = [*columns.columns, *columns.ignore]
    return max((int(one) for one in named if one.isdecimal()), default=0)


def _without_end(cells: Sequence[str]) -> Sequence[str]:
    """Cells without the empty ones at the end."""
    last = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:last]


def _fitting(
    line: int, cells: Sequence[str], width: int, report: FileReport
) -> Sequence[str] | None:
    if len(cells) != width:
        whole = len(cells)
        cells = cells[:width] if not any(cells[width:]) else cells
        if len(cells) != width:
            report.rows += 1
            report.blame(line, "", "", f"полей {whole}, а столбцов {width}")
            return None
    return cells


def _converted(
    line: int, cells: Sequence[str], fields: Sequence[_Column], report: FileReport
) -> list[str] | None:
    found, bad = [], False
    for one in fields:
        cell = cells[one.place]
        if one.convert is not None:
            try:
                cell = one.convert(cell.strip())
            except ValueError as error:
                report.blame(line, one.ours, cell.strip(), str(error))
                bad = True
        found.append(cell)
    if bad:
        report.rows += 1
    return None if bad else found


class _Header:
    """A file's header compared with its map."""

    def __init__(self, columns: ColumnMap, report: FileReport, line: int) -> None:
        self._map = columns
        self._report = report
        self._line = line

    def fit(self, header: Sequence[str]) -> list[_Column]:
        """Our columns in the file's order. Faults go into the report."""
        for theirs in self._map.columns:
            if theirs not in header:
                reason = "столбец есть в карте, а в файле его нет"
                self._report.blame(self._line, theirs, "", reason)
        found = []
        for place, theirs in enumerate(header):
            ours = self._ours(place, theirs, header)
            if ours:
                self._show(place, theirs, ours)
                found.append(_Column(ours, place, self._convert(ours)))
        for ours in self._map.constants:
            self._report.shown[ours] = f"{ours} (из карты)"
        return found

    def _ours(self, place: int, theirs: str, header: Sequence[str]) -> str:
        if theirs in self._map.ignore:
            return ""
        if not theirs:
            self._blame(place, "", "столбец без названия (объединённые ячейки?)")
        elif theirs in header[:place]:
            self._blame(place, theirs, "столбец назван дважды")
        elif self._map.columns and theirs not in self._map.columns:
            reason = "столбца нет в карте: впишите его в [columns] или в ignore"
            self._blame(place, theirs, reason)
        else:
            return self._map.columns.get(theirs, theirs)
        return ""

    def _convert(self, ours: str) -> Convert | None:
        own = _own_form(ours, self._map, excel=bool(self._report.sheet))
        words = self._map.values.get(ours)
        if words is None:
            return own
        return lambda cell: words[cell] if cell in words else own(cell) if own else cell

    def _show(self, place: int, theirs: str, ours: str) -> None:
        """Remember what a problem calls the column: as the person sees it in the file."""
        name = self._name(place, theirs)
        if name != ours:
            self._report.shown[ours] = name

    def _name(self, place: int, theirs: str) -> str:
        if not self._report.sheet:
            return theirs or letters(place)
        letter = letters(self._report.left + place)
        return f"{letter} ({theirs})" if theirs else letter

    def _blame(self, place: int, theirs: str, reason: str) -> None:
        self._report.blame(self._line, self._name(place, theirs), "", reason)


class _Totals:
    """What a file's last line says of it, against what was read."""

    def __init__(
        self, trailer: Trailer | None, header: Sequence[str], line: int, report: FileReport
    ) -> None:
        self._trailer = trailer
        self._report = report
        self._line = line
        self._summed = _place(trailer, header) if trailer else None
        self._rows, self._sum = 0, Decimal(0)
        self._told: Sequence[str] | None = None
        if trailer and trailer.sum_of and self._summed is None:
            report.blame(self._line, trailer.sum_of, "", "столбца, который складывает итог, нет")

    def ends(self, line: int, cells: Sequence[str]) -> bool:
        """Whether a line is the trailer."""
        trailer = self._trailer
        if trailer is None or not cells[0].strip().startswith(trailer.begins):
            return False
        self._line = line
        self._told = [cells[0].strip().removeprefix(trailer.begins), *cells[1:]]
        return True

    def add(self, cells: Sequence[str]) -> None:
        """Count a row."""
        self._rows += 1
        if self._summed is not None:
            self._sum += _decimal(cells[self._summed]) or 0

    def close(self) -> None:
        """Compare, at the file's end."""
        trailer = self._trailer
        if trailer is None:
            return
        if self._told is None:
            reason = f"нет последней строки, начинающейся с «{trailer.begins}»: файл оборван?"
            self._report.blame(self._line, "", "", reason)
            return
        if trailer.rows:
            self._compare(trailer.rows, Decimal(self._rows), "строк в файле")
        if trailer.sum:
            self._compare(trailer.sum, self._sum, f"сумма столбца «{trailer.sum_of}»")

    def _compare(self, place: int, counted: Decimal, what: str) -> None:
        told = self._told or []
        cell = told[place - 1].strip() if place <= len(told) else ""
        if _decimal(cell) != counted:
            reason = f"{what} {counted}, а в итоге записано другое"
            self._report.blame(self._line, f"итог, поле {place}", cell, reason)


def _place(trailer: Trailer, header: Sequence[str]) -> int | None:
    return list(header).index(trailer.sum_of) if trailer.sum_of in header else None


def letters(place: int) -> str:
    """Excel's name of a column, counted from 0: A … Z, AA …"""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = ascii_uppercase[rest] + name
    return name


def _own_form(ours: str, columns: ColumnMap, *, excel: bool) -> Convert | None:
    """How cells of a column are brought into our form; None: they are in it."""
    if ours in MONTHS and columns.month:
        return lambda cell: f"{moment(cell, columns.month):%Y-%m}" if cell else cell
    if ours in MONTHS and excel:
        return lambda cell: cell[:7] if FIRST_OF_MONTH.fullmatch(cell) else cell
    if ours in DATES | MOMENTS and columns.date:
        return lambda cell: _date(cell, columns.date, whole=ours in MOMENTS)
    if ours in SHOWN and columns.decimal:
        return lambda cell: _shown(_grouped(cell, columns.decimal))
    if ours in AMOUNTS and columns.decimal:
        return lambda cell: _grouped(cell, columns.decimal)
    return None


def _date(cell: str, pattern: str, *, whole: bool) -> str:
    """A day, or with `whole` a moment, as ISO 8601 has it."""
    if not cell:
        return cell
    found = moment(cell, pattern)
    return found.isoformat() if whole else found.date().isoformat()


def _grouped(cell: str, decimal: str) -> str:
    """A number without the spaces that group its digits, its fraction after a full stop."""
    if not decimal:
        return cell
    return cell.replace(" ", "").replace("\u00a0", "").replace(decimal, ".")


def _shown(cell: str) -> str:
    whole, mark, fraction = cell.partition(".")
    return whole if mark and fraction.isdecimal() else cell


def _decimal(cell: str) -> Decimal | None:
    bare = cell.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None
