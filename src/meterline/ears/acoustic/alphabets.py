"""Classes of foreign letter models, brought to the letters of the port."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from meterline.ears.acoustic.sessions import Array
from meterline.ears.port import ALPHABET, LogProbs

BLANK_SIGN = "<blank>"

Classes = tuple[str, ...]
"""A model's classes in their order: letters, the space, BLANK_SIGN."""

_YO_IS_WRITTEN = ALPHABET.index("е") + 1


def to_port(logp: Array, classes: Classes) -> LogProbs:
    """Log-probabilities [..., classes] as [..., COLUMNS], ё joined to е, summing to one.

    Models of half precision round each probability by some tenths of a percent.
    """
    known = logp.astype(np.float32)
    letters: LogProbs = known[..., _order(classes)]
    if "ё" in classes:
        yo = known[..., classes.index("ё")]
        letters[..., _YO_IS_WRITTEN] = np.logaddexp(letters[..., _YO_IS_WRITTEN], yo)
    total: LogProbs = np.logaddexp.reduce(letters, axis=-1, keepdims=True)
    return letters - total


@cache
def _order(classes: Classes) -> NDArray[np.int64]:
    return np.array([classes.index(letter) for letter in (BLANK_SIGN, *ALPHABET)])
