"""The bench's own company: a temporary database filled from the pack's CSV files."""

import os
from pathlib import Path

from meterline.bench.made_up import write_base
from meterline.bench.pack import Pack
from meterline.cli.home import set_up
from meterline.errors import Mendable


def found_company(pack: Pack, extra: int, home: Path) -> None:
    """Make database and customers below `home`, and point this process's Django at it.

    Whatever database the environment names is left alone. Raises Mendable where the
    pack's CSV files are wrong.
    """
    for name in [each for each in os.environ if each.startswith("METERLINE_")]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    set_up(home)
    from meterline.cli.database import migrate  # noqa: PLC0415 - needs Django set up
    from meterline.importing.services import import_folder  # noqa: PLC0415

    migrate()
    files = home / "pack"
    files.mkdir()
    write_base(pack, extra, files)
    report = import_folder(files, pack.now)
    if not report.ok:
        raise Mendable(f"the pack's CSV files are wrong: {report}", "correct them")
