"""A run killed between two batches, or within one, goes on as if nothing had happened."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

HOMES = 9

PREPARE = """
import sys
from pathlib import Path
from meterline.cli.home import set_up
set_up(Path(sys.argv[1]))
from meterline.cli.database import migrate
migrate()
from charging_made_up import make_branch, make_homes
make_homes(make_branch(), int(sys.argv[2]))
"""

PROGRAM = """
import os, signal, sys
from pathlib import Path
from meterline.cli.home import set_up
set_up(Path(sys.argv[1]))
step, after, jobs = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
from charging_made_up import PERIOD, TinyLaw, clock_at
from meterline.charging import engine, storing
from meterline.customers.models import Branch

engine.ACCOUNTS_AT_ONCE = 2
left = [after]

def killing(module, name):
    done = getattr(module, name)
    def call(*arguments):
        result = done(*arguments)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(module, name, call)

if step == "batch":
    killing(engine, "store")
if step == "charges":
    killing(storing, "_store_charges")
order = engine.Order(Branch.objects.get(), PERIOD, "billing", clock_at(), jobs)
outcome = engine.charge_month(order, TinyLaw())
print(outcome.resumed, outcome.tally.new, outcome.tally.accounts)
"""


def program(text: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("METERLINE", "DATA"))}
    environment["PYTHONPATH"] = str(Path(__file__).parent)
    command = [sys.executable, "-c", text, *map(str, arguments)]
    return subprocess.run(
        command, env=environment, check=False, timeout=100, capture_output=True, text=True
    )


def kept(home: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Charges with their lines, and runs, as the tables have them."""
    with sqlite3.connect(home / "meterline.sqlite3") as database:
        lines = database.execute(
            "select c.account_id, c.amount, c.ground, c.digest, c.successor_id, l.place, l.energy,"
            " l.amount from charging_charge c join charging_line l on l.charge_id = c.id"
            " order by c.account_id, c.id, l.place"
        ).fetchall()
        runs = database.execute(
            "select finished is not null, done_through, report from charging_run"
        ).fetchall()
    return lines, runs


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with homes to charge."""
    home = tmp_path_factory.mktemp("prepared")
    assert program(PREPARE, home, HOMES).returncode == 0
    return home


@pytest.fixture(scope="module")
def unbroken(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, charged in one go."""
    home = tmp_path_factory.mktemp("unbroken")
    shutil.copytree(prepared, home, dirs_exist_ok=True)
    assert program(PROGRAM, home, "never", 0, 1).stdout == f"0 {HOMES} {HOMES}\n"
    return home


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("kill", "done"), [(("charges", 3, 1), 4), (("batch", 1, 2), 2)], ids=["within", "after"]
)
def test_after_a_kill_the_same_command_goes_on(
    prepared: Path, unbroken: Path, tmp_path: Path, kill: tuple[str, int, int], done: int
) -> None:
    """`kill`: within or after which batch, and how many processes compute."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    assert program(PROGRAM, tmp_path, *kill).returncode == -signal.SIGKILL
    assert len({line[0] for line in kept(tmp_path)[0]}) == done
    again = program(PROGRAM, tmp_path, "never", 0, kill[-1])
    assert again.stdout == f"{done} {HOMES} {HOMES}\n"
    assert kept(tmp_path) == kept(unbroken)
