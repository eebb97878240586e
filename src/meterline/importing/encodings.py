"""Whether a file of text is in the encoding that its column map names.

Four encodings of Russian text are told apart by their letters: text read by the wrong one
of them is letters too, but rare ones, and large ones inside of words. A public detector of
all the world's encodings erred more often on the few words that a registry has.
"""

import codecs
from itertools import pairwise
from math import log

SINGLE_BYTE = ("cp1251", "cp866", "koi8-r")

NAMES = {"cp1251": "CP1251 (Windows)", "cp866": "CP866 (DOS)", "koi8-r": "KOI8-R"}
"""As people here call them."""

LOOKED_AT = 1 << 17
"""Bytes of a file's beginning that are looked at."""

SHARES = {
    **{"о": 110, "е": 84, "а": 80, "и": 74, "н": 67, "т": 63, "с": 55, "р": 47, "в": 45},
    **{"л": 44, "к": 35, "м": 32, "д": 30, "п": 28, "у": 26, "я": 20, "ы": 19, "ь": 17},
    **{"г": 17, "з": 16, "б": 16, "ч": 14, "й": 12, "х": 10, "ж": 9, "ш": 7, "ю": 6},
    **{"ц": 5, "щ": 4, "э": 3, "ф": 3, "ъ": 1, "ё": 1},
}
"""Letters of Russian text, in a thousand."""

NO_LETTER = log(0.01 / 1000)
LARGE_INSIDE = log(0.002)
"""What a large letter after a small one of the same word costs."""

SURE = 12.0
"""How much likelier the text has to be for another encoding to be named (log)."""


def real_encoding(beginning: bytes, declared: str) -> str | None:
    """What a file seems to be in where that is not what was declared, as people call it.

    `beginning` is of the file. None: as declared, or nobody can tell.
    """
    declared = codecs.lookup(declared).name
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None if declared.startswith("utf-16") else "UTF-16"
    if beginning.isascii() or declared.startswith("utf-16"):
        return None
    if _is_utf8(beginning):
        return None if declared in ("utf-8", "utf-8-sig") else "UTF-8"
    return _single_byte(beginning, declared)


def _is_utf8(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(data: bytes, declared: str) -> str | None:
    likely = {name: _likeness(data, name) for name in SINGLE_BYTE}
    best = max(likely, key=likely.__getitem__)
    if declared in likely and likely[best] - likely[declared] < SURE:
        return None
    return NAMES[best] if best != declared else None


def _likeness(data: bytes, encoding: str) -> float:
    """How Russian a text looks, read so: the logarithms of its letters' shares, summed."""
    text = data.decode(encoding, "replace")
    return sum(
        _of_letter(before, letter) for before, letter in pairwise(f" {text}") if letter > "~"
    )


def _of_letter(before: str, letter: str) -> float:
    share = SHARES.get(letter.lower())
    if share is None:
        return NO_LETTER
    return log(share / 1000) + (LARGE_INSIDE if letter.isupper() and before.islower() else 0)
