"""What all of the recipe agrees on: rate, frame, letters."""

import numpy as np
from numpy.typing import NDArray

RATE = 8000

FRAME = 320
"""Samples of one frame of letters: 25 a second."""

ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя "
"""Letters in the order of the model's columns from 1 on; column 0 is the blank."""

Wave = NDArray[np.float32]
"""Audio at `RATE`, one channel."""

Chance = np.random.Generator


def spelled(text: str) -> str:
    """The text in the model's letters: lower case, ё as е, everything else a space."""
    letters = text.lower().replace("ё", "е")
    return " ".join("".join(c if c in ALPHABET else " " for c in letters).split())
