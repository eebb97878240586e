"""`meterline bench`: whole calls, single turns, speed and memory."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table

from meterline import demo

if TYPE_CHECKING:
    from meterline.bench.channel import Channel

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Measure; figures to the terminal and to JSON."
)

PACK = typer.Option(demo.FOLDER, exists=True, file_okay=False, help="Pack of labelled calls.")
JSON = typer.Option(None, "--json", dir_okay=False, help="Write the figures to this file.")
BASE = typer.Option(0, help="Made-up customers beside the pack's, near neighbours among them.")
NOISE = typer.Option(
    None,
    metavar="DB",
    help="Speech over noise in dB, 15 or 10-30 (by call); without it the pack's own sound.",
)
CODEC = typer.Option(None, help="What the callers' speech went through: pcma, pcmu, amr, gsm.")
SEED = typer.Option(1, help="Seed of noise and made-up customers.")


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

    channel = _channel(noise, codec, seed)
    figures = bench_calls(Plan(read_pack(pack), calls, concurrency, base, channel))
    Console().print(table(figures))
    _write(figures, file)


@app.command("understanding")
def understanding_command(
    pack: Path = PACK,
    base: int = BASE,
    noise: str | None = NOISE,
    codec: str | None = CODEC,
    hard: bool = typer.Option(
        False, "--hard", help="Room echo, 3-12 dB of noise, clipping and lost packets, by call."
    ),
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

    channel = _channel(noise, codec, seed, hard=hard)
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
    _write(figures, file)


@app.command("speed")
def speed_command(
    pack: Path = PACK,
    turns: int = typer.Option(200, min=1, help="How many turns of the pack."),
    file: Path | None = JSON,
) -> None:
    """Core-seconds a second of speech, start of the robot, memory of a call."""
    from meterline.bench.pack import read_pack  # noqa: PLC0415 - loads numba
    from meterline.bench.speed import bench_speed  # noqa: PLC0415

    figures = bench_speed(read_pack(pack), turns)
    shown = Table("figure", "value", title="bench speed")
    for name, value in figures.items():
        shown.add_row(name.replace("_", " "), f"{value:.4g}")
    Console().print(shown)
    _write(figures, file)


def _channel(noise: str | None, codec: str | None, seed: int, hard: bool = False) -> "Channel":
    """The callers' lines as the options say. Raises Mendable."""
    from meterline.bench.channel import Channel, noise_range  # noqa: PLC0415 - loads codecs

    channel = Channel(noise_range(noise) if noise else None, codec, seed, hard)
    channel.check()
    return channel


def _write(figures: dict[str, Any], file: Path | None) -> None:
    if file:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        file.write_text(text + "\n", encoding="utf-8")
