"""`meterline charge`: a month's charges of a branch, or of all branches."""

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from meterline.cli.home import HOME_OPTION, parse_now, set_up
from meterline.errors import Mendable
from meterline.robot.clock import Clock, clock_from, wall_clock

if TYPE_CHECKING:
    from meterline.charging.engine import Order, Outcome
    from meterline.cli.charge_report import Report
    from meterline.customers.models import Branch

ALL = "all"
SOME_UNCHARGED = 1
REFUSED = 2


def charge(
    branch: str = typer.Option(..., help="Key of the branch, or all."),
    period: str = typer.Option(..., help="Billing period, as 2026-10."),
    trial: bool = typer.Option(False, help="Only compute and report; write nothing."),
    jobs: int = typer.Option(os.cpu_count() or 1, min=1, help="Processes that compute."),
    now: str | None = typer.Option(
        None, help="Take this for the present moment (ISO 8601 with zone)."
    ),
    home: Path = HOME_OPTION,
) -> None:
    """Charge all accounts of a branch for a month; the same again changes nothing.

    After a kill the same command goes on where it was. Ends with 1 where accounts could not
    be charged, with 2 where a branch could not be charged at all.
    """
    month = parse_month(period)
    set_up(home)
    from meterline.cli.charge_report import Report  # noqa: PLC0415 - needs Django set up
    from meterline.cli.database import require_migrated  # noqa: PLC0415

    require_migrated()
    at = parse_now(now)
    report = Report(Console())
    status = 0
    for one in _branches(branch):
        order = _order(one, month, clock_from(at) if at else wall_clock, jobs, trial)
        try:
            report.tell(order, _charged(order, report))
        except Mendable as refused:
            report.refuse(refused)
            status = REFUSED
    if status == 0 and report.uncharged:
        status = SOME_UNCHARGED
    raise typer.Exit(status)


def parse_month(text: str) -> date:
    """A month like 2026-10 as its first day. Raises BadParameter."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise typer.BadParameter("expected a month, as 2026-10") from error


def _branches(key: str) -> "list[Branch]":
    from meterline.customers.models import Branch  # noqa: PLC0415 - needs Django set up

    found = list(Branch.objects.all() if key == ALL else Branch.objects.filter(key=key))
    if not found:
        known = ", ".join(Branch.objects.order_by("key").values_list("key", flat=True))
        raise Mendable(f"филиала «{key}» нет", f"укажите один из: {known or '(филиалов нет)'}")
    return found


def _order(branch: "Branch", month: date, clock: Clock, jobs: int, trial: bool) -> "Order":
    from meterline.charging.engine import Order  # noqa: PLC0415 - needs Django set up

    return Order(branch, month, getpass.getuser(), clock, jobs, trial)


def _charged(order: "Order", report: "Report") -> "Outcome":
    from meterline.charging.engine import accounts_to_charge, charge_month  # noqa: PLC0415
    from meterline.charging.lawbook import lawbook  # noqa: PLC0415

    law = lawbook(order.branch, order.period)
    report.open(order)
    total = accounts_to_charge(order.branch)
    with _bar(report.console, total) as advance:
        return charge_month(order, law, advance)


@contextmanager
def _bar(console: Console, total: int) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("счета"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda done: progress.advance(task, done)
