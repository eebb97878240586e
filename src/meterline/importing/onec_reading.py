"""Records of a JSON file, each checked by itself, so that every bad one is told."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from meterline.importing.onec import VERSION
from meterline.importing.report import FileReport
from meterline.importing.table import Unreadable

Record = TypeVar("Record", bound=BaseModel)

LARGEST_FILE = 256 << 20
"""Bytes: such a file is read as a whole."""

REASONS = {
    "missing": "нет обязательного поля",
    "extra_forbidden": "неизвестное поле",
    "string_type": "нужен текст",
    "string_pattern_mismatch": "значение не того вида",
    "string_too_long": "слишком длинно",
    "string_too_short": "не заполнено",
    "int_type": "нужно целое число",
    "int_parsing": "нужно целое число",
    "int_from_float": "нужно целое число",
    "greater_than_equal": "число слишком мало",
    "less_than": "число слишком велико",
    "less_than_equal": "число слишком велико",
    "literal_error": "такого значения нет",
    "enum": "такого значения нет",
    "list_type": "нужен список",
    "model_type": "нужна запись в фигурных скобках",
    "bool_parsing": "нужно true или false",
}
"""What the checks find → how it is told; what is not here has to do with dates or decimals."""

NUMBERS = ("decimal_parsing", "decimal_type")


def records_of(
    path: Path, name: str, key: str, model: type[Record], report: FileReport
) -> Iterator[tuple[int, Record]]:
    """The good records of a file with their numbers from 1. Raises Unreadable."""
    for number, content in enumerate(_list_of(path, name, key), start=1):
        try:
            record = model.model_validate(content)
        except ValidationError as bad:
            report.rows += 1
            for error in bad.errors():
                _blame(number, dict(error), report)
            continue
        yield number, record


def _list_of(path: Path, name: str, key: str) -> list[Any]:
    content = _load(path)
    if not isinstance(content, dict) or content.get("format") != name:
        raise Unreadable(1, f'нужен объект JSON с "format": "{name}"')
    if content.get("version") != VERSION:
        raise Unreadable(1, f"известна только версия {VERSION}")
    records = content.get(key)
    if not isinstance(records, list):
        raise Unreadable(1, f"нет списка {key}")
    return records


def _load(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable(1, f"файл больше {LARGEST_FILE >> 20} МБ: разделите его")
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unreadable(1, f"файл не читается ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise Unreadable(1, "файл не в кодировке UTF-8") from error
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, f"это не JSON (столбец {error.colno})") from error
    except RecursionError as error:
        raise Unreadable(1, "слишком много вложенных скобок") from error


def _blame(number: int, error: dict[str, Any], report: FileReport) -> None:
    where = ".".join(str(one + 1) if isinstance(one, int) else one for one in error["loc"])
    simple = isinstance(error["input"], str | int | float)
    report.blame(number, where, str(error["input"]) if simple else "", _reason(error))


def _reason(error: dict[str, Any]) -> str:
    kind: str = error["type"]
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind in REASONS:
        return REASONS[kind]
    return "нужно число" if kind in NUMBERS else "нужна дата вида 2026-11-25"
