"""The search as Python sees it: letters in, different meanings with log scores out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meterline.ears.port import BLANK, LogProbs
from meterline.ears.search.beam import make_beam, run
from meterline.ears.search.graph import Table, letter_tree
from meterline.ears.search.history import make_histories

_KEPT_BITS = 12
MOST_HYPOTHESES = 1 << _KEPT_BITS
"""Hypotheses that one frame can hand to the next."""

NO_KEYS = np.zeros(0, np.uint64)


@dataclass(frozen=True)
class Found:
    """One meaning: symbols with the frame in which each was known, and its log score.

    `index` is the place of the account in the base's keys, -1 where none was completed.
    """

    symbols: tuple[int, ...]
    frames: tuple[int, ...]
    score: float
    index: int


@dataclass(frozen=True)
class Effort:
    """How to search: `width` in nats, `most` hypotheses, the penalty of a letter outside the
    lexicon, and by how much blanks are held back (short answers come out better so)."""

    width: float = 22.0
    most: int = 700
    unknown_letter: float = 1.2
    hold_blank: float = 0.0

    def __post_init__(self) -> None:
        """The compiled search does not look whether it writes beyond its memory."""
        if not 0 < self.most <= MOST_HYPOTHESES:
            raise ValueError(f"1 to {MOST_HYPOTHESES} hypotheses at once")


def garbage_scores(logp: LogProbs, unknown_letter: float) -> NDArray[np.float32]:
    """The score of each frame outside the lexicon: its best letter less the penalty.

    The penalty falls where a new letter begins, so silence costs nothing.
    """
    best = logp.argmax(axis=1)
    begins = best != BLANK
    begins[1:] &= best[1:] != best[:-1]
    scores = logp.max(axis=1) - unknown_letter * begins
    return np.asarray(scores, np.float32)


class Decoder:
    """Scratch memory for one search at a time (not for threads); about 30 MB."""

    def __init__(self) -> None:
        self._histories = make_histories(17)
        self._beams = (make_beam(_KEPT_BITS), make_beam(15))
        self._totals = np.zeros(1 << 15, np.float32)
        self._ends = np.zeros(1 << 13, np.int64)
        self._scores = np.zeros(1 << 13, np.float32)

    def search(
        self,
        logp: LogProbs,
        table: Table,
        keys: NDArray[np.uint64] = NO_KEYS,
        effort: Effort = Effort(),
        count: int = 100,
    ) -> list[Found]:
        """The `count` best meanings, best first."""
        logp = np.array(logp, np.float32)
        logp[:, BLANK] -= effort.hold_blank
        n = run(
            logp, garbage_scores(logp, effort.unknown_letter), letter_tree(), table,
            self._histories, keys, self._beams, self._totals,
            np.float32(effort.width), effort.most, self._ends, self._scores,
        )  # fmt: skip
        return self._read(n, count)

    def _read(self, n: int, count: int) -> list[Found]:
        """Ends with the same history add up."""
        histories, where = np.unique(self._ends[:n], return_inverse=True)
        totals = np.full(len(histories), -np.inf)
        np.logaddexp.at(totals, where, self._scores[:n])
        order = np.argsort(-totals)[:count]
        return [self._found(int(histories[i]), float(totals[i])) for i in order]

    def _found(self, history: int, score: float) -> Found:
        h = self._histories
        done = bool(h.flags[history] & 8)
        index = int(h.low[history]) if done and h.high[history] == h.low[history] + 1 else -1
        symbols: list[int] = []
        frames: list[int] = []
        while history > 0:
            symbols.append(int(h.symbol[history]))
            frames.append(int(h.frame[history]))
            history = int(h.parent[history])
        return Found(tuple(reversed(symbols)), tuple(reversed(frames)), score, index)
