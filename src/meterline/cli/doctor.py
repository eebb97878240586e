"""`meterline doctor`: what is missing on this machine, and the mend."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from meterline.cli import checks
from meterline.cli.home import HOME_OPTION, set_up
from meterline.errors import Mendable

LOOPBACK = "127.0.0.1"
MENDABLE_STATUS = 2


@dataclass(frozen=True)
class Finding:
    """One line of the report. What is not `needed` is wanted by the tests only."""

    name: str
    fine: bool
    found: str
    mend: str
    needed: bool


def examine(name: str, check: Callable[[], str], *, needed: bool = True) -> Finding:
    """Ask one check; whatever goes wrong in it is a finding and not a crash."""
    try:
        return Finding(name, True, check(), "", needed)
    except Mendable as failure:
        return Finding(name, False, failure.message, failure.mend, needed)
    except Exception as error:
        found = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
        return Finding(name, False, found, "pip install --editable .", needed)


def findings(home: Path, sip: tuple[str, int], web: tuple[str, int], door: int) -> list[Finding]:
    """The whole examination, in the order in which things are needed."""
    return [
        examine("Python", checks.python_version),
        examine("packages", checks.packages),
        examine("memory", checks.memory),
        examine("cores", checks.cores),
        examine("acoustic model", _model),
        examine("prompt pack", _prompts),
        examine("data folder", lambda: checks.folder_writable(home)),
        examine("database", lambda: _database(home)),
        examine("SIP port", lambda: checks.udp_port_free(*sip)),
        examine("web port", lambda: _tcp_port(*web)),
        examine("browser calls", lambda: _tcp_port(LOOPBACK, door)),
        *(examine(name, check, needed=False) for name, check in FOR_TESTS.items()),
    ]


FOR_TESTS: dict[str, Callable[[], str]] = {
    "PostgreSQL": checks.postgres,
    "sipp": lambda: checks.program(("sipp",), "sip-tester"),
    "browser": lambda: checks.program(("chromium", "google-chrome"), "chromium"),
}


def report(found: list[Finding]) -> Table:
    """The findings as a table for people."""
    table = Table("", "what", "found", "mend", box=None, pad_edge=False)
    for each in found:
        mark = "[green]ok" if each.fine else "[red]missing" if each.needed else "[yellow]for tests"
        table.add_row(mark, each.name, each.found, each.mend)
    return table


def doctor(
    home: Path = HOME_OPTION,
    sip_host: str = typer.Option(LOOPBACK, envvar="METERLINE_SIP_HOST", help="Address of SIP."),
    sip_port: int = typer.Option(5060, envvar="METERLINE_SIP_PORT", help="Port of SIP."),
    web_host: str = typer.Option(LOOPBACK, envvar="METERLINE_WEB_HOST", help="Site's address."),
    web_port: int = typer.Option(8000, envvar="METERLINE_WEB_PORT", help="Port of the site."),
    browser_port: int = typer.Option(
        8043, envvar="METERLINE_SIGNALLING_PORT", help="Loopback port between site and robot."
    ),
) -> None:
    """Say what is missing on this machine, and the mend. Status 2 if something needed is."""
    found = findings(home, (sip_host, sip_port), (web_host, web_port), browser_port)
    # A pipe has no width: there each finding stays on one line.
    width = None if sys.stdout.isatty() else 200
    Console(width=width).print(report(found))
    if any(each.needed and not each.fine for each in found):
        raise typer.Exit(MENDABLE_STATUS)


def _model() -> str:
    from meterline.ears.acoustic.bundled import MODEL, BundledModel  # noqa: PLC0415 - as below

    checks.checksums(MODEL.parent)
    return BundledModel().name


def _prompts() -> str:
    from meterline.mouth.flow import required_clips  # noqa: PLC0415 - may lack its packages
    from meterline.mouth.index import BUNDLED  # noqa: PLC0415
    from meterline.mouth.pack import PromptPack  # noqa: PLC0415

    needed = required_clips()
    PromptPack.load().check(needed)
    return f"{BUNDLED.name}, {len(needed)} clips"


def _database(home: Path) -> str:
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - Django is set up now

    require_migrated()
    from django.db import connection  # noqa: PLC0415

    return f"{connection.vendor}, reachable and migrated"


def _tcp_port(host: str, port: int) -> str:
    from meterline.cli.web import require_free_port  # noqa: PLC0415

    require_free_port(host, port)
    return f"{port} free"
