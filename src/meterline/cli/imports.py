"""`meterline import`: the company's tables, registries of readings, the numbering plan."""

import getpass
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from meterline.cli.home import HOME_OPTION, set_up
from meterline.robot.clock import wall_clock

if TYPE_CHECKING:
    from meterline.importing.handover import Handover
    from meterline.importing.maps import ColumnMap
    from meterline.importing.report import ImportReport, Problem
    from meterline.importing.services import Manner

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Load the company's data; all of a run, or nothing.",
)

SOME_REFUSED = 1
REFUSED = 2
MOST_SHOWN = 1000
"""Problems printed; the rest is counted."""

FOLDER = typer.Argument(exists=True, file_okay=False, help="Folder with the CSV files.")
FILE = typer.Argument(exists=True, dir_okay=False, help="CSV file.")
TABLE = typer.Argument(exists=True, dir_okay=False, help="CSV, XLSX or JSON file.")
HANDED = typer.Argument(
    exists=True, dir_okay=False, help="Registry as CSV or XLSX, JSON of 1C, XML of ГИС ЖКХ."
)
KIND = typer.Argument(
    help="branches, windows, days, customers, points, meters, acts, readings, charges, gis-ids."
)
MAP = typer.Option(
    "", "--map", help="Column map of the file, TOML; or the name of a bank's (`import maps`)."
)
DESPITE_TOTALS = typer.Option(
    False, "--despite-totals", help="Take the file though its own totals disagree."
)
DRY_RUN = typer.Option(False, "--dry-run", help="Check everything, store nothing.")
AUTHOR = typer.Option("", help="Who loads the files, for the history; by default the user here.")


@app.command("folder")
def folder_command(
    folder: Path = FOLDER,
    dry_run: bool = DRY_RUN,
    author: str = AUTHOR,
    home: Path = HOME_OPTION,
) -> None:
    """Import branches.csv, customers.csv, meters.csv, readings.csv and so on, those there are."""
    open_base(home)
    from meterline.importing.services import import_folder  # noqa: PLC0415 - needs Django set up

    with manner_of(sorted(folder.glob("*.csv")), author, dry_run=dry_run) as manner:
        report = import_folder(folder, wall_clock(), manner)
    _tell(report)


@app.command("file")
def file_command(
    kind: str = KIND,
    file: Path = TABLE,
    map_file: str = MAP,
    dry_run: bool = DRY_RUN,
    author: str = AUTHOR,
    home: Path = HOME_OPTION,
) -> None:
    """Import one file of a kind. Readings so imported are history: nobody checks them."""
    open_base(home)
    from meterline.importing.formats import COLUMNS  # noqa: PLC0415 - needs Django set up
    from meterline.importing.services import IMPORTERS, import_file  # noqa: PLC0415

    if kind not in IMPORTERS:
        raise typer.BadParameter(f"one of {', '.join(IMPORTERS)}")
    columns = map_from(map_file, COLUMNS[kind].all)
    with manner_of([file], author, dry_run=dry_run, columns=columns) as manner:
        report = import_file(kind, file, wall_clock(), manner)
    _tell(report)


@app.command("registry")
def registry_command(
    file: Path = HANDED,
    map_file: str = MAP,
    dry_run: bool = DRY_RUN,
    despite_totals: bool = DESPITE_TOTALS,
    author: str = AUTHOR,
    home: Path = HOME_OPTION,
) -> None:
    """Hand over payments and current readings: each is checked as if told to the line.

    A file of a wrong form, or with wrong totals, is refused as a whole (status 2). Otherwise
    doubtful readings wait for a person, and status 1 says that some rows were not accepted.
    """
    open_base(home)
    from meterline.importing.formats import REGISTRY  # noqa: PLC0415 - needs Django set up
    from meterline.importing.registry import import_registry  # noqa: PLC0415

    columns = map_from(map_file, REGISTRY.all)
    with manner_of([file], author, dry_run=dry_run, columns=columns) as manner:
        careful = replace(manner, despite_totals=despite_totals)
        done = import_registry(file, wall_clock(), careful)
    _tell_handover(done)


@app.command("maps")
def maps_command(name: str = typer.Argument("", help="Print this one.")) -> None:
    """List the column maps of banks that come with the program, or print one to start from."""
    from meterline.importing.banks import bank_map_text, bank_maps  # noqa: PLC0415 - after --help

    if name not in ("", *bank_maps()):
        raise typer.BadParameter(f"one of {', '.join(bank_maps())}")
    lines = (
        [bank_map_text(name)] if name else [f"{one}: {text}" for one, text in bank_maps().items()]
    )
    typer.echo("\n".join(lines))


@app.command("numbering")
def numbering_command(file: Path = FILE, home: Path = HOME_OPTION) -> None:
    """Use a newer file of the numbering plan: CSV as published, mobile or landline."""
    set_up(home)
    from meterline.customers.numbering import BadNumbering  # noqa: PLC0415 - as above
    from meterline.customers.regions import install_plan  # noqa: PLC0415

    try:
        typer.echo(f"{file.name}: диапазонов {install_plan(file)}")
    except BadNumbering as bad:
        typer.echo(f"{bad}. План номеров остался прежним.", err=True)
        raise typer.Exit(REFUSED) from bad


def open_base(home: Path) -> None:
    """Set Django up on a data base that has its tables."""
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415

    require_migrated()


def map_from(named: str, known: Mapping[str, Any] | None) -> "ColumnMap":
    """The column map of a file, or the plain one; what is wrong is told, and status 2."""
    from meterline.importing.banks import map_named  # noqa: PLC0415 - needs Django set up
    from meterline.importing.map_files import BadMap  # noqa: PLC0415
    from meterline.importing.maps import PLAIN_MAP  # noqa: PLC0415

    if not named:
        return PLAIN_MAP
    try:
        return map_named(named, known)
    except BadMap as bad:
        for reason in bad.reasons:
            typer.echo(f"{Path(named).name}: {reason}", err=True)
        typer.echo("Ничего не загружено: исправьте карту столбцов.", err=True)
        raise typer.Exit(REFUSED) from bad


@contextmanager
def manner_of(
    paths: Sequence[Path], author: str, *, dry_run: bool, columns: "ColumnMap | None" = None
) -> "Iterator[Manner]":
    """How to import, with a bar for each file where somebody watches."""
    from meterline.importing.maps import PLAIN_MAP  # noqa: PLC0415 - needs Django set up
    from meterline.importing.services import Manner  # noqa: PLC0415

    console = Console(stderr=True)
    parts = (
        *(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()),
        TimeRemainingColumn(),
    )
    with Progress(*parts, console=console, disable=not console.is_terminal) as bars:
        tasks = {
            path.name: bars.add_task(path.name, total=_lines(path), visible=False) for path in paths
        }

        def advance(file: str, lines: int) -> None:
            bars.update(tasks[file], completed=lines, visible=True)

        yield Manner(author or user(), dry_run, advance, columns or PLAIN_MAP)


def _lines(path: Path) -> int | None:
    """How many lines a file of text has; of a packed one nobody knows yet."""
    if path.suffix.lower() in (".xlsx", ".xlsm", ".json", ".xml"):
        return None
    with path.open("rb") as content:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: content.read(1 << 20), b""))


def user() -> str:
    """The login of who works here."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "import"


def _tell(report: "ImportReport") -> None:
    """Print what was done, or every bad row, and end with status 2 if there is one."""
    for line in report.files:
        typer.echo(str(line))
    if report.ok:
        if report.dry_run:
            typer.echo("Это была проверка: ничего не записано.")
        return
    print_problems(report.problems)
    typer.echo("Ничего не загружено: исправьте строки и загрузите файлы снова.", err=True)
    raise typer.Exit(REFUSED)


def _tell_handover(done: "Handover") -> None:
    """Print what came of a registry, row by row where something was wrong."""
    typer.echo(str(done))
    if done.file.problems:
        print_problems(done.file.problems)
        typer.echo(_advice(done), err=True)
        raise typer.Exit(REFUSED)
    if done.file.doubts:
        typer.echo("Взято, хотя итоги файла не сходятся:", err=True)
        print_problems(done.file.doubts)
    if done.under_review:
        typer.echo("На проверку, в журнале показаний «на проверке»:", err=True)
        print_problems(done.under_review, place="лицевой счёт")
    if done.refused:
        typer.echo("Не приняты, в «Непринятых строках»:", err=True)
        print_problems(done.refused, place="лицевой счёт")
    if done.dry_run:
        typer.echo("Это была проверка: ничего не записано.")
    if done.refused:
        raise typer.Exit(SOME_REFUSED)


def _advice(done: "Handover") -> str:
    if len(done.file.doubts) == len(done.file.problems):
        return (
            "Ничего не загружено: файл оборван или изменён, запросите его снова. "
            "Если банк подтвердил, что строки верны: --despite-totals."
        )
    return "Ничего не загружено: исправьте файл и загрузите его снова."


def print_problems(problems: "Sequence[Problem]", place: str = "столбец") -> None:
    """What is wrong, row by row, on the error stream."""
    table = Table("файл", "строка", place, "значение", "причина")
    for one in problems[:MOST_SHOWN]:
        file = f"{one.file} [{one.sheet}]" if one.sheet else one.file
        table.add_row(
            escape(file), str(one.line), *map(escape, (one.column, one.value)), one.reason
        )
    Console(stderr=True).print(table)
    if len(problems) > MOST_SHOWN:
        typer.echo(f"… и ещё {len(problems) - MOST_SHOWN}", err=True)
