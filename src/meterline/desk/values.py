"""What a clerk typed or pasted as a register's value."""

import re

SHOWN = re.compile(r"(\d{1,9})([.,]\d*)?")

NOT_A_NUMBER = "Нужны цифры, как на счётчике до запятой."


def whole(text: str) -> int | None:
    """Digits before the comma; None for anything else. «2 908,5» is 2908."""
    found = SHOWN.fullmatch("".join(text.split()))
    return int(found[1]) if found else None
