"""Reading a sheet: right as a whole, or refused with every wrong row named."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from meterline.charging.law.sheets import (
    ZONE_SETS,
    Dated,
    Group,
    Norms,
    Prices,
    Ranges,
    Sheet,
    SheetRefused,
    Tariff,
)
from meterline.charging.law.sheets_fields import Fields

PRICE = (Decimal(0), Decimal(100))
"""A price in roubles lies between; more is a slip of the comma."""
LIMIT = (Decimal(0), Decimal(1_000_000))
NORM = (Decimal(0), Decimal(2000))

NAME_LONGEST = 90
GROUP_NAME_LONGEST = 80
ROOMS = ("1", "2", "3", "4")
PEOPLE = 5


def decoded(text: str) -> dict[str, Any]:
    """A file's text as JSON keeps it: numbers with a point and dates are texts, digit by digit.

    Raises SheetRefused with the line and column where the text is not TOML.
    """
    try:
        content = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as wrong:
        raise SheetRefused((f"{_place(str(wrong))}: не читается как TOML",)) from wrong
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in content.items()
    }


def _place(message: str) -> str:
    """Where tomllib stopped: it says so only in words, «(at line 3, column 5)»."""
    found = re.search(r"at line (\d+), column (\d+)", message)
    return f"строка {found[1]}, знак {found[2]}" if found else "конец файла"


def parse(content: Mapping[str, Any]) -> Sheet:
    """A sheet from what `decoded` gives. Raises SheetRefused with all that is wrong."""
    problems: list[str] = []
    sheet = _sheet(Fields(content, "", problems))
    if problems or sheet is None:
        raise SheetRefused(tuple(problems))
    return sheet


def _sheet(top: Fields) -> Sheet | None:
    kind = top.take("kind")
    if kind == "tariff":
        return _tariff(top)
    if kind == "norm":
        return _norms(top)
    if kind is not None:
        top.wrong("kind", f"«{kind}»: нужно tariff или norm")
    return None


def _dated(top: Fields) -> Dated:
    placeholder = top.placeholder()
    dated = Dated(
        branch=top.text("branch", 50),
        name=top.name(placeholder, NAME_LONGEST),
        source=top.text("source"),
        valid_from=top.day("valid_from"),
        valid_to=top.day("valid_to") if "valid_to" in top else None,
        placeholder=placeholder,
    )
    known = not (top.is_wrong("valid_from") or top.is_wrong("valid_to"))
    if known and dated.valid_to and dated.valid_to < dated.valid_from:
        top.wrong("valid_to", f"{dated.valid_to} раньше valid_from")
    return dated


def _tariff(top: Fields) -> Tariff:
    dated = _dated(top)
    ranges = _ranges(top.table("ranges"))
    # Without ranges nobody knows how many prices there should be.
    count = None if top.is_wrong("ranges.limits") else len(ranges.limits) + 1
    groups = _groups(top.table("groups"), count, dated.placeholder)
    usual, stove = (_group_named(top, key, groups) for key in ("usual_group", "stove_group"))
    organisations = _group(top.table("organisations"), 1, dated.placeholder)
    top.done()
    return Tariff(
        **vars(dated),
        ranges=ranges,
        groups=groups,
        usual_group=usual,
        stove_group=stove,
        organisations=organisations,
    )


def _groups(table: Fields, count: int | None, placeholder: str) -> dict[str, Group]:
    if not table.keys:
        table.wrong("*", "нет ни одной группы")
    return {key: _group(table.table(key), count, placeholder) for key in table.keys}


def _group_named(top: Fields, key: str, groups: Mapping[str, Group]) -> str:
    name = top.text(key, 50)
    if name and name not in groups:
        top.wrong(key, f"группы «{name}» нет в groups")
    return name


def _ranges(table: Fields) -> Ranges:
    limits = _limits(table, None)
    heating, months = limits, frozenset[int]()
    if "electric_heating" in table:
        season = table.table("electric_heating")
        heating = _limits(season, len(limits))
        months = frozenset(_months(season))
        season.done()
    table.done()
    return Ranges(limits, heating, months)


def _months(season: Fields) -> list[int]:
    numbers = season.numbers("months", None, Decimal(0), Decimal(13))
    if len(set(numbers)) != len(numbers) or any(each % 1 for each in numbers):
        season.wrong("months", "нужны разные номера месяцев от 1 до 12")
    return [int(each) for each in numbers]


def _limits(table: Fields, count: int | None) -> tuple[Decimal, ...]:
    limits = table.numbers("limits", count, *LIMIT)
    if not table.is_wrong("limits"):
        for lower, higher in pairwise(limits):
            if higher <= lower:
                table.wrong("limits", f"{higher} после {lower}: должно возрастать")
    return limits


def _group(table: Fields, count: int | None, placeholder: str) -> Group:
    own = table.placeholder()
    prices = {
        len(zones): _prices(table.table(key), key, count, own or placeholder)
        for key, zones in ZONE_SETS.items()
    }
    group = Group(name=table.name(own, GROUP_NAME_LONGEST), prices=prices)
    table.done()
    return group


def _prices(table: Fields, key: str, count: int | None, placeholder: str) -> Prices:
    reason = table.placeholder() or placeholder
    by_zone = {zone: table.numbers(zone.value, count, *PRICE) for zone in ZONE_SETS[key]}
    table.done()
    return Prices(by_zone, reason)


def _norms(top: Fields) -> Norms:
    dated = _dated(top)
    stove, plain = (_norm_table(top.table(key)) for key in ("electric_stove", "no_electric_stove"))
    top.done()
    return Norms(**vars(dated), electric_stove=stove, no_electric_stove=plain)


def _norm_table(table: Fields) -> tuple[tuple[Decimal, ...], ...]:
    rows = tuple(table.numbers(rooms, PEOPLE, *NORM) for rooms in ROOMS)
    table.done()
    return rows
