"""Numbers as they are read."""

HOLD = "\N{NO-BREAK SPACE}"


def spaced(number: int) -> str:
    """12 345: thousands apart, never broken over lines."""
    return f"{number:,}".replace(",", HOLD)


def masked(account: str) -> str:
    """…2592: what is told where others may read along."""
    return f"…{account[-4:]}"
