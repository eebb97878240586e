"""Letters as an acoustic model would give them for a perfectly heard text."""

import numpy as np
from num2words import num2words

from meterline.ears.port import ALPHABET, BLANK, COLUMNS, LogProbs
from meterline.language.lexicon import fold

UNLIKELY = -9.0


def letters_of(text: str) -> LogProbs:
    """One frame a letter and one of blank after it, some silence at both ends."""
    columns = [BLANK] * 5
    for letter in fold(text):
        columns += [ALPHABET.index(letter) + 1, BLANK]
    columns += [BLANK] * 8
    logp = np.full((len(columns), COLUMNS), UNLIKELY, np.float32)
    logp[np.arange(len(columns)), columns] = -0.01
    return logp


def whole(number: int) -> str:
    """A number in words."""
    return fold(num2words(number, lang="ru")).replace("-", " ")


def group(digits: str) -> str:
    """A group of digits as a number, its leading zeros one by one."""
    zeros = len(digits) - len(digits.lstrip("0"))
    words = ["ноль"] * zeros
    if zeros < len(digits):
        words.append(whole(int(digits)))
    return " ".join(words)
