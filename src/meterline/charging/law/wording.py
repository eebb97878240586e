"""Russian words and numbers of explanations."""

from datetime import date
from decimal import Decimal

from meterline.language.zones import Zone

SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

_MONTHS = (
    ("январь", "января", "январе"),
    ("февраль", "февраля", "феврале"),
    ("март", "марта", "марте"),
    ("апрель", "апреля", "апреле"),
    ("май", "мая", "мае"),
    ("июнь", "июня", "июне"),
    ("июль", "июля", "июле"),
    ("август", "августа", "августе"),
    ("сентябрь", "сентября", "сентябре"),
    ("октябрь", "октября", "октябре"),
    ("ноябрь", "ноября", "ноябре"),
    ("декабрь", "декабря", "декабре"),
)
_ORDINALS = (
    *("первый", "второй", "третий", "четвёртый", "пятый", "шестой"),
    *("седьмой", "восьмой", "девятый", "десятый", "одиннадцатый", "двенадцатый"),
)
_GENITIVE = (
    *("одного", "двух", "трёх", "четырёх", "пяти", "шести"),
    *("семи", "восьми", "девяти", "десяти", "одиннадцати", "двенадцати"),
)
ZONES = {
    Zone.DAY: "день",
    Zone.NIGHT: "ночь",
    Zone.PEAK: "пик",
    Zone.HALF_PEAK: "полупик",
}
"""Zones as bills call them; a meter with a single one has no name for it."""


def number(value: Decimal | int | str) -> str:
    """1 072,5: thousands apart, a comma, a true minus sign, no noughts at the end."""
    text = f"{Decimal(value).normalize():,f}"
    return text.replace(",", SPACE).replace(".", ",").replace("-", MINUS)


def kwh(value: Decimal | int | str) -> str:
    """1 072 кВт·ч."""
    return f"{number(value)}{SPACE}кВт·ч"


def plural(count: int, one: str, few: str, many: str) -> str:
    """месяц, месяца, месяцев: the form that goes with a number."""
    if count % 10 == 1 and count % 100 != 11:
        return one
    if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14}:
        return few
    return many


def months(count: int) -> str:
    """7 месяцев."""
    return f"{count}{SPACE}{plural(count, 'месяц', 'месяца', 'месяцев')}"


def month(value: date) -> str:
    """октябрь 2026 г."""
    return f"{_MONTHS[value.month - 1][0]} {_year(value)}"


def in_month(value: date) -> str:
    """в октябре 2026 г."""
    return f"в {_MONTHS[value.month - 1][2]} {_year(value)}"


def day(value: date) -> str:
    """1 ноября 2026 г."""
    return f"{value.day}{SPACE}{_MONTHS[value.month - 1][1]} {_year(value)}"


def days(first: int, last: int, value: date) -> str:
    """23–25 октября 2026 г."""
    return f"{first}–{last}{SPACE}{_MONTHS[value.month - 1][1]} {_year(value)}"


def span(first: date, last: date) -> str:
    """с февраля по август 2026 г.; август 2026 г."""
    if first == last:
        return month(first)
    start = _MONTHS[first.month - 1][1]
    if first.year != last.year:
        start = f"{start} {_year(first)}"
    return f"с {start} по {month(last)}"


def dotted(value: date) -> str:
    """30.09.2026."""
    return f"{value:%d.%m.%Y}"


def ordinal(count: int) -> str:
    """четвёртый; 13-й."""
    return _ORDINALS[count - 1] if count <= len(_ORDINALS) else f"{count}-й"


def genitive(count: int) -> str:
    """трёх; 13."""
    return _GENITIVE[count - 1] if count <= len(_GENITIVE) else str(count)


def of_zone(zone: Zone) -> str:
    """в зоне «ночь», or nothing for a meter with a single zone."""
    return f" в зоне «{ZONES[zone]}»" if zone in ZONES else ""


def _year(value: date) -> str:
    return f"{value.year}{SPACE}г."
