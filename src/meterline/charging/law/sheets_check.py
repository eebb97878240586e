"""What a set of sheets lacks or says twice, each of them being right by itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from meterline.charging.law.sheets import ZONE_SETS, Dated, Norms, Sheet, Tariff
from meterline.readings.periods import shift

KIND_NAMES: dict[type[Dated], str] = {Tariff: "тарифы", Norms: "нормативы"}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a branch's sheets of one kind, for the person who keeps them."""

    branch: str
    kind: str
    """What sort of sheet: «тарифы» or «нормативы»."""
    text: str

    def __str__(self) -> str:
        return f"{self.branch}, {self.kind}: {self.text}"


def check(
    sheets: Iterable[Sheet], branches: Iterable[str], first: date, last: date
) -> tuple[Problem, ...]:
    """Gaps, overlaps, duplicates, prices that fall from range to range, and lost groups.

    Gaps are looked for in the months from `first` to `last`, for every branch named.
    """
    sheets = tuple(sheets)
    named = [*branches]
    keys = [*named, *sorted({each.branch for each in sheets} - {*named})]
    return tuple(
        Problem(branch, KIND_NAMES[kind], text)
        for branch in keys
        for kind in KIND_NAMES
        for text in _of_branch(
            sorted(
                (each for each in sheets if each.branch == branch and type(each) is kind),
                key=lambda each: each.valid_from,
            ),
            first,
            last,
        )
    )


def _of_branch(sheets: Sequence[Dated], first: date, last: date) -> Iterator[str]:
    yield from _gaps(sheets, first, last)
    yield from _twice(sheets)
    tariffs = [each for each in sheets if isinstance(each, Tariff)]
    for tariff in tariffs:
        yield from _falling(tariff)
    yield from _lost_groups(tariffs)


def _gaps(sheets: Sequence[Dated], first: date, last: date) -> Iterator[str]:
    """Days without a sheet, as one stretch each."""
    uncovered = first
    end = shift(last, 1)
    for sheet in sheets:
        if sheet.valid_from >= end:
            break
        if sheet.valid_from > uncovered:
            yield _gap(uncovered, sheet.valid_from)
        after = end if sheet.valid_to is None else sheet.valid_to + timedelta(days=1)
        uncovered = max(uncovered, after)
    if uncovered < end:
        yield _gap(uncovered, end)


def _gap(start: date, end: date) -> str:
    return f"нет листа с {start:%d.%m.%Y} по {end - timedelta(days=1):%d.%m.%Y}"


def _twice(sheets: Sequence[Dated]) -> Iterator[str]:
    for earlier, later in pairwise(sheets):
        if earlier.valid_from == later.valid_from:
            yield f"два листа с {later.valid_from:%d.%m.%Y}: «{earlier.name}» и «{later.name}»"
        elif earlier.valid_to is not None and earlier.valid_to >= later.valid_from:
            yield (
                f"«{earlier.title}» действует по {earlier.valid_to:%d.%m.%Y}, "
                f"а «{later.title}» уже начинается"
            )


def _falling(tariff: Tariff) -> Iterator[str]:
    for key, group in tariff.groups.items():
        for table, zones in ZONE_SETS.items():
            for zone, steps in group.prices[len(zones)].by_zone.items():
                if list(steps) != sorted(steps):
                    yield (
                        f"«{tariff.title}», groups.{key}.{table}.{zone}: "
                        f"цена падает от диапазона к диапазону ({', '.join(map(str, steps))})"
                    )


def _lost_groups(tariffs: Sequence[Tariff]) -> Iterator[str]:
    for earlier, later in pairwise(tariffs):
        for key in earlier.groups.keys() - later.groups.keys():
            yield f"«{later.title}»: нет группы «{key}», которая была в «{earlier.title}»"
