"""`meterline export`: customers, meters, readings and charges for other programs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from meterline.cli.charge import parse_month
from meterline.cli.home import HOME_OPTION
from meterline.cli.imports import MOST_SHOWN, open_base, user
from meterline.errors import Mendable
from meterline.robot.clock import wall_clock

if TYPE_CHECKING:
    from meterline.customers.models import Branch
    from meterline.exporting.gis import LeftOut

SOME_LEFT_OUT = 1


def export(
    kind: str = typer.Argument(
        help="customers, points, meters, readings, computed, charges or gis."
    ),
    file: Path = typer.Argument(
        dir_okay=False, help="CSV or XLSX by its ending; JSON of readings and charges; XML of gis."
    ),
    branch: str | None = typer.Option(None, help="Key of the only branch."),
    period: str | None = typer.Option(None, help="The only billing period, as 2026-11."),
    since: str | None = typer.Option(None, help="The first billing period, as 2026-01."),
    author: str = typer.Option("", help="Who takes the data; by default the user here."),
    home: Path = HOME_OPTION,
) -> None:
    """Hand data out. Who took what and when is kept: see «Выгрузки» on the site.

    Ends with 1 where readings could not be sent to ГИС ЖКХ and the others were.
    """
    months = [parse_month(one) if one else None for one in (period, since)]
    open_base(home)
    from meterline.exporting.scope import Scope  # noqa: PLC0415 - needs Django set up
    from meterline.exporting.services import Order  # noqa: PLC0415
    from meterline.exporting.services import export as do_export  # noqa: PLC0415

    scope = Scope(_branch(branch), *months)
    with _counter() as advance:
        done = do_export(Order(kind, file, author or user(), wall_clock(), scope, advance))
    typer.echo(f"{file.name}: строк {done.rows}, файлов {len(done.files)}")
    if done.left_out:
        _print_left_out(done.left_out)
        raise typer.Exit(SOME_LEFT_OUT)


def _branch(key: str | None) -> "Branch | None":
    from meterline.customers.models import Branch  # noqa: PLC0415 - needs Django set up

    if key is None:
        return None
    found = Branch.objects.filter(key=key).first()
    if found is None:
        known = ", ".join(Branch.objects.order_by("key").values_list("key", flat=True))
        raise Mendable(f"there is no branch {key}", f"name one of {known}")
    return found


@contextmanager
def _counter() -> Iterator[Callable[[int], None]]:
    """A count of rows, where somebody watches."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("строк {task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda rows: bar.update(task, completed=rows)


def _print_left_out(meters: "list[LeftOut]") -> None:
    table = Table("лицевой счёт", "счётчик", "почему не выгружено")
    for one in meters[:MOST_SHOWN]:
        table.add_row(*map(escape, one))
    Console(stderr=True).print(table)
    if len(meters) > MOST_SHOWN:
        typer.echo(f"… и ещё {len(meters) - MOST_SHOWN}", err=True)
