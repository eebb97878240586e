"""Letters of a pack's turns under one line condition, kept on disk: the costly half of a bench."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from meterline.bench.channel import Channel, LineVoice
from meterline.bench.pack import Pack, PackCall, PackTurn
from meterline.ears.port import AcousticModel, LogProbs

LISTENED = 24_000
"""Samples (3 s) of a call's background alone, as a turn in which nobody speaks."""


@dataclass(frozen=True)
class CallLetters:
    """Letters of a call: of each turn, by its start in the pack's audio, and of nobody speaking."""

    call: PackCall
    turns: dict[int, LogProbs]
    nobody: LogProbs

    def of(self, turn: PackTurn) -> LogProbs:
        """The letters [frames, COLUMNS] of one turn of the call."""
        return self.turns[turn.start]


def letters_of(
    pack: Pack, model: AcousticModel, channel: Channel, cache: Path
) -> Iterator[CallLetters]:
    """The letters of every call on such a line; heard once, read from `cache` afterwards.

    The cache goes by the pack's labels, the size of its audio, the model's name and the
    channel; it holds sound of callers as letters, so it belongs with the recordings.
    """
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"{_fingerprint(pack, model, channel)}.npz"
    if not path.exists():
        _write(path, {k: v for call in pack.calls for k, v in _hear(pack, call, model, channel)})
    with np.load(path) as kept:
        for call in pack.calls:
            turns = {t.start: _read(kept[f"{call.call}/{t.start}"]) for t in call.turns}
            yield CallLetters(call, turns, _read(kept[f"{call.call}/nobody"]))


def _hear(
    pack: Pack, call: PackCall, model: AcousticModel, channel: Channel
) -> Iterator[tuple[str, LogProbs]]:
    voice = LineVoice(pack, call, channel)
    sounds = {f"{call.call}/{turn.start}": voice.sound(turn) for turn in call.turns}
    sounds[f"{call.call}/nobody"] = np.resize(voice.background, LISTENED)
    for name, sound in sounds.items():
        pcm = (sound / 32768).astype(np.float32)
        [(letters, _)] = model.forward([pcm], [model.start()])
        yield name, letters.logp


def _write(path: Path, letters: dict[str, LogProbs]) -> None:
    """Whole or not at all, so that an interrupted run leaves no half of a file."""
    unfinished = path.with_suffix(".part.npz")
    np.savez(
        unfinished, allow_pickle=False, **{k: v.astype(np.float16) for k, v in letters.items()}
    )
    unfinished.replace(path)


def _read(kept: LogProbs) -> LogProbs:
    return np.asarray(kept, np.float32)


def _fingerprint(pack: Pack, model: AcousticModel, channel: Channel) -> str:
    labels = (pack.folder / "calls.jsonl").read_bytes()
    what = f"{pack.audio.stat().st_size} {model.name} {channel!r}"
    return hashlib.sha256(labels + what.encode()).hexdigest()[:24]
