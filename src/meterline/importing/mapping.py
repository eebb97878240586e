"""A file's lines as lines of our columns, by its column map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from meterline.importing.forms import Convert, own_form
from meterline.importing.maps import ColumnMap
from meterline.importing.report import FileReport
from meterline.importing.table import Told
from meterline.importing.text_files import RawLines
from meterline.importing.totals import Totals

Line = tuple[int, Sequence[str]]


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
    totals = Totals(columns.trailer, header, number, report)
    fields = _Header(columns, report, number).fit(header)
    constants = list(columns.constants.values())
    if report.problems:
        raise Told
    yield number, [*(one.ours for one in fields), *columns.constants]
    for line, cells in lines:
        if not any(cells) or totals.ends(line, cells):
            continue
        fitting = _fitting(line, cells, width, columns, report)
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
    return len(columns.widths) or max((int(one) for one in named if one.isdecimal()), default=0)


def _without_end(cells: Sequence[str]) -> Sequence[str]:
    """Cells without the empty ones at the end."""
    last = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:last]


def _fitting(
    line: int, cells: Sequence[str], width: int, columns: ColumnMap, report: FileReport
) -> Sequence[str] | None:
    if len(cells) != width:
        whole = len(cells)
        cells = cells[:width] if not any(cells[width:]) else cells
        if len(cells) != width:
            report.rows += 1
            report.blame(line, "", "", _misfit(whole, width, columns))
            return None
    return cells


def _misfit(cells: int, width: int, columns: ColumnMap) -> str:
    if columns.widths:
        return f"строка длиннее {sum(columns.widths)} знаков: верны ли widths в карте?"
    advice = ""
    if cells == 1:
        advice = f": верен ли разделитель «{columns.delimiter}» в карте?"
    elif columns.trailer:
        advice = ": строка оборвана, или разделитель стоит и внутри поля"
    return f"полей {cells}, а столбцов {width}{advice}"


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
        own = own_form(ours, self._map, excel=bool(self._report.sheet))
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


def letters(place: int) -> str:
    """Excel's name of a column, counted from 0: A … Z, AA …"""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = ascii_uppercase[rest] + name
    return name
