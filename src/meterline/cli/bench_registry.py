"""`meterline bench registry`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import typer
from rich.console import Console

from meterline.cli.bench_company import SERVER
from meterline.cli.bench_options import JSON, write

app = typer.Typer()

SIZES = typer.Option(
    [10_000, 30_000, 100_000], "--rows", min=1_000, help="Rows of the registry; several times."
)


@app.command("registry")
def registry_command(
    rows: list[int] = SIZES, database_url: str | None = SERVER, file: Path | None = JSON
) -> None:
    """A bank's registry of payments with readings, taken by made-up companies of some sizes."""
    from meterline.bench.back_office.machine import describe  # noqa: PLC0415 - after --help
    from meterline.bench.registries import measured, missed, table  # noqa: PLC0415

    machine = describe(database_url)
    typer.echo(machine)
    with Console(stderr=True).status("") as status:
        found = [measured(size, database_url, partial(_tell, status.update, size)) for size in rows]
    Console().print(table(rows, found))
    sizes = {str(size): figures for size, figures in zip(rows, found, strict=True)}
    write({"machine": machine, "sizes": sizes, "missed": missed(rows, found)}, file)


def _tell(update: Callable[[str], None], size: int, what: str) -> None:
    update(f"{size:,}: {what}")
