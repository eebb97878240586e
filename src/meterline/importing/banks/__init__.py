"""Column maps of banks that come with the program: layouts to start from, as data.

Banks change their layouts and agree on them with each company, so a map is compared with
the bank's own description before it is relied on.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from meterline.importing.map_files import BadMap, map_of, read_map
from meterline.importing.maps import ColumnMap

FOLDER = files(__name__)


def bank_maps() -> dict[str, str]:
    """Name of each map and what its first line says of it."""
    names = sorted(one.name for one in FOLDER.iterdir() if one.name.endswith(".toml"))
    found = [name.removesuffix(".toml") for name in names]
    return {name: bank_map_text(name).splitlines()[0].lstrip("# ") for name in found}


def bank_map_text(name: str) -> str:
    """A map's file."""
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def map_named(named: str, known: Mapping[str, Any] | None = None) -> ColumnMap:
    """A map by its file, or one of those here by its name. Raises BadMap."""
    path = Path(named)
    if path.exists():
        return read_map(path, known)
    if named in bank_maps():
        return map_of(tomllib.loads(bank_map_text(named)), known)
    raise BadMap([f"нет такого файла; карты банков, которые есть: {', '.join(bank_maps())}"])
