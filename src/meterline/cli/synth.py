"""`meterline synth`: a made-up company of any size."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from meterline.cli.charge import parse_month
from meterline.cli.home import HOME_OPTION, set_up
from meterline.readings.periods import month_of, shift
from meterline.robot.clock import wall_clock

if TYPE_CHECKING:
    from meterline.synth.plan import Plan


def synth(
    accounts: int = typer.Option(..., min=1, help="How many accounts."),
    seed: int = typer.Option(1, help="Another seed makes other people."),
    months: int = typer.Option(12, min=1, max=120, help="Months of readings."),
    last: str | None = typer.Option(
        None, help="Last month of readings, as 2026-10; else the month before this one."
    ),
    csv: Path | None = typer.Option(
        None, file_okay=False, help="Write files for `import folder` here, and no database."
    ),
    home: Path = HOME_OPTION,
) -> None:
    """Fill an empty database with customers, meters and readings that nobody has."""
    set_up(home)
    from meterline.synth.plan import Plan  # noqa: PLC0415 - needs Django set up

    plan = Plan(accounts, parse_month(last) if last else _last_month(), months, seed)
    with _bar(accounts) as advance:
        if csv:
            _write_files(plan, csv, advance)
        else:
            _fill(plan, advance)


def _write_files(plan: "Plan", folder: Path, advance: Callable[[int], None]) -> None:
    from meterline.synth.csv_files import write_files  # noqa: PLC0415 - needs Django set up

    write_files(plan, folder, advance)
    typer.echo(f"Файлы на {plan.accounts} лицевых счетов: {folder}")


def _fill(plan: "Plan", advance: Callable[[int], None]) -> None:
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up
    from meterline.synth.services import make_base  # noqa: PLC0415

    require_migrated()
    readings = make_base(plan, advance)
    typer.echo(f"Лицевых счетов {plan.accounts}, показаний {readings}")


def _last_month() -> date:
    return shift(month_of(wall_clock().date()), -1)


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("счета"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda done: progress.advance(task, done)
