"""Where an utterance may be cut without hurting a word, told from its letters."""

from collections.abc import Iterator

import numpy as np

from meterline.ears.port import ALPHABET, BLANK, LogProbs

_SPACE = ALPHABET.index(" ") + 1
_CERTAIN = np.log(0.8)


def quiet_runs(logp: LogProbs) -> Iterator[tuple[int, int]]:
    """Stretches [first frame, frame after the last) without a letter, in order."""
    quiet = np.logaddexp(logp[:, BLANK], logp[:, _SPACE]) > _CERTAIN
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def silence_to_cut(logp: LogProbs, first: int, shortest: int) -> int | None:
    """Middle of the last pause between two words from frame `first` on, None without one.

    A pause has `shortest` frames without a letter, a space among them (a drawn-out vowel
    has none), and letters after it, so that more audio does not change what was before it.
    """
    is_space = logp.argmax(axis=1) == _SPACE
    middles = [
        (start + end) // 2
        for start, end in quiet_runs(logp)
        if start >= first and end - start >= shortest and end < len(logp)
        if is_space[start:end].any()
    ]
    return middles[-1] if middles else None


def gap_to_cut(logp: LogProbs, first: int) -> int:
    """Middle of the longest stretch without a letter from frame `first` on: the least bad cut."""
    runs = [(end - start, (start + end) // 2) for start, end in quiet_runs(logp) if start >= first]
    return max(runs)[1] if runs else len(logp) - 1
