"""`meterline bench quality`."""

from pathlib import Path

import typer
from rich.console import Console

from meterline.cli.bench_options import JSON, write

app = typer.Typer()

SERVER = typer.Option(
    ...,
    "--database-url",
    envvar="DATABASE_URL",
    help="PostgreSQL server and role, as postgres://role@127.0.0.1/postgres: the bench makes "
    "a database of its own there.",
)


@app.command("quality")
def quality_command(
    calls: int = typer.Option(1_000_000, min=1_000, help="Made-up calls of the last year."),
    database_url: str = SERVER,
    file: Path | None = JSON,
) -> None:
    """Pages of quality beside many made-up calls: milliseconds from request to answer."""
    from meterline.bench.back_office.machine import describe  # noqa: PLC0415 - after --help
    from meterline.bench.quality import measured, missed, table  # noqa: PLC0415

    machine = describe(database_url)
    typer.echo(machine)
    with Console(stderr=True).status("") as status:
        found = measured(calls, database_url, status.update)
    Console().print(table(calls, found))
    told = {"machine": machine, "calls": calls, "pages": found, "missed": missed(calls, found)}
    write(told, file)
