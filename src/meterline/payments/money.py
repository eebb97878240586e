"""Sums as people write and read them."""

from decimal import Decimal

KOPECK = Decimal("0.01")

NARROW = "\N{NO-BREAK SPACE}"


def roubles(amount: Decimal) -> str:
    """A sum as a Russian bill writes it: «1 234,50 ₽»."""
    return f"{amount:,.2f} ₽".replace(",", " ").replace(".", ",").replace(" ", NARROW)
