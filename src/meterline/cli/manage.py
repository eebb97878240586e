"""`meterline manage`: Django's own management commands."""

from pathlib import Path

import typer

from meterline.cli.home import HOME_OPTION, set_up

app = typer.Typer(add_completion=False)


@app.command("manage", context_settings={"ignore_unknown_options": True})
def manage(
    arguments: list[str] = typer.Argument(help="A command and its arguments, such as migrate."),
    home: Path = HOME_OPTION,
) -> None:
    """Run a Django management command (migrate, createsuperuser, shell ...)."""
    set_up(home)
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["meterline manage", *arguments])
