"""Column maps: what a company's or a bank's own file calls what is known here, as TOML."""

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meterline.importing.dates import pattern_of

Values = Mapping[str, str]
"""Their word → ours."""


class BadMap(Exception):
    """A column map that cannot be used; `reasons` in Russian, all of them."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Trailer:
    """The last line of a file: how it begins, and which cells (from 1) hold the totals.

    `sum_of` is the file's column whose sum it tells.
    """

    begins: str
    rows: int = 0
    sum: int = 0
    sum_of: str = ""


@dataclass(frozen=True)
class ColumnMap:
    """How a file is read. The default is a file of our own: our columns, `;`, UTF-8.

    `header` is the row that names the columns, 0 where none does and they are called 1, 2 …;
    `columns` leads from their names to ours, `values` from our column to its words.
    `date` and `month` are formats of `datetime.strptime`.
    """

    name: str = ""
    encoding: str = "utf-8-sig"
    delimiter: str = ";"
    sheet: str = ""
    header: int = 1
    decimal: str = ""
    date: str = ""
    month: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Values] = field(default_factory=dict)
    trailer: Trailer | None = None

    @property
    def ours(self) -> set[str]:
        """Our columns that it brings."""
        return {*self.columns.values(), *self.constants}


PLAIN_MAP = ColumnMap()

SECTIONS = ("name", "file", "columns", "ignore", "constants", "values", "trailer")
FILE_KEYS = ("encoding", "delimiter", "sheet", "header", "decimal", "date", "month")
TRAILER_KEYS = ("begins", "rows", "sum", "sum_of")


def read_map(path: Path, known: Mapping[str, Any] | None = None) -> ColumnMap:
    """A column map from a file. `known` are the columns that there may be. Raises BadMap."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadMap([f"карта не читается ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise BadMap(["карта не в кодировке UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadMap([f"карта не в формате TOML ({error})"]) from error
    return map_of(content, known)


def map_of(content: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> ColumnMap:
    """A column map from what its file holds. Raises BadMap with everything that is wrong."""
    reader = _Reader(content)
    found = reader.read()
    if known is not None:
        reader.check_known(found, known)
    if reader.reasons:
        raise BadMap(reader.reasons)
    return found


class _Reader:
    """One map being read; what is wrong is gathered."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._content = content
        self.reasons: list[str] = []

    def read(self) -> ColumnMap:
        """The map as far as it can be read."""
        self._only(self._content, SECTIONS, "")
        file = self._table(self._content, "file")
        self._only(file, FILE_KEYS, "file.")
        columns = self._texts("columns")
        for ours in sorted({one for one in columns.values() if _times(one, columns) > 1}):
            self.reasons.append(f"[columns]: столбец {ours} назван дважды")
        constants = self._texts("constants")
        for ours in sorted(set(constants) & set(columns.values())):
            self.reasons.append(f"[constants]: {ours} берётся уже из столбца файла")
        return ColumnMap(
            name=self._text(self._content, "name", ""),
            encoding=self._encoding(file),
            delimiter=self._one(file, "delimiter", ";"),
            sheet=self._text(file, "sheet", ""),
            header=self._count(file, "header", 1),
            decimal=self._decimal(file),
            date=self._pattern(file, "date"),
            month=self._pattern(file, "month"),
            columns=columns,
            ignore=frozenset(self._list("ignore")),
            constants=constants,
            values=self._values(),
            trailer=self._trailer(),
        )

    def check_known(self, found: ColumnMap, known: Mapping[str, Any]) -> None:
        """Find fault with our columns that there are none of."""
        for ours in sorted((found.ours | set(found.values)) - set(known)):
            self.reasons.append(f"столбца {ours} здесь нет; бывают: {', '.join(known)}")

    def _only(self, table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in keys:
                self.reasons.append(f"неизвестный ключ {where}{key}; бывают: {', '.join(keys)}")

    def _table(self, of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        table = of.get(key, {})
        if isinstance(table, dict):
            return table
        self.reasons.append(f"{key}: нужна таблица [{key}]")
        return {}

    def _text(self, table: Mapping[str, Any], key: str, default: str) -> str:
        value = table.get(key, default)
        if isinstance(value, str):
            return value
        self.reasons.append(f"{key}: нужен текст в кавычках")
        return default

    def _texts(self, key: str) -> dict[str, str]:
        table = self._table(self._content, key)
        return {theirs: self._text(table, theirs, "") for theirs in table}

    def _list(self, key: str) -> list[str]:
        value = self._content.get(key, [])
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return value
        self.reasons.append(f"{key}: нужен список названий столбцов")
        return []

    def _values(self) -> dict[str, dict[str, str]]:
        table = self._table(self._content, "values")
        found = {ours: self._table(table, ours) for ours in table}
        return {
            ours: {theirs: self._text(words, theirs, "") for theirs in words}
            for ours, words in found.items()
        }

    def _count(self, table: Mapping[str, Any], key: str, default: int) -> int:
        value = table.get(key, default)
        if type(value) is int and value >= 0:
            return value
        self.reasons.append(f"{key}: нужно целое число от 0")
        return default

    def _one(self, table: Mapping[str, Any], key: str, default: str) -> str:
        value = self._text(table, key, default)
        if len(value) == 1 and value not in '"\r\n':
            return value
        self.reasons.append(f"{key}: нужен один знак, например «;», «,» или «\\t»")
        return default

    def _encoding(self, table: Mapping[str, Any]) -> str:
        name = self._text(table, "encoding", "utf-8-sig")
        try:
            found = codecs.lookup(name)
        except LookupError:
            found = None
        # Transformations such as base64 are codecs too, but of no text.
        if found is None or not getattr(found, "_is_text_encoding", True):
            self.reasons.append(f"encoding: нет кодировки «{name}»; бывают utf-8, cp1251, cp866")
            return "utf-8-sig"
        return "utf-8-sig" if found.name == "utf-8" else found.name

    def _decimal(self, table: Mapping[str, Any]) -> str:
        value = self._text(table, "decimal", "")
        if value not in ("", ",", "."):
            self.reasons.append("decimal: бывает «,» или «.»")
        return value

    def _pattern(self, table: Mapping[str, Any], key: str) -> str:
        try:
            return pattern_of(self._text(table, key, ""))
        except ValueError as error:
            self.reasons.append(f"{key}: {error}")
            return ""

    def _trailer(self) -> Trailer | None:
        table = self._table(self._content, "trailer")
        if not table:
            return None
        self._only(table, TRAILER_KEYS, "trailer.")
        found = Trailer(
            self._text(table, "begins", ""),
            self._count(table, "rows", 0),
            self._count(table, "sum", 0),
            self._text(table, "sum_of", ""),
        )
        if not found.begins:
            self.reasons.append("trailer.begins: чем начинается последняя строка")
        if bool(found.sum) != bool(found.sum_of):
            self.reasons.append("trailer: sum и sum_of нужны вместе")
        return found


def _times(ours: str, columns: Mapping[str, str]) -> int:
    return list(columns.values()).count(ours)
