"""`meterline bench bodies`."""

from pathlib import Path

import typer
from rich.console import Console

from meterline.cli.bench_options import JSON, SEED, write

app = typer.Typer()


@app.command("bodies")
def bodies_command(
    folder: Path = typer.Argument(
        Path("tests/data/bodies"), file_okay=False, help="Labelled bodies with their accounts."
    ),
    count: int = typer.Option(10_000, min=1, help="Bodies to be timed, those of the set in turn."),
    slips: int = typer.Option(
        5_000, min=0, help="Bodies of the set with slips of the finger in their letters."
    ),
    seed: int = SEED,
    file: Path | None = JSON,
) -> None:
    """Letters and text messages: values right, wrong and asked back; time for many."""
    from meterline.bench import bodies  # noqa: PLC0415 - after --help
    from meterline.bench.slips import slipped  # noqa: PLC0415

    base = bodies.read_base(folder)
    read = bodies.read_sets(folder, base)
    found = {
        name: bodies.figures([bodies.judge(one, base) for one in of_set])
        for name, of_set in read.items()
    }
    together = [one for of_set in read.values() for one in of_set]
    Console().print(bodies.table(found))
    judged = [bodies.judge(one, base) for one in slipped(together, slips, seed)]
    with_slips = bodies.figures(judged)
    Console().print(bodies.table({"with slips": with_slips}))
    seconds = bodies.seconds_for(together, base, count)
    typer.echo(f"{count:,} bodies in {seconds:.1f} s on one core")
    write({"sets": found, "slips": with_slips, "count": count, "seconds": round(seconds, 2)}, file)
