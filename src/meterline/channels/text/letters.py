"""A text made even: one form of each letter, no markup, no invisible signs."""

import html
import re
import unicodedata

_TAGS = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]{0,400})?/?>")
_LINE_TAGS = re.compile(r"(?i)<\s*(?:br|/p|/div|/tr|/li|/h\d)\b[^<>\n]{0,100}>")
_HIDDEN = re.compile(r"(?is)<(style|script|head)\b.*?</\1\s*>")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff\u20e3]")
_SPACES = re.compile(r"[^\S\n]|_")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")

_TWINS = str.maketrans("acekmoptxybhuABCEHKMOPTXYU", "асекмортхувниАВСЕНКМОРТХУИ")
"""Latin letters that look like Russian ones."""
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = str.maketrans({"№": "#", "–": "-", "—": "-", "−": "-", "‑": "-", "«": '"', "»": '"'})


def even(text: str) -> str:
    """The text as the rules expect it, Russian letters small, ё as е, № as #."""
    if _TAGS.search(text):
        text = _TAGS.sub(" ", _LINE_TAGS.sub("\n", _HIDDEN.sub(" ", text)))
    text = html.unescape(text)
    text = _LINE_ENDS.sub("\n", text.translate(_SIGNS))
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).translate(_SIGNS))
    text = _EMPTY_LINES.sub("\n\n", _SPACES.sub(" ", text))
    return _WORD.sub(_russian, text).lower().replace("ё", "е").replace("й", "й")


def _russian(word: re.Match[str]) -> str:
    """A word without Latin twins, where all its Latin letters are some."""
    turned = word[0].translate(_TWINS)
    return turned if not re.search("[a-zA-Z]", turned) else word[0]
