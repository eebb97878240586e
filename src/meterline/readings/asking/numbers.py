"""Numbers as they are read."""

HOLD = "\N{NO-BREAK SPACE}"


def spaced(number: int) -> str:
    """12 345: thousands apart, never broken over lines."""
    return f"{number:,}".replace(",", HOLD)
