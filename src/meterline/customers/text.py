"""Text as it is searched: SQLite cannot fold the case of Cyrillic letters by itself."""

import re

MARKS = re.compile(r"[^\w\s№-]+")


def fold(text: str) -> str:
    """`text` in small letters, ё as е, without quotes and commas, single spaces."""
    return " ".join(MARKS.sub(" ", text.casefold().replace("ё", "е")).split())
