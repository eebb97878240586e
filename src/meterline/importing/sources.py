"""One port for all files of rows: CSV, workbooks, and JSON as 1C writes it."""

from pathlib import Path

from meterline.importing.files import raw_lines
from meterline.importing.mapping import mapped
from meterline.importing.maps import ColumnMap
from meterline.importing.onec_rows import json_lines
from meterline.importing.report import FileReport
from meterline.importing.table import Lines


def lines_of(kind: str, path: Path, columns: ColumnMap, report: FileReport) -> Lines:
    """The lines of a file of a kind, in our columns, the header first.

    Raises Unreadable or Told as they are read.
    """
    if path.suffix.lower() == ".json":
        return json_lines(kind, path, report)
    return mapped(raw_lines(path, columns, report), columns, report)
