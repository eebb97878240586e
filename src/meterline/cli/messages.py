"""`meterline messages`: what callers left where the robot could not talk to them."""

import asyncio
from pathlib import Path

import typer

from meterline.cli.home import HOME_OPTION, parse_now, set_up
from meterline.cli.model_choice import chosen_model
from meterline.cli.robot_options import MODEL

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Messages that callers left: what the robot does with them every minute, by hand.",
)


@app.callback()
def messages() -> None:
    """Keep `work-off` a command of its own, however many there are."""


@app.command("work-off")
def work_off_command(
    model: str | None = MODEL,
    now: str | None = typer.Option(
        None, help="Take this for the present moment (ISO 8601 with zone), as the robot does."
    ),
    home: Path = HOME_OPTION,
) -> None:
    """Recognise what waits once: submit what is certain, leave the rest to people."""
    home = set_up(home)
    letters = chosen_model(model, home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up
    from meterline.cli.working_off import work_off_once  # noqa: PLC0415

    require_migrated()
    worked = asyncio.run(work_off_once(home, letters, parse_now(now)))
    typer.echo(f"submitted: {worked.submitted}, left to a person: {worked.for_a_person}")
