"""`meterline sheets`: the dated rules, tariffs and norms that charges rest on."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from meterline.cli.charge import parse_month
from meterline.cli.home import HOME_OPTION, set_up
from meterline.robot.clock import wall_clock

if TYPE_CHECKING:
    from meterline.charging.sheet_services import SheetsReport

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Load, check and list rule sets, tariffs and norms.",
)

REFUSED = 2

PATH = typer.Argument(
    None, exists=True, help="TOML file or folder; without it, those that come with the program."
)


@app.command("import")
def import_command(path: Path | None = PATH, home: Path = HOME_OPTION) -> None:
    """Load sheets; all files, or none of them and every problem."""
    _open(home)
    from meterline.charging.sheet_services import import_built_in, import_sheets  # noqa: PLC0415

    signed = getpass.getuser(), wall_clock()
    _tell(import_sheets(path, *signed) if path else import_built_in(*signed))


@app.command("check")
def check_command(
    first: str = typer.Option(..., "--from", help="First month, as 2026-01."),
    last: str = typer.Option(..., "--to", help="Last month, as 2026-12."),
    home: Path = HOME_OPTION,
) -> None:
    """Look for months without tariffs or norms, and for overlaps, branch by branch."""
    months = parse_month(first), parse_month(last)
    _open(home)
    from meterline.charging.sheet_selectors import problems  # noqa: PLC0415 - needs Django set up

    found = problems(*months)
    for one in found:
        typer.echo(one)
    if found:
        raise typer.Exit(REFUSED)
    typer.echo("Пропусков и наложений нет.")


@app.command("list")
def list_command(home: Path = HOME_OPTION) -> None:
    """Print the sheets in force."""
    _open(home)
    from meterline.charging.models import Sheet  # noqa: PLC0415 - needs Django set up

    table = Table("что", "филиал", "действует с", "название", "документ", "файл")
    for sheet in Sheet.objects.current().select_related("branch"):
        named = f"{sheet.name} (заглушка)" if sheet.placeholder else sheet.name
        branch = sheet.branch.name if sheet.branch else "все"
        since = f"{sheet.valid_from:%d.%m.%Y}"
        table.add_row(sheet.get_kind_display(), branch, since, named, sheet.source, sheet.file)
    Console().print(table)


def _open(home: Path) -> None:
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415

    require_migrated()


def _tell(report: "SheetsReport") -> None:
    """Print what was done, or every problem, and end with status 2 if there is one."""
    for problem in report.problems:
        typer.echo(str(problem), err=True)
    if not report.ok:
        typer.echo("Ничего не загружено: исправьте файлы и загрузите снова.", err=True)
        raise typer.Exit(REFUSED)
    for sheet in report.superseding:
        typer.echo(f"Заменён лист: {sheet}")
    typer.echo(
        f"Добавлено {len(report.added)}, заменено {len(report.superseding)}, "
        f"без изменений {report.unchanged}."
    )
