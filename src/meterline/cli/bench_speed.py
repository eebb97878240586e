"""`meterline bench speed`."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from meterline.cli.bench_options import JSON, PACK, write

app = typer.Typer()

BASES = typer.Option(
    [200_000, 2_500_000],
    "--base",
    min=1,
    help="Accounts of the made-up bases in which a recognition process is weighed.",
)


@app.command("speed")
def speed_command(
    pack: Path = PACK,
    turns: int = typer.Option(200, min=1, help="How many turns of the pack."),
    base: list[int] = BASES,
    file: Path | None = JSON,
) -> None:
    """Core-seconds a second of speech, start of the robot, memory of calls and processes."""
    from meterline.bench.pack import read_pack  # noqa: PLC0415 - loads numba
    from meterline.bench.speed import bench_speed  # noqa: PLC0415

    figures = bench_speed(read_pack(pack), turns, base)
    shown = Table("figure", "value", title="bench speed")
    for name, value in figures.items():
        shown.add_row(name.replace("_", " "), f"{value:.4g}")
    Console().print(shown)
    write(figures, file)
