"""`meterline tune`: how sure the line may be of what it hears, fitted to labelled calls."""

import json
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from meterline import demo
from meterline.cli.home import HOME_OPTION
from meterline.cli.model_choice import chosen_model

PACK = typer.Option([demo.FOLDER], exists=True, file_okay=False, help="Pack; may be repeated.")
NOISE = typer.Option(None, help="Speech over noise in dB, each call by chance, such as 10-30.")
HARD = typer.Option(False, "--hard", help="Hear all turns on hard lines too: echo, loss, clipping.")
BASE = typer.Option(200_000, help="Made-up customers beside a pack's, near neighbours among them.")
WRONG = typer.Option(1000.0, min=20.0, help="What a wrong value costs, in seconds of a caller.")
OUT = typer.Option(..., dir_okay=False, help="JSON to write; other models in it are kept.")
ERRORS = typer.Option(None, dir_okay=False, help="Write each turn not understood, as JSON lines.")
PICTURE = typer.Option(None, dir_okay=False, help="Write the reliability curve (SVG).")
MODEL = typer.Option(None, help="Letter model: its name, or its file.")
SEED = typer.Option(1, help="Seed of noise and made-up customers.")


def tune(
    pack: list[Path] = PACK,
    noise: str | None = NOISE,
    hard: bool = HARD,
    base: int = BASE,
    wrong_cost: float = WRONG,
    out: Path = OUT,
    errors: Path | None = ERRORS,
    picture: Path | None = PICTURE,
    model: str | None = MODEL,
    seed: int = SEED,
    home: Path = HOME_OPTION,
) -> None:
    """Fit probabilities and decisions; figures are those of speakers left out."""
    from meterline.bench import tuned, tuning  # noqa: PLC0415 - loads numba
    from meterline.bench.channel import Channel, noise_range  # noqa: PLC0415
    from meterline.bench.hearing import observe  # noqa: PLC0415
    from meterline.bench.pack import read_pack  # noqa: PLC0415
    from meterline.bench.plot import check_plot, plot_reliability  # noqa: PLC0415
    from meterline.ears.acoustic.registry import load_model  # noqa: PLC0415
    from meterline.ears.calibration import calibration_of  # noqa: PLC0415

    if picture:
        check_plot(picture)
    ears = load_model(chosen_model(model, home))
    lines = {"": Channel(noise_range(noise) if noise else None, seed=seed)}
    if hard:
        lines["hard"] = Channel(hard=True, seed=seed)
    observed = [
        item
        for folder in pack
        for item in observe(read_pack(folder), ears, lines, base, home / "cache")
    ]
    found = tuning.tune(observed, calibration_of(ears.name), wrong_cost)
    measured = tuned.figures(found)
    text = tuned.written(found.calibration, measured)
    out.write_text(tuned.merged(text, out), encoding="utf-8")
    if errors:
        rows = (json.dumps(row, ensure_ascii=False) + "\n" for row in tuned.errors(found))
        errors.write_text("".join(rows), encoding="utf-8")
    if picture:
        plot_reliability(tuned.reliability(found), picture)
    for condition, roles in measured["turns"].items():
        shown = Table("turn", "n", "right", "or offered", "wrong", title=f"held out {condition}")
        for role, counts in roles.items():
            shown.add_row(role, *(str(counts[key]) for key in ("n", "right", "good", "wrong")))
        Console().print(shown)
    typer.echo(f"expected calibration error {measured['calibration_error']}")
