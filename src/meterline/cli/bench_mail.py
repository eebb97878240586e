"""`meterline bench mail`."""

from pathlib import Path

import typer

from meterline.cli.bench_options import JSON, write

app = typer.Typer()


@app.command("mail")
def mail_command(
    folder: Path = typer.Argument(
        Path("tests/data/bodies"), file_okay=False, help="Labelled bodies with their accounts."
    ),
    count: int = typer.Option(10_000, min=1, help="Letters, made of the set's bodies in turn."),
    file: Path | None = JSON,
) -> None:
    """Letters from their bytes to values: time for many, and whether the letter changed any."""
    from meterline.bench import bodies, mail  # noqa: PLC0415 - after --help

    base = bodies.read_base(folder)
    together = [one for of_set in bodies.read_sets(folder, base).values() for one in of_set]
    figures = mail.seconds_for(together, base, count)
    typer.echo(
        f"{count:,} letters ({figures['mean bytes']:,} bytes each) in {figures['seconds']:.1f} s "
        "of one processor; values changed in "
        f"{figures['changed by the letter']} of {figures['set']}"
    )
    write(figures, file)
