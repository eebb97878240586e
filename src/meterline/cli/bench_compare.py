"""`meterline bench compare` and `meterline bench words`: our ears beside others', and people."""

from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

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

app = typer.Typer()


@app.command("compare")
def compare_command(
    pack: Path = PACK,
    turns: int = typer.Option(300, min=1, help="How many turns, drawn from the whole pack."),
    base: int = BASE,
    noise: str | None = NOISE,
    codec: str | None = CODEC,
    hard: bool = HARD,
    seed: int = SEED,
    file: Path | None = JSON,
) -> None:
    """The same turns by us, by plain letters and by Whisper base with a public number parser."""
    from meterline.bench.compare import Comparison, compare  # noqa: PLC0415 - loads numba
    from meterline.bench.pack import read_pack  # noqa: PLC0415
    from meterline.bench.whisper import Whisper, whisper_base  # noqa: PLC0415
    from meterline.ears.acoustic.bundled import BundledModel  # noqa: PLC0415

    channel = channel_of(noise, codec, seed, hard)
    whisper = Whisper(whisper_base())
    comparison = Comparison.of(read_pack(pack), turns, channel, base)
    figures = compare(comparison, BundledModel(), whisper)
    Console().print(_compared(figures))
    write(figures, file)


@app.command("words")
def words_command(
    folder: Path | None = typer.Option(
        None, exists=True, file_okay=False, help="Folder of the recordings, if not installed."
    ),
    file: Path | None = JSON,
) -> None:
    """Number words of a real voice, one by one: Debian's Russian prompts of Asterisk."""
    from meterline.bench.number_words import bench_words, installed  # noqa: PLC0415 - loads numba
    from meterline.ears.acoustic.bundled import BundledModel  # noqa: PLC0415

    figures = bench_words(folder or installed(), BundledModel())
    shown = Table("words", "right", "wrong", "asked, right offered", "asked", title="bench words")
    kinds = ("n", "right", "wrong", "confirm_right", "asked")
    shown.add_row(*(str(figures[kind]) for kind in kinds))
    Console().print(shown)
    write(figures, file)


def _compared(figures: dict[str, Any]) -> Table:
    shown = Table("turn", "n", title="bench compare: right / wrong / asked")
    ways: dict[str, Any] = figures["ways"]
    for way in ways:
        shown.add_column(way)
    first = next(iter(ways.values()))
    for role, counts in first["by_role"].items():
        cells = [_cell(way["by_role"][role]) for way in ways.values()]
        shown.add_row(role, str(counts["n"]), *cells)
    costs = [f"{way['core_seconds_per_audio_second']:.4f}" for way in ways.values()]
    shown.add_row("core-seconds a second of audio", "", *costs)
    return shown


def _cell(counts: dict[str, int]) -> str:
    return f"{counts['right']} / {counts['wrong']} / {counts['asked']}"
