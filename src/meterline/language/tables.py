"""The tables of grammar/: rows of tab-separated fields, and which version of them this is."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files

_FOLDER = files("meterline.language").joinpath("grammar")
TABLES = ("numbers.tsv", "words.tsv", "commands.tsv", "regions.tsv")

CODE_VERSION = 3
"""Raised whenever the code hears the same tables differently (states, costs, symbols)."""


def rows(table: str) -> Iterator[list[str]]:
    """The rows of a table without its comments."""
    text = _FOLDER.joinpath(table).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def grammar_version() -> str:
    """A short name of code and tables, «2-1f0c9a3e»: equal names hear equal letters equally."""
    digest = sha256()
    for table in TABLES:
        digest.update(_FOLDER.joinpath(table).read_bytes())
    return f"{CODE_VERSION}-{digest.hexdigest()[:8]}"
