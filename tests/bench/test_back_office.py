"""The bench of the company: what it wants, how it measures, that it leaves nothing behind."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from rich.console import Console
from typer.testing import CliRunner

from meterline.bench.back_office import stages
from meterline.bench.back_office.commands import meterline, program
from meterline.bench.back_office.measures import LARGE, MEASURES, POSTGRESQL, SMALL, SQLITE
from meterline.bench.back_office.memory import Peak, megabytes, parent_of, tree
from meterline.bench.back_office.place import new_place
from meterline.bench.back_office.report import cell, missed, table
from meterline.bench.back_office.stages import percentile
from meterline.cli.main import app
from meterline.errors import Mendable

NOTHING = {measure.key: 0.0 for measure in MEASURES}
BY_KEY = {measure.key: measure for measure in MEASURES}


@pytest.mark.parametrize(
    ("key", "accounts", "vendor", "most"),
    [
        ("import_s", SMALL, SQLITE, 60),
        ("month_s", SMALL, SQLITE, 60),
        ("month_s", LARGE, POSTGRESQL, 900),
        ("month_mb", LARGE, POSTGRESQL, 1024),
        ("account_p99_ms", LARGE, POSTGRESQL, 5),
        ("phone_p99_ms", LARGE, POSTGRESQL, 5),
        ("import_s", LARGE, POSTGRESQL, None),
        ("month_s", 100_000, SQLITE, None),
    ],
)
def test_what_is_wanted(key: str, accounts: int, vendor: str, most: float | None) -> None:
    assert BY_KEY[key].wanted_at(accounts, vendor) == most


def test_a_figure_above_what_is_wanted_is_told() -> None:
    slow = {**NOTHING, "month_s": 61.0}
    assert missed([SMALL], [slow], SQLITE) == ["month_s"]
    assert missed([SMALL], [NOTHING], SQLITE) == []
    assert missed([100_000], [slow], SQLITE) == []
    assert cell(BY_KEY["month_s"], SMALL, 61.0, SQLITE).startswith("[red]")
    assert cell(BY_KEY["month_s"], SMALL, 60.0, SQLITE).startswith("[green]")


def test_the_table_has_a_column_for_each_size() -> None:
    console = Console(width=200, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(table([10_000, SMALL], [NOTHING, {**NOTHING, "import_s": 47.25}], SQLITE))
    text = console.export_text()
    assert "10,000" in text
    assert "200,000" in text
    assert "47.2" in text
    assert "≤ 60" in text


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        ([3.0], 99, 3),
        ([4.0, 1.0, 3.0, 2.0], 50, 2),
        ([float(one) for one in range(1, 101)], 99, 99),
        ([float(one) for one in range(1, 201)], 99, 198),
    ],
)
def test_percentiles_are_values_that_were_measured(
    values: list[float], share: int, found: float
) -> None:
    assert percentile(values, share) == found


def test_memory_is_that_of_a_process_and_its_children() -> None:
    holding = "import sys; b = bytearray(64 << 20); print(1, flush=True); sys.stdin.read()"
    shell = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {holding!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", shell], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        child = [pid for pid in tree(process.pid) if pid != process.pid]
        assert [parent_of(pid) for pid in child] == [process.pid]
        with Peak(lambda: tree(process.pid)) as peak:
            while peak.megabytes == 0:
                pass
        assert 64 < peak.megabytes < 200
        process.communicate()
    assert megabytes(tree(process.pid)) == 0


def test_a_place_is_the_benchs_own_and_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://company@127.0.0.1/company")
    monkeypatch.setenv("METERLINE_HOME", "/company")
    monkeypatch.setenv("METERLINE_DEMO", "1")
    with new_place(None) as place:
        settings = {k: v for k, v in place.environment.items() if "METERLINE" in k}
        assert settings == {"METERLINE_HOME": str(place.home)}
        assert "DATABASE_URL" not in place.environment
        assert place.home.is_dir()
    assert not place.home.exists()


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(Mendable, match="database"), new_place("postgres://x@127.0.0.1:1/x"):
        pass


def test_on_postgresql_the_bench_makes_a_database_of_its_own(db: None) -> None:
    """On SQLite there is no server to make one on: then it is the home that is the bench's."""
    with new_place(server_url()) as place:
        meterline(place, "manage", "migrate")
        found = meterline(place, "sheets", "list")
        assert found.seconds > 0
        assert found.cpu > 0
        names = databases()
    assert names == {place.url.rpartition("/")[2]} if place.url else names == set()
    assert databases() == set()


def server_url() -> str | None:
    if connection.vendor != "postgresql":
        return None
    at = connection.settings_dict
    return f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/postgres"


def databases() -> set[str]:
    """The bench's databases on the server."""
    if connection.vendor != "postgresql":
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'meterline_bench_%'")
        return {row[0] for row in cursor.fetchall()}


def test_a_command_that_fails_ends_the_bench_with_what_it_said(tmp_path: Path) -> None:
    with new_place(None) as place, pytest.raises(Mendable, match="No module named"):
        program(place, "meterline.nothing_of_this_name")


@pytest.fixture(scope="module")
def measured() -> Iterator[stages.Figures]:
    """A company so small that it takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "HUNDRED_THOUSAND", 500)
        patch.setattr(stages, "ASKED", 30)
        yield stages.measured(300, None, lambda what: None)


def test_every_measure_is_taken(measured: stages.Figures) -> None:
    assert {measure.key for measure in MEASURES} <= measured.keys()
    assert all(measured[measure.key] > 0 for measure in MEASURES if measure.unit == "s")


def test_all_open_accounts_are_charged_and_the_same_again_changes_nothing(
    measured: stages.Figures,
) -> None:
    assert measured["accounts_charged"] + measured["uncharged"] == pytest.approx(294, abs=6)
    assert measured["uncharged"] == 0
    assert measured["again_changed"] == 0


def test_the_command_prints_and_writes(
    measured: stages.Figures, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(stages, "measured", lambda *_: measured)
    file = tmp_path / "figures.json"
    sizes = ["--accounts", "1000", "--accounts", "2000"]
    said = CliRunner().invoke(app, ["bench", "company", *sizes, "--json", str(file)])
    assert said.exit_code == 0, said.output
    assert "import of customers" in said.stdout
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["sizes"].keys() == {"1000", "2000"}
    assert "SQLite" in written["machine"]
