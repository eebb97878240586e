"""Receipt numbers: short, all digits, each with a check digit."""

FIRST = 1000
"""Added to the row's id, so that no number is shorter than five digits."""


def receipt_number(row: int) -> str:
    """The number of a receipt's row, its check digit (Luhn, ISO/IEC 7812-1) last."""
    body = str(FIRST + row)
    return body + _check_digit(body)


def receipt_row(number: str) -> int | None:
    """The row of a receipt number, None where the check digit does not agree."""
    body, check = number[:-1], number[-1:]
    if not number.isascii() or not body.isdigit() or check != _check_digit(body):
        return None
    row = int(body) - FIRST
    return row if row > 0 else None


def _check_digit(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
