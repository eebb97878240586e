"""The reliability curve as a picture: how often values of a probability were right."""

from collections.abc import Mapping, Sequence

from meterline.bench.fitting import Bin, calibration_error, reliability
from meterline.ears.calibration import Kind

Said = Mapping[Kind, Sequence[tuple[float, bool, float]]]
"""For each kind the probability, rightness and weight of each value."""

SIDE = 300
MARGIN = 48
COLOURS = {
    Kind.ACCOUNT: "#1f77b4",
    Kind.READING: "#d62728",
    Kind.YES: "#2ca02c",
    Kind.NO: "#9467bd",
    Kind.COMMAND: "#ff7f0e",
}
FEWEST = 2.0
"""A point needs so many values, by their weight."""


def bins_of(said: Said) -> dict[Kind, list[Bin]]:
    """The bins of every kind that has values."""
    return {
        kind: reliability(*zip(*values, strict=True)) for kind, values in said.items() if values
    }


def errors_of(said: Said) -> dict[Kind, float]:
    """The expected calibration error of every kind that has values."""
    return {kind: calibration_error(bins) for kind, bins in bins_of(said).items()}


def overall_error(said: Said) -> float:
    """The expected calibration error of all values together."""
    values = [v for each in said.values() for v in each]
    return calibration_error(reliability(*zip(*values, strict=True))) if values else 0.0


def picture(said: Said) -> str:
    """An SVG with one line a kind; the diagonal is a curve that keeps its word."""
    width, height = SIDE + MARGIN + 150, SIDE + 2 * MARGIN
    shown = {kind: bins for kind, bins in bins_of(said).items() if kind in COLOURS}
    parts = [_frame(), *(_line(kind, bins) for kind, bins in shown.items())]
    parts += [_legend(at, kind) for at, kind in enumerate(shown)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="12">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _x(share: float) -> float:
    return MARGIN + share * SIDE


def _y(share: float) -> float:
    return MARGIN + (1.0 - share) * SIDE


def _frame() -> str:
    marks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ticks = [
        f'<text x="{_x(m):.0f}" y="{_y(0) + 16:.0f}" text-anchor="middle">{m:g}</text>'
        f'<text x="{_x(0) - 6:.0f}" y="{_y(m) + 4:.0f}" text-anchor="end">{m:g}</text>'
        for m in marks
    ]
    return "\n".join(
        [
            f'<rect x="{_x(0):.0f}" y="{_y(1):.0f}" width="{SIDE}" height="{SIDE}" '
            'fill="none" stroke="#888"/>',
            f'<path d="M{_x(0):.0f} {_y(0):.0f}L{_x(1):.0f} {_y(1):.0f}" '
            'stroke="#888" stroke-dasharray="4 4"/>',
            *ticks,
            f'<text x="{_x(0.5):.0f}" y="{_y(0) + 36:.0f}" text-anchor="middle">'
            "probability said</text>",
            f'<text x="{_x(0):.0f}" y="{_y(1) - 14:.0f}">share that was right</text>',
        ]
    )


def _line(kind: Kind, bins: Sequence[Bin]) -> str:
    points = [(b, _x(b.said), _y(b.right)) for b in bins if b.weight >= FEWEST]
    path = "L".join(f"{x:.1f} {y:.1f}" for _, x, y in points)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{min(9.0, 1.5 + b.weight**0.25):.1f}"/>'
        for b, x, y in points
    )
    colour = COLOURS[kind]
    return f'<path d="M{path}" fill="none" stroke="{colour}"/><g fill="{colour}">{dots}</g>'


def _legend(at: int, kind: Kind) -> str:
    x, y = _x(1) + 16, _y(1) + 16 + 20 * at
    return f'<circle cx="{x:.0f}" cy="{y - 4:.0f}" r="5" fill="{COLOURS[kind]}"/>' + (
        f'<text x="{x + 12:.0f}" y="{y:.0f}">{kind.value}</text>'
    )
