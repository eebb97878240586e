"""The figures as a table, a column for each size, beside what is wanted."""

from collections.abc import Sequence

from rich.table import Table

from meterline.bench.back_office.measures import MEASURES, Measure, Wanted
from meterline.bench.back_office.stages import Figures

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def table(sizes: Sequence[int], found: Sequence[Figures], vendor: str) -> Table:
    """One row for each measure."""
    shown = Table("", "", *(f"{size:,}" for size in sizes), "wanted", title="bench company")
    for measure in MEASURES:
        cells = [
            cell(measure, size, figures[measure.key], vendor)
            for size, figures in zip(sizes, found, strict=True)
        ]
        shown.add_row(measure.name, measure.unit, *cells, wanted_of(measure, vendor))
    return shown


def cell(measure: Measure, accounts: int, value: float, vendor: str) -> str:
    """A figure, green or red where something is wanted at this size."""
    text = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
    most = measure.wanted_at(accounts, vendor)
    if most is None:
        return text
    return f"[green]{text}[/]" if value <= most else f"[red]{text}[/]"


def wanted_of(measure: Measure, vendor: str) -> str:
    """What is wanted on this kind of data base, and at which size."""
    return ", ".join(_wanted(one) for one in measure.wanted if one.vendor == vendor)


def _wanted(one: Wanted) -> str:
    return f"≤ {one.most:,.0f} ({one.accounts:,}, {NAMES[one.vendor]})"


def missed(sizes: Sequence[int], found: Sequence[Figures], vendor: str) -> list[str]:
    """Keys of the measures that are above what is wanted."""
    return [
        measure.key
        for measure in MEASURES
        for size, figures in zip(sizes, found, strict=True)
        if (most := measure.wanted_at(size, vendor)) is not None and figures[measure.key] > most
    ]
