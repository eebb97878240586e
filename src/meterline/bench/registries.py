"""What a bank's registry costs, from its file to payments and readings on record."""

import re
from collections.abc import Callable
from pathlib import Path

from rich.table import Table

from meterline.bench.back_office.commands import Cost, meterline, program
from meterline.bench.back_office.place import Place, new_place

MOST_SECONDS = 60.0
LARGEST = 100_000
"""Rows of a registry that are to be taken in MOST_SECONDS."""

LAST = "2026-10"
"""The last month of the made-up histories."""

ACCOUNTS_A_ROW = 1.15
"""Some accounts of a made-up company have no meter, or one that sends its readings itself."""

SOME_REFUSED = 1

Figures = dict[str, float]
Told = Callable[[str], None]

MEASURES = (
    ("dry_s", "dry run", "s"),
    ("seconds", "payments and readings taken", "s"),
    ("cpu_s", "… processor time", "s"),
    ("rows_a_second", "… rows a second", ""),
    ("mb", "… memory", "MB"),
    ("server_mb", "… memory of PostgreSQL", "MB"),
    ("again_s", "the same file again", "s"),
    ("accepted", "readings accepted", ""),
    ("under_review", "readings for a person", ""),
    ("refused", "rows held", ""),
    ("paid", "payments", ""),
)

TOLD = re.compile(
    r"принято (?P<accepted>\d+), на проверку (?P<under_review>\d+), "
    r"не принято (?P<refused>\d+).*; платежей (?P<paid>\d+) "
)


def measured(rows: int, server_url: str | None, tell: Told) -> Figures:
    """The figures of a registry of so many rows. Raises Mendable."""
    with new_place(server_url) as place:
        tell("making up a company")
        file = _made(rows, place)
        tell("dry run")
        dry = _taken(place, file, "--dry-run")
        tell("taking")
        real = _taken(place, file)
        tell("again")
        again = _taken(place, file)
    told = TOLD.search(real.output)
    counts = told.groupdict() if told else {}
    return {
        "dry_s": dry.seconds,
        "seconds": real.seconds,
        "cpu_s": real.cpu,
        "rows_a_second": rows / real.seconds,
        "mb": real.memory,
        "server_mb": real.server,
        "again_s": again.seconds,
        **{name: float(count) for name, count in counts.items()},
    }


def _made(rows: int, place: Place) -> Path:
    meterline(place, "manage", "migrate")
    accounts = max(1000, round(rows * ACCOUNTS_A_ROW))
    meterline(place, "synth", "--accounts", accounts, "--last", LAST)
    file = place.home / "registry.txt"
    program(place, "meterline.bench.registry_file", file, rows)
    return file


def _taken(place: Place, file: Path, *options: str) -> Cost:
    command = ("import", "registry", file, "--map", "terminals", *options)
    return meterline(place, *command, fine={SOME_REFUSED})


def table(sizes: list[int], found: list[Figures]) -> Table:
    """A row for each measure, a column for each size."""
    shown = Table("", "", *(f"{size:,}" for size in sizes), "wanted", title="bench registry")
    for key, name, unit in MEASURES:
        cells = [f"{figures[key]:,.4g}" for figures in found]
        wanted = f"≤ {MOST_SECONDS:.0f} ({LARGEST:,})" if key == "seconds" else ""
        shown.add_row(name, unit, *cells, wanted)
    return shown


def missed(sizes: list[int], found: list[Figures]) -> list[str]:
    """Keys of the measures that are above what is wanted."""
    pairs = zip(sizes, found, strict=True)
    late = any(size == LARGEST and one["seconds"] > MOST_SECONDS for size, one in pairs)
    return ["seconds"] if late else []
