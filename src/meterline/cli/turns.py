"""`meterline turns`: the company's own calls as a pack to measure and to tune with."""

import getpass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from meterline.cli.home import HOME_OPTION, set_up
from meterline.errors import Mendable
from meterline.robot.clock import wall_clock

if TYPE_CHECKING:
    from meterline.cli.turns_pack import Gathered

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The company's own calls: turns to review, and their export to a pack.",
)

SINCE = typer.Option(None, formats=["%Y-%m-%d"], help="Only calls from this day on.")
MOST_SHOWN = 200


class Only(StrEnum):
    """Where labels come from: a person, the caller's own agreement, or both."""

    ALL = "all"
    REVIEWED = "reviewed"
    CONFIRMED = "confirmed"


@app.command("export")
def export_command(
    folder: Path = typer.Argument(file_okay=False, help="Folder of the pack; made anew."),
    since: datetime | None = SINCE,
    only: Only = typer.Option(Only.ALL, help="Which labels: reviewed, confirmed, or all."),
    home: Path = HOME_OPTION,
) -> None:
    """Write labelled turns as a pack of calls. It holds voices and names: see docs/own-data.md.

    The export is noted in the database: who, when, how many.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Mendable(f"{folder} is not empty", "name a new folder for the pack")
    gathered = _gather(home, since, only)
    if not gathered.labelled:
        raise Mendable(
            "no turn is confirmed by its caller or reviewed",
            "review turns on the site's pages of calls (meterline turns waiting lists them)",
        )
    from meterline.calls.models import TurnExport  # noqa: PLC0415 - needs Django set up
    from meterline.cli.turns_pack import write_pack  # noqa: PLC0415

    done = write_pack(folder, gathered.labelled)
    TurnExport.objects.create(
        at=wall_clock(), by=getpass.getuser(), calls=done.calls, turns=done.turns, only=only.value
    )
    typer.echo(f"{folder}: {done.turns} turns of {done.calls} calls")
    if done.silent:
        typer.echo(f"without a recording, left out: {done.silent}")
    typer.echo(f"not confirmed and not reviewed, left out: {len(gathered.waiting)}")


@app.command("waiting")
def waiting_command(since: datetime | None = SINCE, home: Path = HOME_OPTION) -> None:
    """List the turns that a person should review: what was understood may be wrong there."""
    gathered = _gather(home, since, Only.ALL)
    for turn in gathered.waiting[:MOST_SHOWN]:
        page = f"/admin/calls/reviewedturn/add/?call={turn.call}&turn={turn.number}"
        typer.echo(f"{turn.asked:16} {page}")
    typer.echo(f"{len(gathered.waiting)} turns wait, {len(gathered.labelled)} are labelled")


def _gather(home: Path, since: datetime | None, only: Only) -> "Gathered":
    set_up(home)
    from django.utils.timezone import make_aware  # noqa: PLC0415 - needs Django set up

    from meterline.calls.models import Call  # noqa: PLC0415
    from meterline.cli.database import require_migrated  # noqa: PLC0415
    from meterline.cli.turns_pack import gather  # noqa: PLC0415

    require_migrated()
    calls = Call.objects.select_related("account", "branch").prefetch_related("reviewed")
    if since:
        calls = calls.filter(started__gte=make_aware(since))
    return gather(list(calls.order_by("started")), only.value)
