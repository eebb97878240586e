"""The figures of some calls: three questions to the data base, however many the calls are."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Sum

from meterline.quality.conditions import FIGURES
from meterline.quality.models import Confusion
from meterline.quality.selection import Selection

Key = TypeVar("Key", bound=Hashable)
Tally = Counter[str]
"""How many calls each of FIGURES counts, and the sums of seconds, delays and repeats."""

SUMS = {
    "seconds_sum": "seconds",
    "delay_sum": "delay_median",
    "account_sum": "account_again",
    "reading_sum": "reading_again",
    "name_sum": "name_again",
}
MOST_WORDS = 30


@dataclass(frozen=True)
class Group:
    """Calls of one day, branch (its key, None for none), phone and version."""

    day: date
    branch: int | None
    phone: str
    version: str
    tally: Tally


@dataclass(frozen=True)
class Stopped:
    """Calls that went as far as a step and had an outcome, by what was spoken of last."""

    reached: int
    outcome: str
    stage: str
    calls: int


def groups(selection: Selection) -> tuple[Group, ...]:
    """All figures by day, branch, phone and version; the page adds them up as it likes."""
    counts = {name: Count("pk", filter=one.calls) for name, one in FIGURES.items() if one.calls}
    sums = {name: Sum(column) for name, column in SUMS.items()}
    rows: Any = (
        selection.rows()
        .values("day", "branch", "phone", "version")
        .annotate(calls=Count("pk"), **counts, **sums)
    )
    keys = ("calls", *counts, *sums)
    return tuple(
        Group(
            row["day"],
            row["branch"],
            row["phone"],
            row["version"],
            Tally({key: row[key] or 0 for key in keys}),
        )
        for row in rows
    )


def added(found: Iterable[Group], by: Callable[[Group], Key]) -> dict[Key, Tally]:
    """The groups' sums by something that they have in common, in its order."""
    sums: dict[Key, Tally] = {}
    for group in found:
        sums.setdefault(by(group), Tally()).update(group.tally)
    return sums


def stopped(selection: Selection) -> tuple[Stopped, ...]:
    """Where the calls went and stopped."""
    rows = selection.rows().values_list("reached", "outcome", "stage").annotate(calls=Count("pk"))
    return tuple(Stopped(*row) for row in rows)


def usual_delay(selection: Selection) -> int | None:
    """The median of the calls' median answer delays, hundredths of a second."""
    rows = selection.rows().filter(delay_median__isnull=False)
    counts: Mapping[int, int] = dict(rows.values_list("delay_median").annotate(Count("pk")))
    before, half = 0, (sum(counts.values()) + 1) // 2
    for delay in sorted(counts):
        before += counts[delay]
        if before >= half:
            return delay
    return None


def confusions(selection: Selection) -> list[tuple[str, str, int]]:
    """Words said, what was heard for them, and in how many calls; most first."""
    words = Confusion.objects.filter(summary__in=selection.rows()).order_by()
    calls = words.values_list("said", "heard").annotate(calls=Count("summary", distinct=True))
    return list(calls.order_by("-calls", "said", "heard")[:MOST_WORDS])
