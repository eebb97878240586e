"""Values as people type them into a field. Pure."""

import re
import unicodedata
from dataclasses import dataclass

VALUE = re.compile(r"(0*\d{1,12})([.,]\d{0,3})?", re.ASCII)
SPACES = re.compile(r"[\s_']+")

NOT_A_NUMBER = "Впишите только цифры, которые стоят до запятой."


@dataclass(frozen=True)
class Typed:
    """What a field holds: `value` in whole units, None where it is empty or `problem` tells why."""

    text: str
    value: int | None = None
    problem: str = ""


def read_value(text: str) -> Typed:
    """«12 345», «012345», «12345,6»: digits after the comma are not taken."""
    bare = SPACES.sub("", unicodedata.normalize("NFKC", text))
    if not bare:
        return Typed("")
    found = VALUE.fullmatch(bare)
    if not found:
        return Typed(text.strip()[:20], problem=NOT_A_NUMBER)
    return Typed(found[1][-20:], int(found[1]))
