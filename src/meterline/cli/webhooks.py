"""`meterline webhooks`: tell other programs what came into the ledger."""

import time
from pathlib import Path

import structlog
import typer

from meterline.cli.home import HOME_OPTION, set_up
from meterline.robot.clock import wall_clock

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Webhooks of the interface.")

log = structlog.get_logger()

EVERY_SECONDS = 5.0


@app.command("run")
def run(
    once: bool = typer.Option(False, "--once", help="Tell what is due, and end."),
    home: Path = HOME_OPTION,
) -> None:
    """Tell every webhook what is due, again and again."""
    set_up(home)
    from django.db import Error as DatabaseFailure  # noqa: PLC0415 - needs Django set up
    from django.db import close_old_connections  # noqa: PLC0415

    from meterline.api.webhooks import deliver_due, post  # noqa: PLC0415
    from meterline.cli.database import require_migrated  # noqa: PLC0415

    require_migrated()
    while True:
        try:
            told = deliver_due(wall_clock(), post)
            if told.delivered or told.failed:
                log.info("webhooks told", delivered=told.delivered, failed=told.failed)
        except DatabaseFailure as failure:
            if once:
                raise
            log.warning("webhooks have to wait", reason=repr(failure))
        if once:
            return
        close_old_connections()
        time.sleep(EVERY_SECONDS)


@app.callback()
def group() -> None:
    """Webhooks of the interface."""
