"""Which of very many names sound like the letters heard: a short list in bounded time.

Names and letters are brought to a skeleton in which what is easily confused is the same
(о and а, voiced and voiceless, soft and hard), and compared by the pairs of its letters.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from meterline.language.saying_names import skeleton

_ENDS = "|"


def _pairs(text: str) -> set[str]:
    bones = _ENDS + skeleton(text) + _ENDS
    return {bones[i : i + 2] for i in range(len(bones) - 1)}


class Shortlist:
    """Texts by the letter pairs of their skeletons."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        places: dict[str, list[int]] = {}
        sizes = np.ones(len(texts), np.float32)
        for i, text in enumerate(texts):
            pairs = _pairs(text)
            sizes[i] = len(pairs)
            for pair in pairs:
                places.setdefault(pair, []).append(i)
        self._sizes = sizes
        self._places = {pair: np.array(found, np.int32) for pair, found in places.items()}

    def nearest(self, letters: str, count: int) -> list[str]:
        """At most `count` texts, those first most of whose pairs are in `letters`."""
        heard = [self._places[p] for p in sorted(_pairs_in(letters)) if p in self._places]
        if not heard:
            return []
        shared = np.bincount(np.concatenate(heard), minlength=len(self._texts))
        likeness = shared / (self._sizes + 1.0)
        return [self._texts[i] for i in _largest(likeness, count)]


def _pairs_in(letters: str) -> set[str]:
    """Pairs of the whole and of each of its words: a space may be missing or too many."""
    return _pairs(letters).union(*(_pairs(word) for word in letters.split()))


def _largest(likeness: NDArray[np.float32], count: int) -> list[int]:
    likely = np.flatnonzero(likeness > 0)
    if len(likely) > count:
        likely = likely[np.argpartition(-likeness[likely], count)[:count]]
    return [int(i) for i in likely[np.argsort(-likeness[likely], kind="stable")]]
