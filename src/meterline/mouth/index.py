"""The files of a prompt pack: where each clip lies and what is said in it.

Apart from the sound, so that who only wants to know what there is loads no signal processing.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meterline.errors import Mendable

BUNDLED = Path(__file__).parent / "packs" / "ru-aleksandr"
PACK_RATE = 16_000

MEND = "reinstall the package, or name a complete prompt pack"


class PackMissing(Mendable):
    """A prompt pack, or a part of it, is not there."""


class PackUnreadable(Mendable):
    """A file of the prompt pack is there and cannot be read."""


@dataclass(frozen=True)
class Clip:
    """A stretch of the pack's audio, in samples at 16 kHz, and the words said in it."""

    text: str
    start: int
    length: int


def read_index(folder: Path = BUNDLED) -> dict[str, Clip]:
    """The clips of the pack by key. Raises PackMissing, PackUnreadable."""
    path = folder / "clips.json"
    try:
        index: dict[str, Any] = json.loads(_text(path))
        if index["sample_rate"] != PACK_RATE:
            raise ValueError(f"sample rate {index['sample_rate']}, not {PACK_RATE}")
        return {key: Clip(**clip) for key, clip in index["clips"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackUnreadable(f"prompt pack index {path}: {error}", MEND) from error


def read_table(folder: Path = BUNDLED) -> dict[str, str]:
    """The texts of the flow's phrases by key. Raises PackMissing, PackUnreadable."""
    path = folder / "phrases.tsv"
    try:
        rows = [line.split("\t") for line in _text(path).splitlines() if line]
        return dict(rows)
    except ValueError as error:
        raise PackUnreadable(f"table of phrases {path}: {error}", MEND) from error


def _text(path: Path) -> str:
    if not path.is_file():
        raise PackMissing(f"prompt pack file not found: {path}", MEND)
    return path.read_text(encoding="utf-8")
