"""The ports of the ears: letters from sound, and the turn-taking service in front of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя "
"""Letters that every acoustic model's output is brought to; index 0 is the CTC blank,
letter i of this string is column i + 1. ё is written as е."""

BLANK = 0
COLUMNS = len(ALPHABET) + 1

Pcm = NDArray[np.float32]
"""Audio at 8 kHz, one channel, in [-1, 1]."""

LogProbs = NDArray[np.float32]
"""Natural-log probabilities [frames, COLUMNS]."""


@dataclass(frozen=True)
class Letters:
    """Log-probabilities of a stretch of an utterance.

    `logp` replaces everything from frame `start_frame` of the utterance on: a model that
    attends to the whole utterance revises it, a streaming one only appends.
    """

    logp: LogProbs
    start_frame: int


class AcousticModel(Protocol):
    """8 kHz audio in, letter log-probabilities out; the state carries the utterance."""

    name: str
    frame_seconds: float

    def start(self) -> Any:
        """State of an utterance of which nothing has been heard."""

    def forward(
        self, chunks: Sequence[Pcm], states: Sequence[Any], *, interim: bool = False
    ) -> list[tuple[Letters, Any]]:
        """Feed each utterance its next chunk (any length), all in one batch.

        Returns for each the new letters and the new state; states are not changed in place.
        `interim`: speech goes on, and a model that attends to the whole utterance may look
        at the last seconds alone; a later call without it revises these letters.
        """
