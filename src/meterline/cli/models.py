"""`meterline models`: which letter models there are, fetching one, checking one."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn
from rich.table import Table

from meterline.cli import fetching
from meterline.cli.home import HOME_OPTION
from meterline.cli.model_choice import MODELS
from meterline.errors import Mendable

if TYPE_CHECKING:
    from meterline.ears.acoustic.installed import Installed
    from meterline.ears.acoustic.registry import KnownModel

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="List, fetch and check letter models."
)

NAME = typer.Argument(help="A name of `meterline models list`.")
SHA256_LETTERS = 64


@app.command("list")
def list_command(home: Path = HOME_OPTION) -> None:
    """Which letter models there are, for whom, and which are on this machine."""
    from meterline.ears.acoustic.registry import KNOWN  # noqa: PLC0415 - loads onnxruntime

    table = Table("name", "for", "licence", "size", "streams", "installed", box=None)
    table.columns[0].no_wrap = True
    for model in KNOWN.values():
        streams = "yes" if model.streaming else "no"
        known = (model.name, model.purpose, model.licence, model.size, streams)
        table.add_row(*known, _whereabouts(model, home))
    # A pipe has no width: there each model stays on one line.
    width = None if sys.stdout.isatty() else 240
    Console(width=width).print(table)


@app.command("fetch")
def fetch_command(
    name: str = NAME,
    source: str = typer.Option(
        "",
        "--from",
        envvar="METERLINE_MODELS_FROM",
        help="Address of the file, or under which NAME/FILE lies; or a file or folder here.",
    ),
    sha256: str = typer.Option("", help="Checksum that the publisher names for the file."),
    home: Path = HOME_OPTION,
) -> None:
    """Bring a model into the data folder; a download that broke off goes on."""
    model = _known(name)
    if not source:
        raise Mendable(
            f"nobody said where {name} comes from",
            f"--from with the address of {model.file}, which {model.publisher} publishes or"
            " exports, or with a file",
        )
    folder = home.absolute() / MODELS / name
    note = _fetch(model, source, sha256.lower(), folder)
    typer.echo(f"{name}: {folder / note.file}, {note.size / 1e6:.1f} MB, SHA-256 {note.sha256}")
    typer.echo(f"Try it: meterline models check {name}; use it: METERLINE_MODEL={name}")


@app.command("check")
def check_command(
    name: str = NAME,
    pack: Path | None = typer.Option(
        None, exists=True, file_okay=False, help="Pack of labelled calls to measure it on."
    ),
    file: Path | None = typer.Option(None, "--json", dir_okay=False, help="Write the figures."),
    home: Path = HOME_OPTION,
) -> None:
    """Whether a model is whole and keeps to its port; its speed; its accuracy on a pack."""
    from meterline.cli.model_check import check, shown  # noqa: PLC0415 - loads onnxruntime

    figures = check(_known(name), home, pack)
    for table in shown(figures):
        Console().print(table)
    for remark in figures["remarks"]:
        typer.echo(remark)
    if file:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        file.write_text(text + "\n", encoding="utf-8")
    if figures["broken_promises"]:
        raise Mendable(
            f"{name} breaks what understanding relies on: {'; '.join(figures['broken_promises'])}",
            "use another model, or another export of this one",
        )


def _known(name: str) -> "KnownModel":
    from meterline.ears.acoustic.registry import KNOWN  # noqa: PLC0415 - loads onnxruntime

    if name not in KNOWN:
        raise Mendable(f"no letter model {name}", f"one of {', '.join(KNOWN)}")
    return KNOWN[name]


def _whereabouts(model: "KnownModel", home: Path) -> str:
    from meterline.ears.acoustic.installed import read_note  # noqa: PLC0415 - loads numpy
    from meterline.ears.acoustic.registry import BUNDLED  # noqa: PLC0415

    if model is BUNDLED:
        return "in the package"
    folder = home.absolute() / MODELS / model.name
    try:
        note = read_note(folder)
    except Mendable:
        return "-"
    missing = "" if (folder / note.file).is_file() else ", the file is gone"
    return f"{folder / note.file}, {note.size / 1e6:.0f} MB{missing}"


def _fetch(model: "KnownModel", source: str, expected: str, folder: Path) -> "Installed":
    """Bring the file beside its place, look at it, and only then put it there."""
    from meterline.ears.acoustic.registry import BUNDLED  # noqa: PLC0415 - loads onnxruntime

    if model is BUNDLED:
        raise Mendable(f"{model.name} is in the package", "nothing to be fetched")
    if expected and len(expected) != SHA256_LETTERS:
        raise typer.BadParameter("a SHA-256 has 64 hexadecimal digits", param_hint="--sha256")
    _make_folder(folder)
    part = folder / f"{model.file}.part"
    with _progress(model.name) as progress:
        if fetching.is_address(source):
            address = fetching.address_of(source, model.name, model.file)
            fetching.download(address, part, progress)
        else:
            fetching.copy(fetching.file_of(Path(source), model.name, model.file), part, progress)
    try:
        return _install(model, part, expected, folder)
    finally:
        fetching.forget_download(part)


def _install(model: "KnownModel", part: Path, expected: str, folder: Path) -> "Installed":
    from meterline.ears.acoustic.installed import Installed, sha256  # noqa: PLC0415 - loads numpy

    digest = sha256(part)
    _compare(model, digest, expected, folder)
    model.open(part)
    note = Installed(model.name, model.file, digest, part.stat().st_size)
    part.replace(folder / model.file)
    note.write(folder)
    return note


def _compare(model: "KnownModel", digest: str, expected: str, folder: Path) -> None:
    """The file is the one that was asked for, or that was there before. Raises Mendable."""
    if expected and digest != expected:
        raise Mendable(
            f"{model.name}: the file's SHA-256 is {digest}, not {expected}",
            "the file was dropped; fetch it from where the checksum comes from",
        )
    before = _noted(folder)
    if before and not expected and digest != before:
        raise Mendable(
            f"{model.name}: the file's SHA-256 is {digest}; what is installed has {before}",
            f"to replace it: --sha256 {digest}",
        )


def _noted(folder: Path) -> str | None:
    """The checksum seen at the first fetch."""
    from meterline.ears.acoustic.installed import read_note  # noqa: PLC0415 - loads numpy

    try:
        return read_note(folder).sha256
    except Mendable:
        return None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Mendable(
            f"{folder} cannot be made: {error.strerror}",
            "give this user the folder, or set METERLINE_HOME to another",
        ) from error


@contextmanager
def _progress(name: str) -> Iterator[fetching.Progress]:
    """A bar on a terminal, nothing in a log."""
    console = Console(stderr=True)
    columns: tuple[Any, ...] = (name, BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(name)
        yield lambda there, total: bar.update(task, completed=there, total=total)
