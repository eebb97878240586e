"""What the benches' commands have in common: pack, lines, file of figures."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from meterline import demo

if TYPE_CHECKING:
    from meterline.bench.channel import Channel

PACK = typer.Option(demo.FOLDER, exists=True, file_okay=False, help="Pack of labelled calls.")
JSON = typer.Option(None, "--json", dir_okay=False, help="Write the figures to this file.")
BASE = typer.Option(0, help="Made-up customers beside the pack's, near neighbours among them.")
NOISE = typer.Option(
    None,
    metavar="DB",
    help="Speech over noise in dB, 15 or 10-30 (by call); without it the pack's own sound.",
)
CODEC = typer.Option(None, help="What the callers' speech went through: pcma, pcmu, amr, gsm.")
HARD = typer.Option(
    False, "--hard", help="Room echo, 3-12 dB of noise, clipping and lost packets, by call."
)
SEED = typer.Option(1, help="Seed of noise and made-up customers.")


def channel_of(noise: str | None, codec: str | None, seed: int, hard: bool = False) -> "Channel":
    """The callers' lines as the options say. Raises Mendable."""
    from meterline.bench.channel import Channel, noise_range  # noqa: PLC0415 - loads codecs

    channel = Channel(noise_range(noise) if noise else None, codec, seed, hard)
    channel.check()
    return channel


def write(figures: dict[str, Any], file: Path | None) -> None:
    """The figures as JSON, where a file is named."""
    if file:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        file.write_text(text + "\n", encoding="utf-8")
