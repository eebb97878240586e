"""A company of one size, from its files to its charges."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from meterline.bench.back_office.commands import Cost, meterline, program
from meterline.bench.back_office.place import Place, new_place
from meterline.readings.periods import shift

LAST = date(2026, 10, 1)
"""The last month of the made-up histories, which is charged; the sheets of the program know it."""

BOTH_DUE = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""Nothing is waited for any more, and readings of the next month are taken."""

HUNDRED_THOUSAND = 100_000
ASKED = 1_000
"""Look-ups of each kind, and readings submitted."""

SOME_UNCHARGED = 1

Figures = dict[str, float]
Told = Callable[[str], None]


def measured(accounts: int, server_url: str | None, tell: Told) -> Figures:
    """The figures of a company of so many accounts. Raises Mendable."""
    with TemporaryDirectory(prefix="meterline-bench-") as folder, new_place(server_url) as place:
        tell("importing")
        figures = _imported(accounts, Path(folder), place)
    with new_place(server_url) as place:
        tell("making up")
        figures |= _made(accounts, place)
        tell("charging")
        figures |= _charged(accounts, place)
        tell("asking")
        figures |= _asked(place)
        tell("checking the journal")
        return figures | _verified(place, figures["readings"])


def _imported(accounts: int, folder: Path, place: Place) -> Figures:
    meterline(place, "synth", "--accounts", accounts, "--last", f"{LAST:%Y-%m}", "--csv", folder)
    readings = folder / "readings.csv"
    few = folder / "history" / "readings.csv"
    few.parent.mkdir()
    rows = _head(readings, few)
    readings.unlink()
    meterline(place, "manage", "migrate")
    whole = meterline(place, "import", "folder", folder)
    history = meterline(place, "import", "file", "readings", few)
    return {
        "import_s": whole.seconds,
        "import_ms_an_account": whole.seconds / accounts * 1000,
        "import_mb": whole.memory,
        "import_readings_s": history.seconds * HUNDRED_THOUSAND / rows,
    }


def _head(whole: Path, few: Path) -> int:
    """Copy the first rows of a file; how many there are."""
    with whole.open(encoding="utf-8") as source, few.open("w", encoding="utf-8") as out:
        lines = list(islice(source, 1 + HUNDRED_THOUSAND))
        out.writelines(lines)
    return len(lines) - 1


def _made(accounts: int, place: Place) -> Figures:
    meterline(place, "manage", "migrate")
    made = meterline(place, "synth", "--accounts", accounts, "--last", f"{LAST:%Y-%m}")
    meterline(place, "sheets", "import")
    readings = int(made.output.split()[-1])
    return {"synth_s": made.seconds, "readings": readings, "database_mb": _size(place) / 1024**2}


def _size(place: Place) -> int:
    """Bytes of the database."""
    if place.url is None:
        return sum(one.stat().st_size for one in place.home.glob("meterline.sqlite3*"))
    with psycopg.connect(place.url) as database:
        row = database.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0


def _charged(accounts: int, place: Place) -> Figures:
    """Two months, so that the second one finds what the first one estimated; then it again."""
    first, second, again = (_month(place, month) for month in (shift(LAST, -1), LAST, LAST))
    return {
        "first_month_s": first.seconds,
        "month_s": second.seconds,
        "month_cpu_s": second.cpu,
        "month_ms_an_account": second.seconds / accounts * 1000,
        "month_mb": second.memory,
        "month_server_mb": second.server,
        "again_s": again.seconds,
    }


def _month(place: Place, month: date) -> Cost:
    options = ("--branch", "all", "--period", f"{month:%Y-%m}", "--now", BOTH_DUE.isoformat())
    return meterline(place, "charge", *options, fine={0, SOME_UNCHARGED})


def _asked(place: Place) -> Figures:
    asked = program(place, "meterline.bench.back_office.asking", BOTH_DUE.isoformat(), ASKED)
    answers = json.loads(asked.output)
    return {
        **_spread("account", answers["account"]),
        **_spread("phone", answers["phone"]),
        "search_p50_ms": percentile(answers["search"], 50),
        "search_max_ms": max(answers["search"]),
        **_spread("submit", answers["submit"]),
        **answers["counts"],
        "verify_entries_s": answers["verify"]["seconds"]
        * HUNDRED_THOUSAND
        / answers["verify"]["entries"],
    }


def _spread(name: str, milliseconds: Sequence[float]) -> Figures:
    return {
        f"{name}_p50_ms": percentile(milliseconds, 50),
        f"{name}_p99_ms": percentile(milliseconds, 99),
    }


def percentile(values: Sequence[float], share: int) -> float:
    """The least value that so many in a hundred do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def _verified(place: Place, readings: float) -> Figures:
    whole = meterline(place, "journal", "verify")
    return {"verify_history_s": whole.seconds * HUNDRED_THOUSAND / readings}
