"""The check of the journal: its chain, and the ledger's rows against it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from meterline.readings.journal.chain import COVERED, START, Head, hash_of
from meterline.readings.journal.compare import Entry, differing
from meterline.readings.journal.past import TABLES, covered_ranges, outside
from meterline.readings.models import JournalEntry, Verdict

BATCH = 2000

Progress = Callable[[int], None]
"""Called with the number of the last entry that was checked."""


@dataclass(frozen=True)
class Sound:
    """A journal without a fault: how many entries were checked, and its end."""

    entries: int
    head: Head


class Faulty(Exception):
    """The first fault. `number` is the entry's, None where a row has none; text in Russian."""

    def __init__(self, number: int | None, reason: str) -> None:
        super().__init__(reason if number is None else f"запись № {number}: {reason}")
        self.number = number


def verify(
    first: int = 1, kept_head: str | None = None, progress: Progress = lambda number: None
) -> Sound:
    """Walk the chain from an entry to its end. Raises Faulty.

    Each entry is compared with the rows that it tells of, and no row may be without one.
    `kept_head` is a hash that was printed earlier: it must still be in the chain.
    """
    walked = _Walk(_before(first))
    for batch in _batches(first):
        fault = walked.through(batch, kept_head)
        sound = [entry for entry in batch if entry["number"] <= walked.head.number]
        for number, reason in differing(sound):
            raise Faulty(number, reason)
        if fault:
            raise fault
        progress(walked.head.number)
    if kept_head and not walked.kept_found and not _earlier(kept_head, first):
        raise Faulty(
            None, "сохранённого хэша в журнале нет: конец журнала отрезан или журнал переписан"
        )
    _nothing_outside()
    return Sound(walked.entries, walked.head)


class _Walk:
    """The place in the chain that has been reached."""

    def __init__(self, before: Head) -> None:
        self.head = before
        self.entries = 0
        self.kept_found = False

    def through(self, batch: Sequence[Entry], kept_head: str | None) -> Faulty | None:
        """Go on through a batch; the fault at which it ends, if there is one."""
        try:
            for entry in batch:
                self._step(entry, kept_head)
        except Faulty as fault:
            return fault
        return None

    def _step(self, entry: Entry, kept_head: str | None) -> None:
        number = self.head.number + 1
        if entry["number"] != number:
            raise Faulty(number, "пропала из журнала")
        if entry["previous"] != self.head.hash:
            raise Faulty(number, "не продолжает предыдущую: журнал переписан или запись вставлена")
        if hash_of(entry) != entry["hash"]:
            raise Faulty(number, "изменена: хэш не сходится с содержанием")
        self.head = Head(number, entry["hash"])
        self.entries += 1
        self.kept_found = self.kept_found or entry["hash"] == kept_head


def _before(first: int) -> Head:
    if first <= 1:
        return Head(0, START)
    rows = JournalEntry.objects.filter(pk=first - 1)
    found = rows.values_list("hash", flat=True).first()
    if found is None:
        raise Faulty(first - 1, "такой записи в журнале нет")
    return Head(first - 1, found)


def _earlier(kept_head: str, first: int) -> bool:
    """Whether a kept hash stands before the part that was walked."""
    return bool(JournalEntry.objects.filter(hash=kept_head, number__lt=first).exists())


def _batches(first: int) -> Iterator[Sequence[Entry]]:
    while True:
        rows = JournalEntry.objects.filter(number__gte=first).order_by("number")
        batch: list[dict[str, Any]] = list(rows.values(*COVERED, "hash")[:BATCH])
        if not batch:
            return
        yield [{**one, "content": _content(one)} for one in batch]
        first = batch[-1]["number"] + 1


def _content(entry: dict[str, Any]) -> dict[str, Any]:
    try:
        return dict(json.loads(entry["body"]))
    except (ValueError, TypeError):
        return {}  # its hash will not do, or its rows will not


def _nothing_outside() -> None:
    """Raise Faulty where the ledger holds a row that the journal does not tell of."""
    covered = covered_ranges()
    for table in TABLES:
        for rows in outside(table, covered[table.name]):
            found = rows.values_list("pk", flat=True).first()
            if found is not None:
                name = table.model._meta.verbose_name
                raise Faulty(None, f"{name} (id {found}): в журнале передач об этом записи нет")
    verdict = Verdict.objects.filter(entry__isnull=True).first()
    if verdict:
        raise Faulty(None, f"решение (id {verdict.pk}): в журнале передач об этом записи нет")
