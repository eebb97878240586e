"""Programs of their own over data bases of their own, to be killed or watched from outside."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

PREPARE = """
import sys
from email import message_from_bytes
from pathlib import Path
from meterline.cli.home import set_up
set_up(Path(sys.argv[1]))
from meterline.cli.database import migrate
migrate()
from company_made_up import make_account
for number in range(int(sys.argv[2])):
    make_account(str(100000001 + number), {"single": [10_000, 10_100, 10_200]})
"""


def run(program: str, *arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A program of its own, with a data folder of its own; it sees the tests' helpers."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("METERLINE", "DATA"))}
    company = Path(__file__).parents[1] / "company"
    paths = f"{Path(__file__).parent}{os.pathsep}{company}"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**inherited, "PYTHONPATH": paths, **environment},
        check=False,
        timeout=240,
        capture_output=True,
        text=True,
    )


def prepare(home: Path, accounts: int) -> None:
    """A data base with made-up accounts, the first one 100000001; it takes its time."""
    done = run(PREPARE, home, accounts)
    assert done.returncode == 0, done.stderr


def asked(home: Path, question: str) -> list[tuple[object, ...]]:
    """Rows of a program's data base."""
    with sqlite3.connect(home / "meterline.sqlite3") as database:
        return database.execute(question).fetchall()
