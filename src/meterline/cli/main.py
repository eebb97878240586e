"""The `meterline` command: its table of commands, each imported only when it is called."""

import importlib
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from meterline import __version__
from meterline.errors import Mendable

COMMANDS = {
    "demo": ("meterline.cli.demo:demo", "Set up demo data and run the line and its site."),
    "robot": ("meterline.cli.robot:robot", "Run the robot that answers calls."),
    "web": ("meterline.cli.web:web", "Run the site: admin, browser call, live log."),
    "call": ("meterline.cli.call:call", "Play a recording into the robot, or dial it over SIP."),
    "import": ("meterline.cli.imports:app", "Load branches, customers, meters and readings."),
    "export": ("meterline.cli.exports:export", "Hand out customers, meters, readings, charges."),
    "sheets": ("meterline.cli.sheets:app", "Load and check rule sets, tariffs and norms."),
    "charge": ("meterline.cli.charge:charge", "Compute a month's charges for a branch."),
    "payments": ("meterline.cli.payments:app", "Post charges as debts; settle online payments."),
    "synth": ("meterline.cli.synth:synth", "Make up a company of any size, to try and measure."),
    "bench": ("meterline.cli.bench:app", "Measure whole calls, understanding, speed, memory."),
    "explain": ("meterline.cli.explain:explain", "Tell and draw why a turn was understood so."),
    "rehearse": ("meterline.cli.rehearse:rehearse", "Talk to the robot by typing, or by a script."),
    "replay": (
        "meterline.cli.replay:replay",
        "Old calls through today's conversation: what differs.",
    ),
    "turns": ("meterline.cli.turns:app", "The company's own calls as a pack; turns to review."),
    "journal": ("meterline.cli.journal:app", "Check the journal of transmissions; print its end."),
    "messages": ("meterline.cli.messages:app", "Work off the messages that callers left."),
    "phrases": ("meterline.cli.phrases:app", "List the phrases; check that each can be heard."),
    "models": ("meterline.cli.models:app", "List, fetch and check letter models."),
    "tune": ("meterline.cli.tune:tune", "Fit what is sure and what is asked to labelled calls."),
    "tokens": ("meterline.cli.tokens:app", "Leave for other programs to use the interface."),
    "staff": ("meterline.cli.staff:app", "Employees, their roles, passwords and telephones."),
    "webhooks": ("meterline.cli.webhooks:app", "Tell other programs what came into the ledger."),
    "post": ("meterline.cli.post:post", "Take letters in, answer them, send what waits."),
    "quality": ("meterline.cli.quality:app", "Summarise calls; draw some to be listened to."),
    "remind": ("meterline.cli.remind:remind", "Remind in writing those who chose it."),
    "doctor": ("meterline.cli.doctor:doctor", "Say what is missing on this machine, and the mend."),
    "retention": ("meterline.cli.retention:app", "Remove what was kept long enough, or tell it."),
    "manage": ("meterline.cli.manage:app", "Run a Django management command (migrate, ...)."),
}
"""Name → where it is written ("module:attribute", a function or a typer app) and its help."""

MENDABLE_STATUS = 2


class LazyGroup(TyperGroup):
    """A group that imports a command's module when the command is called, not for `--help`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Swap the listed stand-in for the command itself."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, load(name) if name in COMMANDS else stand_in, rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a `Mendable` failure becomes two lines and status 2."""
        try:
            return super().invoke(ctx)
        except Mendable as failure:
            typer.echo(f"meterline: {failure.message}\nmend: {failure.mend}", err=True)
            raise typer.Exit(MENDABLE_STATUS) from failure


def load(name: str) -> Any:
    """Import one command of the table as what typer runs."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    found = getattr(importlib.import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        single = typer.Typer(add_completion=False)
        single.command(name)(found)
        found = single
    return typer.main.get_command(found)


def build() -> typer.Typer:
    """The whole command line, with stand-ins that carry only name and help."""
    built = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False)
    built.callback(help="The electricity company's meter-reading phone line.")(top)
    for name, (_, text) in COMMANDS.items():
        built.command(name, help=text)(lambda: None)
    return built


def print_version(wanted: bool) -> None:
    """Print the version and end, if asked to."""
    if wanted:
        typer.echo(f"meterline {__version__} (Python {sys.version.split()[0]})")
        raise typer.Exit


def top(
    version: bool = typer.Option(
        False, "--version", is_eager=True, callback=print_version, help="Print the version."
    ),
) -> None:
    """Options of the program itself; the commands do the work."""


app = build()
