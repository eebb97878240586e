"""The figures as cells of tables, each a link to the calls that it counts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from meterline.quality.counting import Group, Stopped, Tally, added
from meterline.quality.models import CallSummary
from meterline.quality.selection import NO_BRANCH, NO_VERSION, Selection
from meterline.quality.steps import STAGES, STEPS

DASH = "—"


@dataclass(frozen=True)
class Cell:
    """A figure; `link` leads to its calls, `told` says how many those are."""

    text: str
    link: str = ""
    told: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Column:
    """A figure of every line: its value (None where there is none) and the calls behind it."""

    name: str
    figure: str
    value: Callable[[Tally], float | None]
    form: str = "{:.0f}"

    def cell(self, tally: Tally, behind: str) -> Cell:
        """The figure of these calls; `behind` as `calls_page` tells it."""
        value = self.value(tally)
        if value is None:
            return Cell(DASH)
        text = self.form.format(value).replace(".", ",")
        return counted(text, self.figure, tally[self.figure], behind)


def counted(text: str, figure: str, calls: int, behind: str) -> Cell:
    """A figure with the way to its calls; without calls there is no way."""
    if not calls:
        return Cell(text)
    return Cell(text, f"{behind}&only={figure}", f"звонков: {calls}")


def calls_page(selection: Selection) -> str:
    """The address of the list of these calls, to which `only` is added."""
    return f"{reverse('quality:calls')}?{selection.query()}"


def _share(figure: str, of: str = "calls") -> Callable[[Tally], float | None]:
    return lambda tally: 100 * tally[figure] / tally[of] if tally[of] else None


def _mean(total: str, of: str, unit: float = 1) -> Callable[[Tally], float | None]:
    return lambda tally: tally[total] / tally[of] * unit if tally[of] else None


SHARE = "{:.1f} %"
COLUMNS = (
    Column("Звонков", "calls", lambda tally: tally["calls"]),
    Column("Без сотрудника", "done", _share("done"), SHARE),
    Column("Сотруднику", "person", _share("person"), SHARE),
    Column("Сообщение", "message", _share("message"), SHARE),
    Column("Ничего", "left", _share("left"), SHARE),
    Column("Секунд на звонок", "calls", _mean("seconds_sum", "calls")),
    Column("Пауза, с", "answered", _mean("delay_sum", "answered", 0.01), "{:.2f}"),
    Column("Ждали > 1 с", "slow", _share("slow", "answered"), SHARE),
    Column("Верно после проверки", "right", _share("right", "judged"), SHARE),
    Column("Неверно", "wrong", lambda tally: tally["wrong"]),
)
"""What every line tells; of values only those that a person looked at are judged."""

CHARTS = (
    (COLUMNS[1], 100.0),
    (COLUMNS[5], None),
    (COLUMNS[6], None),
    (COLUMNS[8], 100.0),
)
"""The columns that are drawn by day, with the top of the scale where it is fixed."""


def line(name: str, tally: Tally, selection: Selection) -> Row:
    """All figures of some calls."""
    return Row(name, [value for _, value in figures(tally, selection)])


def figures(tally: Tally, selection: Selection) -> list[tuple[str, Cell]]:
    """All figures of some calls with their names."""
    behind = calls_page(selection)
    return [(column.name, column.cell(tally, behind)) for column in COLUMNS]


@dataclass(frozen=True)
class Day:
    """A day of the period, and what its calls add up to."""

    day: date
    tally: Tally

    @property
    def name(self) -> str:
        """As people write it."""
        return f"{self.day:%d.%m.%Y}"

    def row(self, selection: Selection) -> Row:
        """Its line of the table."""
        return line(self.name, self.tally, selection.narrowed(since=self.day, until=self.day))


def by_day(found: Iterable[Group]) -> list[Day]:
    """Days with calls, in order."""
    return [Day(*one) for one in sorted(added(found, lambda one: one.day).items())]


def by_branch(
    found: Iterable[Group], selection: Selection, names: Mapping[int | None, str]
) -> list[Row]:
    """A line for each branch, most calls first."""
    return [
        line(names[key], tally, selection.narrowed(branch=str(key) if key else NO_BRANCH))
        for key, tally in _most_first(added(found, lambda one: one.branch))
    ]


def by_phone(found: Iterable[Group], selection: Selection) -> list[Row]:
    """A line for each kind of telephone."""
    return [
        line(CallSummary.Phone(key).label, tally, selection.narrowed(phone=key))
        for key, tally in _most_first(added(found, lambda one: one.phone))
    ]


def by_version(found: Iterable[Group], selection: Selection) -> list[Row]:
    """A line for each version of the program."""
    return [
        line(key or "не записана", tally, selection.narrowed(version=key or NO_VERSION))
        for key, tally in _most_first(added(found, lambda one: one.version))
    ]


def _most_first(sums: Mapping[Any, Tally]) -> list[tuple[Any, Tally]]:
    return sorted(sums.items(), key=lambda one: (-one[1]["calls"], str(one[0])))


def repeats(total: Tally, selection: Selection) -> list[Row]:
    """What was asked again: in how many calls, and how often in all."""
    behind = calls_page(selection)
    slots = {"account": "Лицевой счёт", "reading": "Показания", "name": "Фамилия"}
    return [
        Row(
            name,
            [
                counted(str(total[key]), key, total[key], behind),
                Cell(_percent(total[key], total["calls"])),
                Cell(str(total[f"{key}_sum"])),
            ],
        )
        for key, name in slots.items()
    ]


def funnel(found: Sequence[Stopped], selection: Selection) -> list[Row]:
    """How many calls came to each step, and how many stopped there."""
    every, behind = sum(one.calls for one in found), calls_page(selection)
    rows = []
    for at, name in enumerate(STEPS):
        came = sum(one.calls for one in found if one.reached >= at)
        here = [one for one in found if one.reached == at]
        left = sum(one.calls for one in here if one.outcome == "left")
        handed = sum(one.calls for one in here if one.outcome in ("person", "message"))
        cells = [
            counted(str(came), f"step-{at}", came, behind),
            Cell(_percent(came, every)),
            counted(str(left), f"stop-{at}", left, behind),
            counted(str(handed), f"person-{at}", handed, behind),
        ]
        rows.append(Row(name, cells))
    return rows


def given_up(found: Sequence[Stopped], selection: Selection) -> list[Row]:
    """What the robot spoke of last where nothing was done, most first."""
    left: dict[str, int] = {}
    for one in found:
        if one.outcome == "left":
            left[one.stage] = left.get(one.stage, 0) + one.calls
    every, behind = sum(left.values()), calls_page(selection)
    return [
        Row(
            STAGES[stage],
            [
                counted(str(calls), f"at-{stage}", calls, behind),
                Cell(_percent(calls, every)),
            ],
        )
        for stage, calls in sorted(left.items(), key=lambda one: (-one[1], one[0]))
    ]


def words(found: Iterable[tuple[str, str, int]], selection: Selection) -> list[Row]:
    """Words that were taken for others."""
    behind = calls_page(selection)
    return [
        Row(said, [Cell(heard), Cell(str(calls), _pair(behind, said, heard), f"звонков: {calls}")])
        for said, heard, calls in found
    ]


def _pair(behind: str, said: str, heard: str) -> str:
    return f"{behind}&{urlencode({'said': said, 'heard': heard})}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %".replace(".", ",") if whole else DASH
