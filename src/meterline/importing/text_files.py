"""Files of text as lines of cells: with a delimiter, or with columns of fixed width."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from meterline.importing.encodings import LOOKED_AT, real_encoding
from meterline.importing.maps import ColumnMap
from meterline.importing.table import Unreadable

RawLines = Iterator[tuple[int, Sequence[str]]]
"""Numbers of lines, from 1, with their cells as texts; as many cells as a line has."""

CELLS_FROM_TEXT = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "''")
"""How texts begin that an export kept from being taken for formulas."""

END_OF_FILE = "\x1a"
"""What programs of DOS write at a file's end."""


def text_lines(path: Path, columns: ColumnMap) -> RawLines:
    """The lines of a file of text. Raises Unreadable."""
    line = 0
    try:
        with path.open("rb") as content:
            _look_at(content.read(LOOKED_AT), columns)
        with path.open(encoding=columns.encoding, newline="") as text:
            for line, cells in _cells(text, columns):
                yield line, cells
    except UnicodeDecodeError as error:
        reason = f"файл не в кодировке {_called(columns)}"
        raise Unreadable(line + 1, reason) from error
    except OSError as error:
        raise Unreadable(1, f"файл не читается ({error.strerror})") from error


def plain(cell: str) -> str:
    """A cell without what keeps it from being taken for a formula."""
    return cell[1:] if cell.startswith(CELLS_FROM_TEXT) else cell


def _look_at(beginning: bytes, columns: ColumnMap) -> None:
    """Raise Unreadable where a file is in another encoding than its map says."""
    real = real_encoding(beginning, columns.encoding)
    if real:
        raise Unreadable(
            1,
            f"файл не в кодировке {_called(columns)}, а, похоже, в {real}: "
            "поправьте encoding в карте столбцов или попросите файл в прежней кодировке",
        )


def _called(columns: ColumnMap) -> str:
    return columns.encoding.replace("utf-8-sig", "utf-8").upper()


def _cells(text: Iterable[str], columns: ColumnMap) -> RawLines:
    return _fixed(text, columns) if columns.widths else _delimited(text, columns)


def _delimited(text: Iterable[str], columns: ColumnMap) -> RawLines:
    lines = (line for line in text if line.rstrip() != END_OF_FILE)
    reader = csv.reader(
        lines,
        delimiter=columns.delimiter,
        quoting=csv.QUOTE_MINIMAL if columns.quotes else csv.QUOTE_NONE,
        strict=True,
    )
    try:
        for cells in reader:
            yield reader.line_num, [plain(cell) for cell in cells]
    except csv.Error as error:
        reason = f"строка не читается ({error}): проверьте кавычки в ней"
        raise Unreadable(reader.line_num, reason) from error


def _fixed(text: Iterable[str], columns: ColumnMap) -> RawLines:
    """Lines cut at their places; what goes beyond the last one is one cell more."""
    rows, trailer = _Cut(columns.widths), columns.trailer
    totals = _Cut(trailer.widths) if trailer else rows
    for number, line in enumerate(text, start=1):
        bare = line.rstrip(f"\r\n{END_OF_FILE}")
        last = trailer is not None and bare.startswith(trailer.begins)
        yield number, (totals if last else rows).cells(bare) if bare.strip() else []


class _Cut:
    """Where a line of fixed width is cut."""

    def __init__(self, widths: Sequence[int]) -> None:
        self._ends = list(accumulate(widths))

    def cells(self, line: str) -> list[str]:
        """The cells of a line; a program may have left out the spaces at its end."""
        cells = [line[begin:end] for begin, end in pairwise([0, *self._ends])]
        beyond = line[self._ends[-1] :]
        return [*cells, beyond] if beyond.strip() else cells
