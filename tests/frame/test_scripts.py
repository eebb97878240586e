"""The scripts behind `make demo` and `make test`, on machines that lack something."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


class Machine:
    """A PATH of its own with the programs that a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("ls", "grep"):
            (folder / name).symlink_to(shutil.which(name) or name)

    def has(self, name: str, script: str) -> None:
        """Put a shell script there."""
        program = self.folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", SCRIPTS / script],
            env={"PATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


# A stand-in for Python: one status for the question about its version, one for that about venv.
TOO_OLD = "exit 1"
WITHOUT_VENV = 'case "$2" in *venv*) exit 1;; esac'
COMPLETE = "exit 0"


def test_the_newest_complete_python_is_taken(machine: Machine) -> None:
    machine.has("python3.13", WITHOUT_VENV)
    machine.has("python3.12", COMPLETE)
    machine.has("python3", COMPLETE)
    done = machine.run("python.sh")
    assert (done.returncode, done.stdout.strip()) == (0, str(machine.folder / "python3.12"))


def test_without_venv_the_one_command_is_named(machine: Machine) -> None:
    machine.has("python3", WITHOUT_VENV)
    done = machine.run("python.sh")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].strip() == "apt-get install -y python3-venv"


def test_an_old_python_is_not_enough(machine: Machine) -> None:
    machine.has("python3", TOO_OLD)
    done = machine.run("python.sh")
    assert done.returncode == 2
    assert "3.11" in done.stderr


def test_packages_are_asked_for_where_they_cannot_be_installed(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("chromium", "")
    done = machine.run("system-packages.sh")
    assert done.returncode == 2
    command = done.stderr.splitlines()[-1].split()
    assert command[:3] == ["sudo", "apt-get", "install"]
    assert "sip-tester" in command
    assert "chromium" not in command


def test_packages_are_installed_where_that_is_allowed(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("sudo", '[ "$1" = -n ] || "$@"')
    machine.has("apt-get", f'echo "$@" >> {machine.folder}/asked')
    assert machine.run("system-packages.sh").returncode == 0
    update, install = (machine.folder / "asked").read_text().splitlines()
    assert update.split()[0] == "update"
    assert {"install", "sip-tester"} <= set(install.split())


def test_a_failed_installation_is_told(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "exit 100")
    done = machine.run("system-packages.sh")
    assert done.returncode == 2
    assert "sip-tester" in done.stderr.splitlines()[-1]


def test_postgres_lives_as_long_as_the_command() -> None:
    program = (
        "import os, psycopg\n"
        "url = os.environ['DATABASE_URL']\n"
        "print(url)\n"
        "print(psycopg.connect(url).execute('select lower(%s)', ['ЁЖ']).fetchone()[0])\n"
        "raise SystemExit(7)\n"
    )
    command = [sys.executable, SCRIPTS / "with_postgres.py", sys.executable, "-c", program]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 7, done.stderr
    url, lowered = done.stdout.split()
    assert lowered == "ёж"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", urlsplit(url).port or 0)) != 0
