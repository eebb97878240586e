"""What `meterline models check` finds out about one letter model."""

import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from meterline import demo
from meterline.bench.pack import SAMPLE_RATE, read_pack
from meterline.bench.understanding import evaluate
from meterline.cli.model_choice import MODELS, chosen_model
from meterline.ears.acoustic.contract import broken_promises
from meterline.ears.acoustic.installed import read_note
from meterline.ears.acoustic.registry import BUNDLED, KnownModel, load_model
from meterline.ears.calibration import DEFAULT_MODEL, is_tuned
from meterline.ears.port import AcousticModel, Pcm
from meterline.errors import Mendable

TURNS = 12
"""Demo turns on which contract and speed are looked at: about half a minute."""

CONTRACT_SECONDS = 5

SHOWN_EVERY = round(0.3 * SAMPLE_RATE)
"""Samples after which a caller who speaks is heard again."""

UNTUNED = (
    "The thresholds were tuned for {tuned}, not for {name}: what is sure and what is asked"
    " again may be wrong. Tune them on calls of your own before customers call."
)
UNMEASURED = "Accuracy was not measured: --pack DIR does, on labelled calls."


def check(model: KnownModel, home: Path, pack: Path | None) -> dict[str, Any]:
    """Everything about one model, as figures. Raises Mendable where it cannot be used."""
    _require_whole(model, home)
    before = _resident_megabytes()
    opened = load_model(chosen_model(model.name, home))
    turns = _demo_turns()
    sound = np.concatenate(turns)[: CONTRACT_SECONDS * SAMPLE_RATE]
    broken = list(broken_promises(opened, sound, streaming=model.streaming))
    seconds = sum(map(len, turns)) / SAMPLE_RATE
    return {
        "model": model.name,
        "broken_promises": broken,
        "frames_a_second": 1 / opened.frame_seconds,
        "core_seconds_per_audio_second": _cost(opened, turns, None) / seconds,
        "core_seconds_per_audio_second_every_0.3_s": _cost(opened, turns, SHOWN_EVERY) / seconds,
        "megabytes": _resident_megabytes() - before,
        "understanding": evaluate(read_pack(pack), opened) if pack else None,
        "remarks": _remarks(model, pack),
    }


def shown(figures: dict[str, Any]) -> list[Table]:
    """The figures as tables for people."""
    table = Table("figure", "value", title=f"models check {figures['model']}")
    for name, value in figures.items():
        if isinstance(value, float):
            table.add_row(name.replace("_", " "), f"{value:.3g}")
    promises = ", ".join(figures["broken_promises"]) or "kept"
    table.add_row("promises of the port", promises)
    accuracy = figures["understanding"]
    return [table, _accuracy(accuracy)] if accuracy else [table]


def _accuracy(figures: dict[str, Any]) -> Table:
    table = Table("turn", "n", "right", "wrong", "asked", title="turns, each decided alone")
    for role, counts in figures["by_role"].items():
        table.add_row(role, *(str(counts[key]) for key in ("n", "right", "wrong", "asked")))
    return table


def _require_whole(model: KnownModel, home: Path) -> None:
    if model is BUNDLED:
        return
    folder = home / MODELS / model.name
    note = read_note(folder)
    if not note.is_whole(folder):
        raise Mendable(
            f"{folder / note.file} is not the file that was fetched",
            f"meterline models fetch {model.name}",
        )


def _remarks(model: KnownModel, pack: Path | None) -> list[str]:
    untuned = [] if is_tuned(model.name) else [UNTUNED.format(tuned=DEFAULT_MODEL, name=model.name)]
    return untuned if pack else [*untuned, UNMEASURED]


def _demo_turns() -> list[Pcm]:
    pack = read_pack(demo.FOLDER)
    turns = islice((turn for call in pack.calls for turn in call.turns), TURNS)
    return [(pack.samples(turn) / 32768).astype(np.float32) for turn in turns]


def _cost(model: AcousticModel, turns: Sequence[Pcm], every: int | None) -> float:
    """Core-seconds to hear the turns: each as a whole, or with interim results on the way."""
    began = time.process_time()
    for turn in turns:
        state, step = model.start(), every or len(turn)
        for at in range(0, len(turn), step):
            last = at + step >= len(turn)
            ((_, state),) = model.forward([turn[at : at + step]], [state], interim=not last)
    return time.process_time() - began


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6
