"""`meterline bench`: whole calls, single turns, speed and memory, the company."""

from pathlib import Path

import typer
from rich.console import Console

from meterline.cli import (
    bench_bodies,
    bench_company,
    bench_compare,
    bench_mail,
    bench_quality,
    bench_registry,
    bench_speed,
    bench_unseen,
)
from meterline.cli.bench_options import (
    BASE,
    CODEC,
    HARD,
    JSON,
    NOISE,
    PACK,
    SEED,
    channel_of,
    write,
)

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Measure; figures to the terminal and to JSON."
)
app.add_typer(bench_speed.app)
app.add_typer(bench_compare.app)
app.add_typer(bench_unseen.app)
app.add_typer(bench_company.app)
app.add_typer(bench_registry.app)
app.add_typer(bench_bodies.app)
app.add_typer(bench_mail.app)
app.add_typer(bench_quality.app)


@app.command("calls")
def calls_command(
    pack: Path = PACK,
    calls: int = typer.Option(20, min=1, help="How many calls of the pack, from its first."),
    concurrency: int = typer.Option(2, min=1, help="Calls at once."),
    base: int = BASE,
    noise: str | None = NOISE,
    codec: str | None = CODEC,
    seed: int = SEED,
    file: Path | None = JSON,
) -> None:
    """Whole calls over real SIP: a base, a robot and listening callers of the bench's own."""
    from meterline.bench.calls import Plan, bench_calls  # noqa: PLC0415 - loads numba
    from meterline.bench.pack import read_pack  # noqa: PLC0415
    from meterline.bench.report import table  # noqa: PLC0415

    channel = channel_of(noise, codec, seed)
    figures = bench_calls(Plan(read_pack(pack), calls, concurrency, base, channel))
    Console().print(table(figures))
    write(figures, file)


@app.command("understanding")
def understanding_command(
    pack: Path = PACK,
    base: int = BASE,
    noise: str | None = NOISE,
    codec: str | None = CODEC,
    hard: bool = HARD,
    seed: int = SEED,
    jobs: int = typer.Option(0, min=0, help="Processes; 0 for one a core, at most 4."),
    per_turn: Path | None = typer.Option(
        None, dir_okay=False, help="Write a line of JSON a turn, accounts and names in full."
    ),
    plot: Path | None = typer.Option(
        None, dir_okay=False, help="Draw the curve of reliability, PNG or SVG."
    ),
    file: Path | None = JSON,
) -> None:
    """Single turns, each decided alone: right, wrong as sure, asked."""
    from meterline.bench import jobs as work  # noqa: PLC0415 - loads numba
    from meterline.bench import understanding  # noqa: PLC0415
    from meterline.bench.checking import check_pack  # noqa: PLC0415
    from meterline.bench.pack import read_pack  # noqa: PLC0415
    from meterline.bench.plot import check_plot, plot_reliability  # noqa: PLC0415
    from meterline.bench.tables import tables  # noqa: PLC0415
    from meterline.ears.acoustic.bundled import BundledModel  # noqa: PLC0415

    channel = channel_of(noise, codec, seed, hard=hard)
    if plot:
        check_plot(plot)
    read = read_pack(pack)
    check_pack(read)
    turns = list(work.judged(work.Plan(read, BundledModel, channel, base, jobs)))
    figures = understanding.figures(turns, hard)
    Console().print(*tables(figures))
    cost = figures["core_seconds_per_audio_second"]
    typer.echo(f"{figures['turns']} turns, {cost:.4f} core-seconds a second of audio")
    if per_turn:
        understanding.write_turns(turns, per_turn)
    if plot:
        plot_reliability(figures["reliability"], plot)
    write(figures, file)
