"""Parts of a worker that need no model: they count, and break on demand.

The first sample of a chunk says what happens to the worker that hears it.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from meterline.ears.port import COLUMNS, Letters, LogProbs, Pcm
from meterline.ears.workers.messages import Parts
from meterline.errors import Mendable
from meterline.language.turn import Expectation, Understanding

PLAIN, RAISES, SLOW, STUCK, DIES = (np.float32(i / 8) for i in range(5))


class CountingModel:
    """One frame a sample, each with the number of calls in its batch."""

    name = "counting"
    frame_seconds = 0.5

    def start(self) -> int:
        return 0

    def forward(
        self, chunks: Sequence[Pcm], states: Sequence[int], *, interim: bool = False
    ) -> list[tuple[Letters, int]]:
        for chunk in chunks:
            self._obey(chunk[0])
        return [
            (
                Letters(np.full((len(chunk), COLUMNS), len(chunks), np.float32), state),
                state + len(chunk),
            )
            for chunk, state in zip(chunks, states, strict=True)
        ]

    def _obey(self, order: np.float32) -> None:
        if order == RAISES:
            raise ValueError("this sound cannot be heard")
        if order == SLOW:
            time.sleep(0.4)
        if order == STUCK:
            time.sleep(3600)
        if order == DIES:
            os._exit(9)


class Reporting:
    """Understands nothing; the text says what arrived: base, process, frames, batch."""

    def __init__(self, folder: Path) -> None:
        self._base = (folder / "name").read_text()

    def understand(
        self, logp: LogProbs, frame_seconds: float, expectation: Expectation
    ) -> Understanding:
        text = f"{self._base} {os.getpid()} {len(logp)} {logp[-1, 0]:.0f} {expectation.asked}"
        return Understanding(text=text, speech_end=len(logp) * frame_seconds)


def counting_parts(model_path: Path | None) -> Parts:
    return Parts(CountingModel(), Reporting)


def missing_parts(model_path: Path | None) -> Parts:
    raise Mendable(f"model not found: {model_path}", "put it there")


def dying_parts(model_path: Path | None) -> Parts:
    os._exit(3)
