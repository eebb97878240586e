"""What people type into a search field, as the tables keep it."""

import re

from meterline.customers.text import fold

NUMBER = re.compile(r"[+\d][\d\s()+-]*")
NOT_DIGITS = re.compile(r"\D+")


def search_term(typed: str) -> str:
    """Words folded; a number without its grouping.

    «722 818-662-011» is an account, «8 (913) 442-34-35» a telephone: they are kept as
    digits alone, telephones without the 8 that is dialled inside the country.
    """
    if not NUMBER.fullmatch(typed.strip()):
        return fold(typed)
    digits = NOT_DIGITS.sub("", typed)
    return digits[1:] if len(digits) == 11 and digits[0] == "8" else digits


def search_words(typed: str) -> list[str]:
    """What must occur, each somewhere in an account: a whole number or e-mail is one word."""
    if NUMBER.fullmatch(typed.strip()):
        return [search_term(typed)]
    return [
        word
        for piece in typed.split()
        for word in ([piece.casefold()] if "@" in piece else fold(piece).split())
    ]
