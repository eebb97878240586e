"""`meterline journal`: the journal of transmissions, which shows a later change."""

from pathlib import Path

import typer

from meterline.cli.home import HOME_OPTION, set_up

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The journal of transmissions (Decree 442): check it, keep its end elsewhere.",
)

FAULTY = 1
TOLD_EVERY = 100_000
"""Entries between two lines of progress."""


@app.command("verify")
def verify_command(
    first: int = typer.Option(1, "--from", min=1, help="Begin with this entry."),
    head: str | None = typer.Option(None, help="A hash that `head` printed; it must be found."),
    recordings: bool = typer.Option(
        False, "--recordings", help="Read the recordings of calls too, and compare their hashes."
    ),
    home: Path = HOME_OPTION,
) -> None:
    """Walk the chain and compare it with the ledger; status 1 at the first fault."""
    _ready(home)
    from meterline.readings.journal.recordings import compare_recordings  # noqa: PLC0415 - Django
    from meterline.readings.journal.verify import Faulty, verify  # noqa: PLC0415

    try:
        sound = verify(first, head.strip().lower() if head else None, _tell)
        compared = compare_recordings(first, _tell) if recordings else None
    except Faulty as fault:
        typer.echo(f"Журнал передач нарушен: {fault}", err=True)
        raise typer.Exit(FAULTY) from fault
    typer.echo(
        f"Журнал передач цел: проверено записей {sound.entries}, "
        f"последняя № {sound.head.number}, хэш {sound.head.hash}"
    )
    if compared:
        typer.echo(
            f"Записей разговоров без изменений: {compared.same}, нет файла: {compared.gone}, "
            f"удалено по сроку или по запросу: {compared.removed}"
        )


@app.command("head")
def head_command(home: Path = HOME_OPTION) -> None:
    """Print the last entry's number and hash, to be kept elsewhere."""
    _ready(home)
    from meterline.readings.journal.chain import head  # noqa: PLC0415 - needs Django set up

    last = head()
    typer.echo(f"{last.number}\t{last.hash}")


@app.command("begin")
def begin_command(
    author: str = typer.Option(..., help="Who answers for what is taken in."),
    home: Path = HOME_OPTION,
) -> None:
    """Take into the journal the rows that the ledger held before there was a journal."""
    _ready(home)
    from meterline.readings.journal.past import begin  # noqa: PLC0415 - needs Django set up

    typer.echo(f"Внесено в журнал строк: {begin(author)}")


def _tell(number: int) -> None:
    if number % TOLD_EVERY == 0:
        typer.echo(f"… проверено до записи № {number}", err=True)


def _ready(home: Path) -> None:
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up

    require_migrated()
