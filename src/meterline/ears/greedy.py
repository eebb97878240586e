"""The likeliest letters without any grammar: for logs, for names, for how clear they are."""

from dataclasses import dataclass

import numpy as np

from meterline.ears.port import ALPHABET, BLANK, LogProbs

SPACE = len(ALPHABET)


@dataclass(frozen=True)
class HeardWord:
    """Letters between spaces, from frame `first` to frame `last`."""

    letters: str
    first: int
    last: int


def greedy_words(logp: LogProbs) -> list[HeardWord]:
    """The words of the likeliest letters of `logp` [frames, columns]."""
    best = logp.argmax(axis=1)
    begins = (best != BLANK) & np.concatenate([[True], best[1:] != best[:-1]])
    words: list[HeardWord] = []
    letters: list[int] = []
    for frame in [*np.flatnonzero(begins), -1]:
        if frame >= 0 and best[frame] != SPACE:
            letters.append(int(frame))
        elif letters:
            text = "".join(ALPHABET[best[i] - 1] for i in letters)
            words.append(HeardWord(text, letters[0], letters[-1]))
            letters = []
    return words


def clearness(logp: LogProbs, words: list[HeardWord]) -> float:
    """The mean log probability of the likeliest letters of `words`; 0 at best."""
    frames = [f for w in words for f in range(w.first, w.last + 1)]
    frames = [f for f in frames if logp[f].argmax() != BLANK]
    return float(logp[frames].max(axis=1).mean()) if frames else 0.0
