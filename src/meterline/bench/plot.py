"""The curve of reliability as a picture."""

from pathlib import Path
from typing import Any

from meterline.errors import Mendable

SUFFIXES = (".png", ".svg")


def check_plot(file: Path) -> None:
    """Raise Mendable where no such picture can be drawn here."""
    if file.suffix not in SUFFIXES:
        raise Mendable(f"no picture {file.name}", f"let its name end with {' or '.join(SUFFIXES)}")
    try:
        import matplotlib  # noqa: F401, PLC0415 - only needed here
    except ModuleNotFoundError as error:
        raise Mendable(
            "--plot needs matplotlib", "install it: pip install 'meterline[bench]'"
        ) from error


def plot_reliability(reliability: dict[str, Any], file: Path) -> None:
    """Draw share right over probability for each kind of slot; the diagonal is the truth.

    `reliability` is that of `measures.reliability`; the area of a point follows its turns.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - only needed here

    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    for kind, figures in reliability.items():
        bins = figures["bins"]
        predicted = [each["predicted"] for each in bins]
        right = [each["right_share"] for each in bins]
        error = figures["expected_calibration_error"]
        (line,) = axes.plot(predicted, right, label=f"{kind}: error {error:.3f}, n {figures['n']}")
        sizes = [10 + 200 * each["n"] / figures["n"] for each in bins]
        axes.scatter(predicted, right, sizes, color=line.get_color())
    axes.set(xlabel="mean probability", ylabel="share right", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.legend(loc="upper left")
    figure.savefig(file)
