"""Were these letters said? Forms looked for in the sound by their CTC letters.

The score of a form is the log likelihood ratio between its letters and the likeliest letters
of the same frames, a letter; 0 is a perfect hearing. Keyword verification by such a ratio:
Rose and Paul, "A hidden Markov model based keyword recognition system", ICASSP 1990.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from meterline.ears.port import BLANK, LogProbs
from meterline.ears.search.graph import COLUMN, SPACE

MISS = np.float32(-10.0)
"""The most that one frame can lose: a name is not lost by one bad letter."""
FORM_COST = 1.0
"""Nats that a form loses in any case: short ones must be heard better than long ones."""
NOT_SAID = -10.0
"""Nats a letter of a form that no frames can say."""

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]


@dataclass(frozen=True)
class Sound:
    """Letters of a turn, ready to be searched.

    `ratio` [frames + 2, columns]: log ratios to each frame's likeliest column, with a frame
    at both ends where everything may stand. `letter` [frames + 2]: log probability of the
    likeliest column where it is a letter, else 0; `is_letter` says which.
    """

    ratio: F32
    letter: F32
    is_letter: NDArray[np.bool_]

    @classmethod
    def of(cls, logp: LogProbs) -> "Sound":
        """The sound of `logp` [frames, columns]."""
        likeliest = logp.max(axis=1, keepdims=True)
        edge = np.zeros((1, logp.shape[1]), np.float32)
        ratio = np.concatenate([edge, np.maximum(logp - likeliest, MISS), edge])
        is_letter = np.concatenate([[False], logp.argmax(axis=1) != BLANK, [False]])
        letter = np.where(is_letter, np.pad(likeliest[:, 0], 1), 0.0)
        return cls(ratio.astype(np.float32), letter.astype(np.float32), is_letter)

    def __len__(self) -> int:
        return len(self.ratio)

    def part(self, first: int, last: int) -> "Sound":
        """From frame `first` up to and with frame `last` of this sound."""
        cut = slice(max(0, first), last + 1)
        return Sound(self.ratio[cut], self.letter[cut], self.is_letter[cut])

    def clearness(self, first: int, last: int) -> float:
        """The mean log probability of the likeliest letters from `first` to `last`; 0 at best."""
        count = int(self.is_letter[first : last + 1].sum())
        return float(self.letter[first : last + 1].sum()) / count if count else 0.0


@dataclass(frozen=True)
class Forms:
    """Forms as columns, those of form i from `at[i]` to `at[i + 1]`; `sizes` are how many
    letters of each count."""

    columns: I32
    at: I32
    sizes: F32

    @classmethod
    def of(cls, texts: Sequence[str], sizes: Sequence[int] | None = None) -> "Forms":
        """Forms in the letters of the models; `sizes` are all their letters if not given."""
        rows = [[SPACE, *(COLUMN[c] for c in text), SPACE] for text in texts]
        at = np.zeros(len(rows) + 1, np.int32)
        np.cumsum([len(row) for row in rows], out=at[1:])
        counted = [len(t.replace(" ", "")) for t in texts] if sizes is None else sizes
        columns = np.array([c for row in rows for c in row], np.int32)
        return cls(columns, at, np.array(counted, np.float32))

    def __len__(self) -> int:
        return len(self.sizes)


@dataclass(frozen=True)
class Spotted:
    """Where a form was found best: its score in nats a letter and its frames."""

    score: float
    first: int
    last: int


@njit(cache=True, nogil=True)
def _spot(ratio: F32, columns: I32) -> tuple[float, int, int]:
    """Best sum of `ratio` over any stretch that says `columns` (CTC, Viterbi); its ends.

    State 2i + 1 is letter i, state 2i the blank before it.
    """
    states = 2 * columns.shape[0]
    now = np.full(states, np.float32(-1e30), np.float32)
    since = np.zeros(states, np.int32)
    best, first, last = np.float32(-1e30), 0, 0
    for frame in range(ratio.shape[0]):
        row = ratio[frame]
        for s in range(states - 1, 0, -1):
            value, begin = now[s], since[s]
            if now[s - 1] > value:
                value, begin = now[s - 1], since[s - 1]
            column = columns[s // 2] if s % 2 else 0
            if s == 1 and value < 0.0:
                value, begin = np.float32(0.0), frame
            elif s > 1 and s % 2 and columns[s // 2 - 1] != column and now[s - 2] > value:
                value, begin = now[s - 2], since[s - 2]
            now[s], since[s] = value + row[column], begin
        if now[states - 1] > best:
            best, first, last = now[states - 1], since[states - 1], frame
    return float(best), first, last


@njit(cache=True, nogil=True)
def _spot_all(ratio: F32, columns: I32, at: I32) -> NDArray[np.float64]:
    found = np.empty((at.shape[0] - 1, 3))
    for i in range(at.shape[0] - 1):
        score, first, last = _spot(ratio, columns[at[i] : at[i + 1]])
        found[i, 0], found[i, 1], found[i, 2] = score, first, last
    return found


def scores(sound: Sound, forms: Forms) -> NDArray[np.float64]:
    """[forms, 3]: score in nats a letter, first and last frame of each form."""
    found = _spot_all(sound.ratio, forms.columns, forms.at)
    found[:, 0] = np.maximum((found[:, 0] - FORM_COST) / forms.sizes, NOT_SAID)
    return found


def spot(sound: Sound, forms: Forms) -> Spotted:
    """The best of the forms; NOT_SAID without any."""
    if not len(forms):
        return Spotted(NOT_SAID, 0, 0)
    found = scores(sound, forms)
    score, first, last = found[found[:, 0].argmax()]
    return Spotted(float(score), int(first), int(last))
