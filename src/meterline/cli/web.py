"""`meterline web`: the site with the administration, the browser call and the live log."""

import errno
import os
import socket
from pathlib import Path

import typer

from meterline.cli.home import HOME_OPTION, set_up
from meterline.errors import Mendable

STOP_SECONDS = 2
"""How long open pages, such as a live log, may hold up the stop."""


CONNECTIONS = 8
"""To PostgreSQL, shared by a process's requests: each has a thread of its own, and would keep
a connection of its own."""


def web(
    host: str = typer.Option("127.0.0.1", envvar="METERLINE_WEB_HOST", help="Address to serve on."),
    port: int = typer.Option(8000, envvar="METERLINE_WEB_PORT", help="Port to serve on."),
    workers: int = typer.Option(
        1, envvar="METERLINE_WEB_WORKERS", min=1, help="Processes that serve: one a core at most."
    ),
    home: Path = HOME_OPTION,
) -> None:
    """Serve the site until interrupted."""
    require_free_port(host, port)
    os.environ.setdefault("METERLINE_DATABASE_POOL", str(CONNECTIONS))
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415

    require_migrated()
    import uvicorn  # noqa: PLC0415

    uvicorn.run(
        "meterline.asgi:application",
        host=host,
        port=port,
        workers=workers,
        log_config=None,  # its lines go through the site's own log and are masked there
        log_level="warning",
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def require_free_port(host: str, port: int) -> None:
    """Raise Mendable if another program already serves on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise Mendable(
                f"port {port} on {host} is in use",
                "stop the other program or choose another port with --port",
            ) from error
