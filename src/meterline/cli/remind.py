"""`meterline remind`: reminders in writing to those who chose them."""

from pathlib import Path

import typer

from meterline.cli.home import HOME_OPTION, parse_now, set_up
from meterline.robot.clock import wall_clock


def remind(
    now: str | None = typer.Option(
        None, help="Take this for the present moment (ISO 8601 with zone), as the robot does."
    ),
    home: Path = HOME_OPTION,
) -> None:
    """Hand everybody's reminder who is due to the outbox, once a period; run it every hour."""
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up
    from meterline.reminders.written import remind_in_writing  # noqa: PLC0415

    require_migrated()
    written = remind_in_writing(parse_now(now) or wall_clock())
    typer.echo(f"reminders handed to the outbox: {written}")
