"""`meterline bench make-pack`: a pack by voices that the recogniser has not heard."""

from pathlib import Path

import typer

app = typer.Typer()


@app.command("make-pack")
def make_pack_command(
    folder: Path = typer.Argument(..., file_okay=False, help="Folder to make."),
    calls: int = typer.Option(60, min=1, help="How many calls."),
    seed: int = typer.Option(1, help="Other callers, texts and voices for another seed."),
    voices: str = typer.Option(
        "espeak,festival,ru-tts", help="Synthesisers, separated by commas; callers take turns."
    ),
) -> None:
    """Calls by other voices, with pauses inside numbers, fillers and corrections, labelled."""
    from meterline.bench.unseen.pack import make_pack  # noqa: PLC0415 - loads scipy
    from meterline.bench.unseen.voices import speakers  # noqa: PLC0415

    make_pack(folder, calls, seed, speakers(voices.split(","), seed))
    typer.echo(f"{calls} calls in {folder}")
