"""How long the pages of quality take beside so many made-up calls, on PostgreSQL."""

import json
from collections.abc import Callable, Mapping

from rich.table import Table

from meterline.bench.back_office.commands import meterline, program
from meterline.bench.back_office.place import new_place

MOST_MS = 500.0
LARGEST = 1_000_000
"""Calls beside which a page may take MOST_MS."""

Figures = dict[str, dict[str, float]]
Told = Callable[[str], None]


def measured(calls: int, server_url: str, tell: Told) -> Figures:
    """Milliseconds of each page: median, most, bytes. Raises Mendable."""
    with new_place(server_url) as place:
        tell("making a data base")
        meterline(place, "manage", "migrate")
        tell(f"making up {calls:,} calls, asking the pages")
        asked = program(place, "meterline.bench.quality_asking", calls)
    # What Django logs of itself comes before.
    found: Figures = json.loads(asked.output.splitlines()[-1])
    return found


def table(calls: int, found: Mapping[str, Mapping[str, float]]) -> Table:
    """A row for each page."""
    shown = Table(
        "page", "median, ms", "longest, ms", "kB", title=f"bench quality, {calls:,} calls"
    )
    for page, figures in found.items():
        cells = (f"{figures[key]:,.0f}" for key in ("median_ms", "most_ms", "kb"))
        shown.add_row(page, *cells)
    return shown


def missed(calls: int, found: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Pages whose longest answer took more than it may."""
    if calls > LARGEST:
        return []
    return [page for page, figures in found.items() if figures["most_ms"] > MOST_MS]
