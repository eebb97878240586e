"""Cells as other programs write them, brought into our own form."""

import re
from collections.abc import Callable
from decimal import Decimal

from meterline.importing.dates import moment
from meterline.importing.maps import ColumnMap

Convert = Callable[[str], str]
"""A cell in our own form. Raises ValueError with a reason in Russian."""

DATES = frozenset({"installed", "verified_until", "removed", "day"})
MOMENTS = frozenset({"given"})
TIMES = frozenset({"time"})
MONTHS = frozenset({"month", "valid_from", "period"})
MONEY = frozenset({"amount", "commission"})
AMOUNTS = MONEY | {"max_power_kw", "ratio", "energy", "price", "coefficient"}
SHOWN = frozenset({"value", "t1", "t2", "t3"})
"""What registers show: only digits up to the comma count."""

KOPECKS = re.compile(r"-?\d{1,14}")

FIRST_OF_MONTH = re.compile(r"\d{4}-\d\d-01")
"""A month as Excel keeps it."""


def own_form(ours: str, columns: ColumnMap, *, excel: bool) -> Convert | None:
    """How cells of a column are brought into our form; None: they are in it."""
    return _dated(ours, columns, excel=excel) or _counted(ours, columns)


def _dated(ours: str, columns: ColumnMap, *, excel: bool) -> Convert | None:
    if ours in MONTHS and columns.month:
        return lambda cell: f"{moment(cell, columns.month):%Y-%m}" if cell else cell
    if ours in MONTHS and excel:
        return lambda cell: cell[:7] if FIRST_OF_MONTH.fullmatch(cell) else cell
    if ours in DATES | MOMENTS and columns.date:
        return lambda cell: _date(cell, columns.date, whole=ours in MOMENTS)
    if ours in TIMES and columns.time:
        return lambda cell: moment(cell, columns.time, "время").time().isoformat() if cell else cell
    return None


def _counted(ours: str, columns: ColumnMap) -> Convert | None:
    if ours in MONEY and columns.kopecks:
        return _from_kopecks
    if ours in SHOWN and columns.decimal:
        return lambda cell: _shown(_grouped(cell, columns.decimal))
    if ours in AMOUNTS and columns.decimal:
        return lambda cell: _grouped(cell, columns.decimal)
    return None


def _from_kopecks(cell: str) -> str:
    if not cell:
        return cell
    if not KOPECKS.fullmatch(cell):
        raise ValueError("нужна сумма в копейках, целое число")
    return f"{Decimal(cell).scaleb(-2):f}"


def _date(cell: str, pattern: str, *, whole: bool) -> str:
    """A day, or with `whole` a moment, as ISO 8601 has it."""
    if not cell:
        return cell
    found = moment(cell, pattern)
    return found.isoformat() if whole else found.date().isoformat()


def _grouped(cell: str, decimal: str) -> str:
    """A number without the spaces that group its digits, its fraction after a full stop."""
    if not decimal:
        return cell
    return cell.replace(" ", "").replace("\u00a0", "").replace(decimal, ".")


def _shown(cell: str) -> str:
    whole, mark, fraction = cell.partition(".")
    return whole if mark and fraction.isdecimal() else cell
