"""Letters as an acoustic model would give them for a perfectly heard text."""

import numpy as np

from meterline.ears.port import ALPHABET, BLANK, COLUMNS, LogProbs
from meterline.language.lexicon import fold

FRAME_SECONDS = 0.04
"""Time of one frame of these letters."""

LIKELY, UNLIKELY = -0.01, -9.0
"""Log probabilities of the letter said and of every other one."""

BEFORE, AFTER = 5, 8
"""Frames of silence at both ends."""


def letters_of(text: str) -> LogProbs:
    """One frame a letter and one of blank after it [frames, COLUMNS], silence at both ends.

    What no acoustic model writes (signs, Latin letters, digits) is a space.
    """
    columns = [BLANK] * BEFORE
    for letter in " ".join(_sayable(text).split()):
        columns += [ALPHABET.index(letter) + 1, BLANK]
    columns += [BLANK] * AFTER
    logp = np.full((len(columns), COLUMNS), UNLIKELY, np.float32)
    logp[np.arange(len(columns)), columns] = LIKELY
    return logp


def _sayable(text: str) -> str:
    return "".join(letter if letter in ALPHABET else " " for letter in fold(text))
