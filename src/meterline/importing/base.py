"""What the importers of all files share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model

from meterline.importing.report import FileReport

T = TypeVar("T")

ROWS_AT_ONCE = 2000


@dataclass
class Run:
    """One import of some files, in a transaction that is undone if anything is wrong.

    `mentioned` holds every branch, account and meter that the files name, so that a row
    that points to a bad row is not called bad too.
    """

    at: datetime
    reports: list[FileReport] = field(default_factory=list)
    mentioned: set[tuple[Any, ...]] = field(default_factory=set)

    @property
    def failed(self) -> bool:
        """Whether anything is wrong so far; then nothing more is written."""
        return any(report.problems for report in self.reports)


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
    """The rows in lists that fit one SQL statement."""
    stream = iter(rows)
    while batch := list(islice(stream, ROWS_AT_ONCE)):
        yield batch


def assign(row: Model, values: dict[str, Any]) -> bool:
    """Give a row these values; whether any of them is new."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)
