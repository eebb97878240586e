"""`python -m training`: one command a step of the recipe."""

import json
import shutil
from pathlib import Path

import typer

from training.corpus import write_corpus
from training.mixing import mixed
from training.quantised import read_weights, write_weights
from training.weights_file import keep, load

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

WEIGHTS = typer.Argument(..., exists=True, dir_okay=False, help="Weights, .npz.")
LIKE = typer.Option(..., help="A model's .onnx file whose graph is taken over.")
FIGURES = typer.Option(None, "--to", help="Write the figures as JSON.")
TO = typer.Option(..., "--to", help="Where the result goes.")


@app.command()
def prepare(sources: list[Path], to: Path = TO) -> None:
    """Gather folders of recordings into a corpus."""
    typer.echo(f"{write_corpus(sources, to)} utterances in {to}")


@app.command()
def unpack(model: Path, to: Path = TO) -> None:
    """Take the weights out of a model's .onnx file, to train on from there."""
    keep(read_weights(model), to)


@app.command()
def train(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    corpus: Path,
    start: Path = WEIGHTS,
    to: Path = TO,
    steps: int = typer.Option(
        2000, min=1, help="Batches of each process; the rate falls till then."
    ),
    rate: float = typer.Option(1e-4, help="Learning rate at its height."),
    seconds: float = typer.Option(48.0, help="Audio in a batch of one process."),
    frozen: int = typer.Option(0, min=0, max=6, help="Layers that keep their weights."),
    workers: int = typer.Option(2, min=1, help="Processes, one thread each."),
    seed: int = typer.Option(1, help="Of voices, lines and order."),
) -> None:
    """Train on a corpus, every utterance in ever new voices on ever new lines."""
    from training.learning import Plan  # noqa: PLC0415 - loads torch
    from training.running import Run, run  # noqa: PLC0415

    run(Run(corpus, start, to, seconds, Plan(steps, rate, frozen, workers, seed)))


@app.command()
def mix(parts: list[str], to: Path = TO) -> None:
    """Mix weights: `a.npz=0.6 b.npz=0.4`."""
    files, shares = zip(*(part.rsplit("=", 1) for part in parts), strict=True)
    keep(mixed([load(Path(file)) for file in files], [float(share) for share in shares]), to)


@app.command()
def export(
    weights: Path = WEIGHTS,
    like: Path = LIKE,
    to: Path = TO,
) -> None:
    """Write weights as an 8-bit .onnx file with its description beside it."""
    write_weights(load(weights), like, to)
    note = f"{like.name.removesuffix('.onnx').removesuffix('.int8')}.json"
    own = f"{to.name.removesuffix('.onnx').removesuffix('.int8')}.json"
    shutil.copyfile(like.with_name(note), to.with_name(own))


@app.command()
def evaluate(
    model: Path,
    packs: list[Path],
    every: int = typer.Option(1, min=1, help="Hear every so many calls of a pack."),
    to: Path | None = FIGURES,
) -> None:
    """Count the letters that a model hears wrong, by line, kind of turn and voice."""
    from meterline.bench.pack import read_pack  # noqa: PLC0415 - loads much
    from meterline.ears.acoustic.registry import load_model  # noqa: PLC0415
    from training.evaluation import figures  # noqa: PLC0415

    found = {pack.name: figures(read_pack(pack), load_model(model), every) for pack in packs}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    typer.echo(text)
    if to:
        to.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    app()
