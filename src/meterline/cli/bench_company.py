"""`meterline bench company`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import typer
from rich.console import Console

from meterline.cli.bench_options import JSON, write

app = typer.Typer()

SIZES = typer.Option(
    [200_000], "--accounts", min=1_000, help="Accounts; several times to see how costs grow."
)
SERVER = typer.Option(
    None,
    "--database-url",
    help="PostgreSQL server and role, as postgres://role@127.0.0.1/postgres: the bench makes "
    "databases of its own there. Without it SQLite.",
)


@app.command("company")
def company_command(
    accounts: list[int] = SIZES, database_url: str | None = SERVER, file: Path | None = JSON
) -> None:
    """Import, look-ups, submissions, charges, journal, in made-up companies of some sizes."""
    from meterline.bench.back_office.machine import describe  # noqa: PLC0415 - after --help
    from meterline.bench.back_office.measures import POSTGRESQL, SQLITE  # noqa: PLC0415
    from meterline.bench.back_office.report import missed, table  # noqa: PLC0415
    from meterline.bench.back_office.stages import measured  # noqa: PLC0415

    machine = describe(database_url)
    typer.echo(machine)
    with Console(stderr=True).status("") as status:
        found = [
            measured(size, database_url, partial(_tell, status.update, size)) for size in accounts
        ]
    vendor = POSTGRESQL if database_url else SQLITE
    Console().print(table(accounts, found, vendor))
    sizes = {str(size): figures for size, figures in zip(accounts, found, strict=True)}
    figures = {"machine": machine, "database": vendor, "sizes": sizes}
    write(figures | {"missed": missed(accounts, found, vendor)}, file)


def _tell(update: Callable[[str], None], size: int, what: str) -> None:
    update(f"{size:,}: {what}")
