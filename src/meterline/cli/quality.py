"""`meterline quality`: calls are summarised for the pages of quality, some drawn to be heard."""

from datetime import date, datetime, timedelta
from pathlib import Path

import typer

from meterline.cli.home import HOME_OPTION, parse_now, set_up
from meterline.robot.clock import wall_clock

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Quality of the calls.")

NOW = typer.Option(
    None, help="Take this for the present moment (ISO 8601 with zone), as the robot does."
)


@app.command("summarise")
def summarise_command(now: str | None = NOW, home: Path = HOME_OPTION) -> None:
    """Summarise the calls that ended, and again those that people judged since.

    May be cut off and run again; run it every few minutes.
    """
    _set_up(home)
    from meterline.quality.summarising import summarise  # noqa: PLC0415 - needs Django set up

    typer.echo(f"calls summarised: {summarise(parse_now(now) or wall_clock())}")


@app.command("draw")
def draw_command(
    day: str | None = typer.Option(None, help="Of this day, as 2026-11-22; else of yesterday."),
    seed: str = typer.Option("", help="Draw other calls than without it."),
    home: Path = HOME_OPTION,
) -> None:
    """Draw calls of a day to be listened to: some of each outcome and branch. Run it daily."""
    _set_up(home)
    from meterline.quality.listening import draw  # noqa: PLC0415 - needs Django set up

    typer.echo(f"calls drawn: {draw(_day(day), seed, wall_clock())}")


def _set_up(home: Path) -> None:
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up

    require_migrated()


def _day(text: str | None) -> date:
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    if text is None:
        return timezone.localdate() - timedelta(days=1)
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise typer.BadParameter("expected a day, as 2026-11-22") from error
