"""A pack of labelled calls: a folder of calls, their audio, the customer base and a date."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from meterline.errors import Mendable

SAMPLE_RATE = 8000
AUDIO_SUFFIXES = (".opus", ".flac", ".wav", ".ogg")

Samples = NDArray[np.int16]
"""Audio at 8 kHz, one channel."""


@dataclass(frozen=True)
class PackTurn:
    """One thing that the caller can say. `slots` name only what this turn says.

    `start` and `length` are samples of the pack's audio at 8 kHz. `expected` is what a real
    robot asked and knew, as its log tells it; empty where only the role is known.
    """

    role: str
    text: str
    slots: dict[str, Any]
    start: int
    length: int
    ambiguous: bool = False
    expected: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PackCall:
    """One labelled call; its own fields are the truth of the whole call."""

    call: int
    account: str
    branch: str
    phone: str | None
    speaker: str
    turns: tuple[PackTurn, ...]
    truth: dict[str, Any] = field(default_factory=dict)
    """All fields of the call but its turns, as the pack gives them."""

    def all_of(self, role: str) -> tuple[PackTurn, ...]:
        """Turns of one role, in the pack's order."""
        return tuple(turn for turn in self.turns if turn.role == role)

    def first(self, role: str) -> PackTurn | None:
        """The first turn of a role."""
        return next((turn for turn in self.turns if turn.role == role), None)


@dataclass(frozen=True)
class Pack:
    """A folder in the pack format, with its calls read and its audio left on disk."""

    folder: Path
    now: datetime
    calls: tuple[PackCall, ...]
    audio: Path

    def samples(self, turn: PackTurn) -> Samples:
        """The audio of one turn. Raises ValueError where the pack's audio is too short."""
        with soundfile.SoundFile(self.audio) as sound:
            sound.seek(round(turn.start * sound.samplerate / SAMPLE_RATE))
            wanted = round(turn.length * sound.samplerate / SAMPLE_RATE)
            read: Samples = sound.read(wanted, dtype="int16", always_2d=True)[:, 0]
            if len(read) < wanted:
                raise ValueError(f"{self.audio.name} ends before sample {turn.start + turn.length}")
            return _to_line_rate(read, sound.samplerate)


def read_pack(folder: Path) -> Pack:
    """Read a pack. Raises Mendable where the folder is none."""
    calls, clock = folder / "calls.jsonl", folder / "pack.json"
    audio = next((p for s in AUDIO_SUFFIXES if (p := folder / f"calls{s}").exists()), None)
    missing = [path.name for path in (calls, clock) if not path.exists()]
    if audio is None:
        missing.append("calls.opus")
    if missing or audio is None:
        raise Mendable(
            f"{folder} is no pack of calls: {', '.join(missing)} missing",
            "name a folder with calls.jsonl, calls.opus, pack.json and the four CSV files",
        )
    with calls.open(encoding="utf-8") as lines:
        read = tuple(_call(json.loads(line)) for line in lines if line.strip())
    now = datetime.fromisoformat(json.loads(clock.read_text(encoding="utf-8"))["now"])
    return Pack(folder, now, read, audio)


def _call(row: dict[str, Any]) -> PackCall:
    truth = {key: value for key, value in row.items() if key != "turns"}
    return PackCall(
        call=row["call"],
        account=row["account"],
        branch=row.get("branch", ""),
        phone=row.get("phone") or None,
        speaker=row.get("speaker", ""),
        turns=tuple(_turn(turn) for turn in row["turns"]),
        truth=truth,
    )


def _turn(row: dict[str, Any]) -> PackTurn:
    return PackTurn(
        role=row["role"],
        text=row["text"],
        slots=row.get("slots", {}),
        start=row["start"],
        length=row["length"],
        ambiguous=bool(row.get("ambiguous")),
        expected=row.get("expected", {}),
    )


def _to_line_rate(samples: Samples, rate: int) -> Samples:
    if rate == SAMPLE_RATE:
        return samples
    resampled = resample_poly(samples.astype(np.float64), SAMPLE_RATE, rate)
    limited: Samples = np.clip(np.round(resampled), -32768, 32767).astype(np.int16)
    return limited
