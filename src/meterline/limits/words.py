"""Times to wait, in Russian."""

from datetime import timedelta
from math import ceil

MINUTES = ("минуту", "минуты", "минут")
HOURS = ("час", "часа", "часов")


def in_words(time: timedelta) -> str:
    """«3 минуты», «2 часа»: rounded up, the accusative after «через»."""
    minutes = max(1, ceil(time.total_seconds() / 60))
    if minutes <= 60:
        return f"{minutes}\N{NO-BREAK SPACE}{counted(minutes, MINUTES)}"
    hours = ceil(minutes / 60)
    return f"{hours}\N{NO-BREAK SPACE}{counted(hours, HOURS)}"


def counted(number: int, forms: tuple[str, str, str]) -> str:
    """The form of a noun after a whole number: 1, 2-4, 5 and more."""
    if number % 10 == 1 and number % 100 != 11:
        return forms[0]
    few = number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14}
    return forms[1] if few else forms[2]
