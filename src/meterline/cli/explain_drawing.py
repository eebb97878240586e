"""An explanation as a picture: letters over time above, meanings and decisions below."""

from pathlib import Path
from typing import Any

import numpy as np

from meterline.cli.explain_tables import told, why
from meterline.ears.explanation import Explanation
from meterline.ears.port import ALPHABET
from meterline.errors import Mendable

FAINT = 0.05
"""Letters that are nowhere more probable are not shown."""
INCHES_A_SECOND = 1.1
MEANINGS = 6
COLOURS = ("tab:blue", "tab:orange", "tab:green", "tab:red", "tab:purple")


def require_drawing() -> None:
    """Raise Mendable where nothing can be drawn here."""
    try:
        import matplotlib  # noqa: F401, PLC0415 - only needed here
    except ModuleNotFoundError as error:
        raise Mendable(
            "--png needs matplotlib", "install it: pip install 'meterline[bench]'"
        ) from error


def draw(explained: Explanation, file: Path) -> None:
    """Draw into a PNG file."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only needed here

    seconds = len(explained.probabilities) * explained.frame_seconds
    width = min(40.0, max(11.0, INCHES_A_SECOND * seconds))
    figure = Figure(figsize=(width, 10), dpi=100, layout="constrained")
    letters, meanings, reasons = figure.subplots(3, 1, height_ratios=[5, 3, 1.4])
    _draw_letters(letters, explained)
    _draw_meanings(meanings, explained)
    _write_reasons(reasons, explained)
    figure.savefig(file, format="png")


def _draw_letters(axes: Any, explained: Explanation) -> None:
    """The heat map of letters, the likeliest ones above it, the slots as bars over them."""
    likely = explained.probabilities[:, 1:].T
    shown = [row for row in range(len(likely)) if likely[row].max() >= FAINT]
    seconds = len(explained.probabilities) * explained.frame_seconds
    top = len(shown)
    axes.imshow(
        likely[shown] if shown else np.zeros((1, 1)),
        aspect="auto",
        origin="lower",
        cmap="Blues",
        vmin=0,
        vmax=1,
        extent=(0, seconds, -0.5, top - 0.5),
    )
    axes.set_yticks(range(top), [ALPHABET[row].replace(" ", "␣") for row in shown])
    axes.set_xlabel("seconds")
    for word in explained.words:
        axes.axvspan(word.start, word.end, color="black", alpha=0.08)
        middle = (word.start + word.end) / 2
        axes.text(middle, top, word.letters, ha="center", va="bottom", fontsize=9)
    for colour, (name, start, end) in zip(COLOURS * 3, _spans(explained), strict=False):
        axes.hlines(top + 2.2, start, end, color=colour, linewidth=6)
        axes.text(start, top + 2.8, name, color=colour, va="bottom", fontsize=9)
    axes.set_ylim(-0.5, top + 5)
    axes.set_xlim(0, seconds)
    axes.set_title("letters over time: probability of each letter a frame, words, slots")


def _spans(explained: Explanation) -> list[tuple[str, float, float]]:
    heard = explained.understanding
    spans = []
    if heard.account and heard.account.end:
        slot = heard.account
        spans.append((f"{slot.value} {slot.decision.value}", slot.start, slot.end))
    for reading in heard.readings:
        zone, slot = reading.zone.value if reading.zone else "", reading.slot
        spans.append((f"{zone} {slot.value} {slot.decision.value}", slot.start, slot.end))
    return spans


def _draw_meanings(axes: Any, explained: Explanation) -> None:
    """How far each meaning is behind the best: by sound alone, and with the prior."""
    shown = explained.meanings[:MEANINGS]
    best_sound = max(one.sound for one in shown)
    best = max(one.sound + one.prior for one in shown)
    rows = np.arange(len(shown))
    behind = [best - one.sound - one.prior for one in shown]
    sound = [best_sound - one.sound for one in shown]
    axes.barh(rows, behind, 0.3, color="tab:blue", label="with base and plausible range")
    axes.barh(rows + 0.3, sound, 0.3, color="tab:orange", label="by sound alone")
    for row, one in enumerate(shown):
        axes.text(0, row - 0.3, f" {told(one)}  ({one.share:.4f})", va="center", fontsize=9)
    axes.set_yticks(rows, [str(row + 1) for row in rows])
    axes.set_ylim(len(shown) - 0.4, -0.7)
    axes.set_xlabel("nats behind the best")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, fontsize=9, frameon=False)
    axes.set_title("best meanings (share of all)", loc="left")


def _write_reasons(axes: Any, explained: Explanation) -> None:
    axes.set_axis_off()
    lines = [
        f"{one.kind} {one.value}: {one.decision.value} — {why(one)}" for one in explained.reasons
    ]
    effect = explained.base
    if effect:
        free = effect.free_account or "—"
        lines.append(f"base: best of any account {free}, gap {effect.gap:.1f} nats")
    if explained.name:
        verdict = {True: "agrees", False: "differs", None: "cannot tell"}[explained.name.agrees]
        lines.append(f"name: {verdict}, {explained.name.score:.2f} nats a letter")
    axes.text(0, 1, "\n".join(lines), va="top", fontsize=10, transform=axes.transAxes)
