"""What the importers of all files share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from meterline.customers.audit import By
from meterline.importing.report import FileReport

T = TypeVar("T")

ROWS_AT_ONCE = 2000


@dataclass
class Run:
    """One import of some files, in a transaction that is undone if anything is wrong.

    `at` is when the files were received, `author` who loads them. `mentioned` holds every
    branch, account and meter that the files name, so that a row that points to a bad row
    is not called bad too.
    """

    at: datetime
    author: str
    reports: list[FileReport] = field(default_factory=list)
    mentioned: set[tuple[Any, ...]] = field(default_factory=set)

    @property
    def failed(self) -> bool:
        """Whether anything is wrong so far; then nothing more is written."""
        return any(report.problems for report in self.reports)

    def by(self, report: FileReport) -> By:
        """Who changes what a file changes, and why."""
        return By(self.author, f"загрузка файла {report.file}", self.at)


class Seen:
    """Keys of a file's rows, so that a key that comes twice is found."""

    def __init__(self, report: FileReport) -> None:
        self._report = report
        self._lines: dict[Any, int] = {}

    def again(self, key: Any, line: int, column: str, value: str) -> bool:
        """Whether the key came before; it is reported then."""
        first = self._lines.setdefault(key, line)
        if first != line:
            self._report.blame(line, column, value, f"уже есть в строке {first}")
        return first != line


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows in lists of a size that one question to the data base can be about."""
    stream = iter(rows)
    while batch := list(islice(stream, ROWS_AT_ONCE)):
        yield batch
