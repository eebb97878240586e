"""Column maps: what a company's or a bank's own file calls what is known here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Values = Mapping[str, str]
"""Their word → ours."""


@dataclass(frozen=True)
class Trailer:
    """A file's own totals: how their line begins, and which of its cells (from 1) hold them.

    `sums` leads from the file's columns to the cells that tell what they add up to. In a
    file of fixed width the line has `widths` of its own.
    """

    begins: str
    rows: int = 0
    sums: Mapping[str, int] = field(default_factory=dict)
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class ColumnMap:
    """How a file is read. The default is a file of our own: our columns, `;`, UTF-8.

    `header` is the row that names the columns, 0 where none does and they are called 1, 2 …;
    so they are where `widths` says how many characters each of them has. `skip` rows come
    before everything. `columns` leads from their names to ours, `values` from our column to
    its words. `date`, `time` and `month` are formats of `datetime.strptime`; with `kopecks`
    sums are whole numbers of them.
    """

    name: str = ""
    encoding: str = "utf-8-sig"
    delimiter: str = ";"
    quotes: bool = True
    widths: tuple[int, ...] = ()
    sheet: str = ""
    header: int = 1
    skip: int = 0
    decimal: str = ""
    kopecks: bool = False
    date: str = ""
    time: str = ""
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
