"""Where this installation keeps its data, and Django set up for it."""

import os
from datetime import datetime
from pathlib import Path

import typer

HOME_OPTION = typer.Option(
    Path("var"), envvar="METERLINE_HOME", help="Folder of database, recordings and snapshots."
)


def set_up(home: Path) -> Path:
    """Point the company's apps at `home` and make them ready. Returns it absolute."""
    home = home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    os.environ["METERLINE_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meterline.settings")
    import django  # noqa: PLC0415 - settings read the environment set above

    django.setup()
    return home


def parse_now(text: str | None) -> datetime | None:
    """A moment given on the command line. Raises BadParameter unless ISO 8601 with a zone."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("expected ISO 8601, as 2026-11-22T12:00:00+07:00") from error
    if moment.tzinfo is None:
        raise typer.BadParameter("the time zone is missing, as in 2026-11-22T12:00:00+07:00")
    return moment
