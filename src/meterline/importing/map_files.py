"""Column maps as files: TOML with a schema; everything that is wrong is told at once."""

import codecs
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from meterline.importing.dates import pattern_of
from meterline.importing.maps import ColumnMap, Trailer


class BadMap(Exception):
    """A column map that cannot be used; `reasons` in Russian, all of them."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


SECTIONS = ("name", "file", "columns", "ignore", "constants", "values", "trailer")
FILE_KEYS = (
    *("encoding", "delimiter", "quotes", "widths", "sheet", "header", "skip"),
    *("decimal", "kopecks", "date", "time", "month"),
)
TRAILER_KEYS = ("begins", "rows", "sums", "widths")
LONGEST_NAME = 40
"""Of a bank: it names the source of its payments."""

WIDEST = 1000


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
            name=self._name(),
            encoding=self._encoding(file),
            delimiter=self._one(file, "delimiter", ";"),
            quotes=self._flag(file, "quotes", default=True),
            widths=self._widths(file),
            sheet=self._text(file, "sheet", ""),
            header=self._header(file),
            skip=self._count(file, "skip", 0),
            decimal=self._decimal(file),
            kopecks=self._flag(file, "kopecks", default=False),
            date=self._pattern(file, "date"),
            time=self._pattern(file, "time"),
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

    def _name(self) -> str:
        name = self._text(self._content, "name", "")
        if len(name) > LONGEST_NAME:
            self.reasons.append(f"name: не больше {LONGEST_NAME} знаков")
        return name

    def _flag(self, table: Mapping[str, Any], key: str, *, default: bool) -> bool:
        value = table.get(key, default)
        if isinstance(value, bool):
            return value
        self.reasons.append(f"{key}: бывает true или false")
        return default

    def _widths(self, table: Mapping[str, Any]) -> tuple[int, ...]:
        value = table.get("widths", [])
        whole = isinstance(value, list) and all(type(one) is int for one in value)
        if whole and all(0 < one <= WIDEST for one in value):
            return tuple(value)
        self.reasons.append("widths: нужен список ширин столбцов в знаках, например [10, 8]")
        return ()

    def _header(self, table: Mapping[str, Any]) -> int:
        header = self._count(table, "header", 0 if "widths" in table else 1)
        if header and "widths" in table:
            self.reasons.append("header: в файле с widths столбцы не названы, они 1, 2 …")
        return header

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
        sums = self._table(table, "sums")
        found = Trailer(
            self._text(table, "begins", ""),
            self._count(table, "rows", 0),
            {column: self._count(sums, column, 0) for column in sums},
            self._widths(table),
        )
        if not found.begins:
            self.reasons.append("trailer.begins: чем начинается последняя строка")
        if 0 in found.sums.values():
            self.reasons.append("trailer.sums: поля строки итогов считают с 1")
        if not found.rows and not found.sums:
            self.reasons.append("trailer: назовите поле rows (число строк) или [trailer.sums]")
        if "widths" in self._table(self._content, "file") and not found.widths:
            self.reasons.append("trailer.widths: ширины полей последней строки")
        return found


def _times(ours: str, columns: Mapping[str, str]) -> int:
    return list(columns.values()).count(ours)
