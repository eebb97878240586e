"""The Russian numbering plan: ranges of telephone numbers and the territory of each.

Read from the open data of the Ministry of Digital Development as they are published
(CSV with `;`, UTF-8, perhaps with a byte order mark, perhaps gzipped).
"""

import csv
import gzip
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TextIO

CODE, FIRST, LAST, REGION, TERRITORY = "АВС/ DEF", "От", "До", "Регион", "Территория ГАР"
"""Columns of the official files; the mobile file alone has the last one."""


class BadNumbering(ValueError):
    """A file is not the numbering plan; the text says where and why, in Russian."""


@dataclass(frozen=True)
class Range:
    """Numbers of ten digits from `first` to `last`, both included."""

    first: int
    last: int
    territory: str

    @property
    def mobile(self) -> bool:
        """Whether the range belongs to mobile networks (codes 9xx)."""
        return self.first // 10**9 == 9


class Plan:
    """Ranges in order, searched by halves."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        """Raises BadNumbering where two ranges share a number."""
        self.ranges = sorted(ranges, key=lambda one: one.first)
        self._firsts = [one.first for one in self.ranges]
        for before, after in pairwise(self.ranges):
            if after.first <= before.last:
                raise BadNumbering(f"диапазоны пересекаются: {before.first} и {after.first}")

    def find(self, number: int) -> Range | None:
        """The range that holds a number of ten digits."""
        place = bisect_right(self._firsts, number) - 1
        if place >= 0 and number <= self.ranges[place].last:
            return self.ranges[place]
        return None


def read_ranges(path: Path) -> list[Range]:
    """All ranges of one file. Raises BadNumbering."""
    try:
        with _open(path) as lines:
            return list(_ranges(csv.reader(lines, delimiter=";"), path.name))
    except UnicodeDecodeError as error:
        raise BadNumbering(f"{path.name}: не UTF-8") from error
    except (OSError, EOFError) as error:
        raise BadNumbering(f"{path.name}: файл не читается ({error})") from error


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _ranges(rows: Iterator[list[str]], name: str) -> Iterator[Range]:
    header = [column.strip() for column in next(rows, [])]
    missing = [column for column in (CODE, FIRST, LAST, REGION) if column not in header]
    if missing:
        raise BadNumbering(f"{name}: нет столбцов {', '.join(missing)}")
    territory = header.index(TERRITORY if TERRITORY in header else REGION)
    code, first, last = (header.index(column) for column in (CODE, FIRST, LAST))
    for line, row in enumerate(rows, start=2):
        try:
            yield _range(row[code], row[first], row[last], row[territory])
        except (IndexError, ValueError) as error:
            raise BadNumbering(f"{name}, строка {line}: не диапазон номеров") from error


def _range(code: str, first: str, last: str, territory: str) -> Range:
    lowest, highest = int(code + first), int(code + last)
    if not 10**9 <= lowest <= highest < 10**10:
        raise ValueError
    # «г. Норильск|г.о. город Норильск|Красноярский край»: the largest unit stands last.
    return Range(lowest, highest, territory.rpartition("|")[2].strip())


def is_mobile(ranges: Sequence[Range]) -> bool:
    """Whether a file's ranges are the mobile part of the plan. Raises BadNumbering if both."""
    kinds = {one.mobile for one in ranges}
    if len(kinds) != 1:
        raise BadNumbering("в файле должны быть либо мобильные номера, либо городские")
    return kinds.pop()
