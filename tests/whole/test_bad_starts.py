"""What an administrator reads when robot or site cannot start: one line, the mend, status 2."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from meterline import demo

Home = Path


def run(home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "meterline", *words],
        check=False,
        capture_output=True,
        text=True,
        timeout=100,
        env={**own, "METERLINE_HOME": str(home), **variables},
    )


def mend_of(ended: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    """The last two lines of the errors, with the status checked."""
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    *before, message, mend = ended.stderr.strip().splitlines()
    assert not before, before
    return message, mend


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A migrated home with the demo customers."""
    home = tmp_path_factory.mktemp("loaded")
    assert run(home, "manage", "migrate").returncode == 0
    imported = run(home, "import", "folder", str(demo.FOLDER))
    assert imported.returncode == 0, imported.stderr
    return home


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of 127.0.0.1 that somebody has, for UDP and TCP alike."""
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        udp.bind(("127.0.0.1", tcp.getsockname()[1]))
        yield tcp.getsockname()[1]


@pytest.mark.parametrize("program", ["robot", "web"])
def test_a_database_that_is_not_migrated(program: str, tmp_path: Path) -> None:
    message, mend = mend_of(run(tmp_path, program))
    assert "migrations" in message
    assert "meterline manage migrate" in mend


def test_a_database_that_cannot_be_reached(tmp_path: Path, taken: int) -> None:
    url = f"postgres://meterline:x@127.0.0.1:{taken}/meterline?connect_timeout=2"
    ended = run(tmp_path, "robot", DATABASE_URL=url)
    assert ended.returncode == 2
    assert "the database cannot be reached" in ended.stderr
    assert "DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_empty_company(tmp_path: Path) -> None:
    assert run(tmp_path, "manage", "migrate").returncode == 0
    message, mend = mend_of(run(tmp_path, "robot", "--sip-port", "0", "--browser-port", "0"))
    assert "no branches" in message
    assert "meterline import" in mend


def test_a_sip_port_in_use(loaded: Home, taken: int) -> None:
    message, _ = mend_of(run(loaded, "robot", "--sip-port", str(taken)))
    assert f"port {taken}" in message


@pytest.mark.parametrize("option", [("robot", "--browser-port"), ("web", "--port")])
def test_a_port_in_use(loaded: Home, taken: int, option: tuple[str, str]) -> None:
    program, name = option
    message, _ = mend_of(run(loaded, program, name, str(taken)))
    assert f"port {taken}" in message


def test_no_acoustic_model(loaded: Home, tmp_path: Path) -> None:
    missing = tmp_path / "gone.onnx"
    ended = run(loaded, "robot", "--sip-port", "0", "--browser-port", "0", "--model", str(missing))
    message, _ = mend_of(ended)
    assert str(missing) in message


def test_a_registration_without_its_password(loaded: Home) -> None:
    message, mend = mend_of(run(loaded, "robot", "--register", "700@127.0.0.1"))
    assert "password" in message
    assert "METERLINE_SIP_PASSWORD" in mend


def test_a_table_with_bad_rows_names_them_all_and_changes_nothing(
    loaded: Home, tmp_path: Path
) -> None:
    bad = tmp_path / "bad"
    shutil.copytree(demo.FOLDER, bad, ignore=shutil.ignore_patterns("calls*", "*.py", "__*"))
    rows = (bad / "customers.csv").read_text(encoding="utf-8").splitlines()
    rows[2] = rows[2].replace("organisation", "organization")
    rows[4] = f"x{rows[4]}"
    (bad / "customers.csv").write_text("\n".join(rows), encoding="utf-8")
    ended = run(loaded, "import", "folder", str(bad), COLUMNS="200")
    assert ended.returncode == 2
    for told in ("customers.csv", "organization", "kind", "account", "Ничего не загружено"):
        assert told in ended.stderr, ended.stderr
    again = run(loaded, "import", "folder", str(demo.FOLDER))
    assert "customers.csv: строк 230, добавлено 0, изменено 0, без изменений 230" in again.stdout
