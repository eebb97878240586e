"""Bytes of letters to text, whatever they claim to be in."""

import codecs

GUESSED = ("cp1251", "koi8-r", "cp866")
"""Eight-bit Russian encodings, in which any bytes are some text."""

DISBELIEVED = frozenset(
    {
        *("iso8859-1", "cp1252"),  # claimed by default, with Russian in it
        *("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"),
    }
)

UNUSABLE = dict.fromkeys([*range(9), *range(11, 32), 127, *range(0xD800, 0xE000)])
"""Control characters and halves of pairs: no data base keeps them all."""


def decoded(raw: bytes, claimed: str | None = None) -> str:
    """Text of `raw`: as claimed if that is possible, else UTF-8, else the likeliest Russian."""
    for charset in (_usable(claimed), "utf-8"):
        try:
            return clean(raw.decode(charset))
        except (UnicodeError, LookupError, ValueError):
            continue
    return clean(max((raw.decode(name, "replace") for name in GUESSED), key=_small_letters))


def clean(text: str) -> str:
    """Text that every data base keeps; lines end in a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(UNUSABLE)


def _usable(claimed: str | None) -> str:
    """The claimed encoding's name, UTF-8 in place of one that no letter is honestly in."""
    try:
        name = codecs.lookup(claimed or "utf-8").name
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if name in DISBELIEVED else name


def _small_letters(text: str) -> int:
    """How Russian a text looks: read in the wrong encoding, small letters turn into others."""
    return sum("а" <= one <= "я" for one in text) - 2 * sum("─" <= one <= "▓" for one in text)
