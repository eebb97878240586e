"""The figures of some calls: three questions to the data base, however many the calls are."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import add
from typing import Any, TypeVar

from django.db.models import Count, Sum

from meterline.quality.conditions import FIGURES
from meterline.quality.models import Confusion
from meterline.quality.selection import Selection

Key = TypeVar("Key", bound=Hashable)
Tally = Mapping[str, int]
"""How many calls each of FIGURES counts, and the sums of seconds, delays and repeats."""

SUMS = {
    "seconds_sum": "seconds",
    "delay_sum": "delay_median",
    "account_sum": "account_again",
    "reading_sum": "reading_again",
    "name_sum": "name_again",
}
MOST_WORDS = 30


DERIVED = ("calls", "left", "judged")
"""Told by the others, which spares the data base to look at every call once more."""

COUNTS = tuple(name for name in FIGURES if name not in DERIVED)
KEYS = ("calls", *COUNTS, *SUMS)


@dataclass(frozen=True)
class Group:
    """Calls of one day, branch (its key, None for none), phone and version.

    `numbers` are in the order of KEYS: thousands of groups are added up for a page.
    """

    day: date
    branch: int | None
    phone: str
    version: str
    numbers: Sequence[int]


@dataclass(frozen=True)
class Stopped:
    """Calls that went as far as a step and had an outcome, by what was spoken of last."""

    reached: int
    outcome: str
    stage: str
    calls: int


def groups(selection: Selection) -> tuple[Group, ...]:
    """All figures by day, branch, phone and version; the page adds them up as it likes."""
    counts = {name: Count("pk", filter=FIGURES[name].calls) for name in COUNTS}
    sums = {name: Sum(column, default=0) for name, column in SUMS.items()}
    rows: Any = (
        selection.rows()
        .values("day", "branch", "phone", "version")
        .annotate(calls=Count("pk"), **counts, **sums)
        .values_list("day", "branch", "phone", "version", *KEYS)
    )
    return tuple(
        Group(day, branch, phone, version, numbers)
        for day, branch, phone, version, *numbers in rows
    )


def added(found: Iterable[Group], by: Callable[[Group], Key]) -> dict[Key, Tally]:
    """The groups' sums by something that they have in common."""
    sums: dict[Key, Sequence[int]] = {}
    for group in found:
        key = by(group)
        before = sums.get(key)
        sums[key] = group.numbers if before is None else tuple(map(add, before, group.numbers))
    return {key: _tally(numbers) for key, numbers in sums.items()}


def added_up(found: Iterable[Group]) -> Tally:
    """The sums of all groups."""
    return added(found, lambda _: None).get(None, _tally((0,) * len(KEYS)))


def _tally(numbers: Sequence[int]) -> Tally:
    told = dict(zip(KEYS, numbers, strict=True))
    told["left"] = told["calls"] - told["done"] - told["person"] - told["message"]
    told["judged"] = told["right"] + told["wrong"]
    return told


def stopped(selection: Selection) -> tuple[Stopped, ...]:
    """Where the calls went and stopped."""
    rows = selection.rows().values_list("reached", "outcome", "stage").annotate(calls=Count("pk"))
    return tuple(Stopped(*row) for row in rows)


def confusions(selection: Selection) -> list[tuple[str, str, int]]:
    """Words said, what was heard for them, and in how many calls; most first."""
    words = Confusion.objects.filter(summary__in=selection.rows()).order_by()
    calls = words.values_list("said", "heard").annotate(calls=Count("summary", distinct=True))
    return list(calls.order_by("-calls", "said", "heard")[:MOST_WORDS])
