"""Parsers of single cells. Each raises ValueError with a reason in Russian."""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from meterline.customers.hours import parse_hours
from meterline.customers.phones import e164
from meterline.customers.zones import is_time_zone, parse_zone_order
from meterline.language.zones import Zone

MONTH = re.compile(r"\d{4}-\d\d")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ACCOUNT = re.compile(r"[0-9]{4,20}")
AMOUNT = re.compile(r"\d{1,8}([.,]\d{1,2})?")
DIALLED = re.compile(r"[0-9]{0,15}")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
SHOWN = re.compile(r"[0-9]{1,7}(,[0-9]{1,7}){0,2}")
BETWEEN = re.compile(r"[,;]")
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
WHOLE = re.compile(r"[0-9]{1,18}")


def text(longest: int) -> Callable[[str], str]:
    """Any text that is there and not longer."""

    def parse(cell: str) -> str:
        if not cell:
            raise ValueError("не заполнено")
        return optional_text(longest)(cell)

    return parse


def optional_text(longest: int) -> Callable[[str], str]:
    """Any text that is not longer."""

    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise ValueError(f"длиннее {longest} знаков")
        return cell

    return parse


def number(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def parse(cell: str) -> int:
        if not WHOLE.fullmatch(cell) or not least <= int(cell) <= most:
            raise ValueError(f"нужно целое число от {least} до {most}")
        return int(cell)

    return parse


def amount(cell: str) -> Decimal:
    """A number that may have a fraction of two digits."""
    if not AMOUNT.fullmatch(cell):
        raise ValueError("нужно число")
    return Decimal(cell.replace(",", "."))


def signed(places: int) -> Callable[[str], Decimal]:
    """A number that may be negative, with so many digits after its comma at most."""
    pattern = re.compile(rf"-?\d{{1,12}}([.,]\d{{1,{places}}})?")

    def parse(cell: str) -> Decimal:
        if not pattern.fullmatch(cell):
            raise ValueError(f"нужно число, после запятой не больше {places} знаков")
        return Decimal(cell.replace(",", "."))

    return parse


def numbers(cell: str) -> dict[str, Any]:
    """Numbers of an explanation as JSON, or nothing."""
    try:
        found = json.loads(cell or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ValueError("нужен объект JSON в фигурных скобках")
    return found


def ratio(cell: str) -> Decimal:
    """A transformation ratio."""
    value = amount(cell)
    if value < 1:
        raise ValueError("коэффициент не может быть меньше 1")
    return value


def digits(cell: str) -> str:
    """A number whose leading zeros count."""
    if not ACCOUNT.fullmatch(cell):
        raise ValueError("нужны 4–20 цифр без пробелов")
    return cell


def dialled(cell: str) -> str:
    """A number as it is dialled, or nothing."""
    if not DIALLED.fullmatch(cell):
        raise ValueError("нужны не больше 15 цифр, как их набирают")
    return cell


def one_of(known: Collection[str]) -> Callable[[str], str]:
    """One of some words."""

    def parse(cell: str) -> str:
        if cell not in known:
            raise ValueError(f"бывает: {', '.join(known)}")
        return cell

    return parse


def yes_no(cell: str) -> bool:
    """`1` or `0`; empty is no."""
    if cell not in {"", "0", "1"}:
        raise ValueError("бывает: 1 (да), 0 (нет)")
    return cell == "1"


def day(cell: str) -> date:
    """`2026-11-25`."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("нужна дата вида 2026-11-25") from None


def moment(cell: str) -> datetime | date:
    """`2026-11-25`, or with a time `2026-11-25 13:05`; without a zone it is the branch's."""
    try:
        if len(cell) == len("2026-11-25"):
            return date.fromisoformat(cell)
        found = datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError("нужна дата вида 2026-11-25 или 2026-11-25 13:05") from None
    return found.date() if found.time() == time() else found


def clock(cell: str) -> time:
    """`13:05` or `13:05:01`."""
    try:
        return time.fromisoformat(cell)
    except ValueError:
        raise ValueError("нужно время вида 13:05") from None


@dataclass(frozen=True)
class Unread:
    """A cell that is kept though it cannot be read; `reason` in Russian."""

    cell: str
    reason: str


def kept(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """`Unread` for a cell that cannot be read: what a consumer typed stops no payment."""

    def parse_or_keep(cell: str) -> Any:
        try:
            return parse(cell)
        except ValueError as error:
            return Unread(cell, str(error))

    return parse_or_keep


def month(cell: str) -> date:
    """`2026-11` as the month's first day."""
    try:
        if MONTH.fullmatch(cell):
            return date.fromisoformat(f"{cell}-01")
    except ValueError:
        pass
    raise ValueError("нужен месяц вида 2026-11")


def zone(cell: str) -> Zone:
    """A tariff zone's key."""
    return Zone(one_of([zone.value for zone in Zone])(cell))


def key(cell: str) -> str:
    """A branch's key."""
    if not KEY.fullmatch(cell) or len(cell) > 50:
        raise ValueError("нужны маленькие латинские буквы, цифры и дефисы")
    return cell


def optional_key(cell: str) -> str:
    """A key of a group, or nothing."""
    return key(cell) if cell else ""


def email(cell: str) -> str | None:
    """An address of electronic mail in small letters, or nothing."""
    if cell and (len(cell) > 254 or not EMAIL.fullmatch(cell)):
        raise ValueError("это не адрес электронной почты")
    return cell.lower() or None


def shown(cell: str) -> tuple[int, ...] | None:
    """What a meter's registers show, in the order of the bill: `120,45`."""
    if not cell:
        return None
    if not SHOWN.fullmatch(cell):
        raise ValueError("нужны показания шкал через запятую, например 120,45")
    return tuple(int(value) for value in cell.split(","))


def time_zone(cell: str) -> str:
    """A name of the IANA data base."""
    if not is_time_zone(cell):
        raise ValueError("такого часового пояса нет в базе IANA")
    return cell


def hours(cell: str) -> str:
    """`08:00-17:00` or nothing."""
    parse_hours(cell)
    return cell


def zone_order(cell: str) -> str:
    """Tariff zones with commas."""
    return ",".join(zone.value for zone in parse_zone_order(cell))


def phone(cell: str) -> str | None:
    """A telephone number in E.164, or nothing."""
    known = e164(cell)
    if cell and known is None:
        raise ValueError("это не телефонный номер")
    return known


def several(parse: Callable[[str], str | None]) -> Callable[[str], tuple[str, ...]]:
    """Some values with commas or semicolons between them, or none."""

    def parse_all(cell: str) -> tuple[str, ...]:
        found = (parse(one.strip()) for one in BETWEEN.split(cell))
        return tuple(dict.fromkeys(one for one in found if one))

    return parse_all


def guid(cell: str) -> str:
    """An identifier like `5e3c1f0a-93b8-4a4c-9c43-2f6f0e8f7a10`, in small letters."""
    if not GUID.fullmatch(cell):
        raise ValueError("нужен GUID вида 5e3c1f0a-93b8-4a4c-9c43-2f6f0e8f7a10")
    return cell.lower()


def optional(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """None for an empty cell."""
    return lambda cell: parse(cell) if cell else None
