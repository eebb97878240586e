"""Files of rules, tariffs and norms, read and checked, not yet stored."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from meterline.charging.law import rules_reading, sheets_reading
from meterline.charging.law.rules import Rules
from meterline.charging.law.sheets import Sheet, SheetRefused
from meterline.errors import Mendable

RULES = "rules"
"""`kind` of a set of rules; tariffs and norms have their own kinds."""

BUILT_IN = Path(str(files("meterline.charging") / "data"))
"""The sheets that come with the program."""


@dataclass(frozen=True)
class SheetFile:
    """A sheet as its file has it. `branch` is empty where it is for all branches."""

    path: Path
    kind: str
    branch: str
    valid_from: date
    name: str
    source: str
    placeholder: bool
    content: Mapping[str, Any]
    sha256: str


def parse(content: Mapping[str, Any]) -> Sheet | Rules:
    """What a sheet's content says. Raises SheetRefused with every problem."""
    if content.get("kind") == RULES:
        return rules_reading.parse(content)
    return sheets_reading.parse(content)


def found_in(path: Path) -> list[Path]:
    """The file itself, or all TOML files of a folder and its folders. Raises Mendable."""
    paths = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
    if not paths:
        raise Mendable(f"в папке {path} нет файлов .toml", "укажите файл или папку с листами")
    return paths


def read(path: Path) -> SheetFile:
    """Read one file. Raises SheetRefused with every problem."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise SheetRefused((f"не читается как UTF-8: {wrong.reason}",)) from wrong
    content = sheets_reading.decoded(text)
    parsed = parse(content)
    sha256 = hashlib.sha256(raw).hexdigest()
    if isinstance(parsed, Rules):
        source = str(content.get("source", ""))
        return SheetFile(
            path, RULES, "", parsed.valid_from, parsed.edition, source, False, content, sha256
        )
    return SheetFile(
        path=path,
        kind=str(content["kind"]),
        branch=parsed.branch,
        valid_from=parsed.valid_from,
        name=parsed.name,
        source=parsed.source,
        placeholder=bool(parsed.placeholder),
        content=content,
        sha256=sha256,
    )


def twice(sheets: Iterable[SheetFile]) -> Iterator[tuple[SheetFile, SheetFile]]:
    """Pairs of files for the same kind, branch and date."""
    seen: dict[tuple[str, str, date], SheetFile] = {}
    for sheet in sheets:
        first = seen.setdefault((sheet.kind, sheet.branch, sheet.valid_from), sheet)
        if first is not sheet:
            yield first, sheet
