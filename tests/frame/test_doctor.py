"""`meterline doctor`: every missing thing is named with its mend."""

import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from meterline.cli import checks, doctor
from meterline.errors import Mendable


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def meterline(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {
        "METERLINE_HOME": str(home),
        "METERLINE_SIP_PORT": str(free_port(socket.SOCK_DGRAM)),
        "METERLINE_WEB_PORT": str(free_port(socket.SOCK_STREAM)),
        "METERLINE_SIGNALLING_PORT": str(free_port(socket.SOCK_STREAM)),
    }
    command = [sys.executable, "-m", "meterline", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_supported_pythons(version: tuple[int, int]) -> None:
    assert checks.python_version(version) == f"3.{version[1]}"


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_other_pythons_are_refused(version: tuple[int, int]) -> None:
    with pytest.raises(Mendable, match="not supported") as refused:
        checks.python_version(version)
    assert "3.12" in refused.value.mend


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Mendable, match="cannot be written") as refused:
        checks.folder_writable(tmp_path / "file" / "data")
    assert "METERLINE_HOME" in refused.value.mend


def test_a_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    assert "GiB free" in checks.folder_writable(tmp_path / "new" / "data")
    assert list((tmp_path / "new" / "data").iterdir()) == []


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "DISK_GIB", 10**9)
    with pytest.raises(Mendable, match="GiB left"):
        checks.folder_writable(tmp_path)


def test_checksums(tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(b"whole")
    whole = hashlib.sha256(b"whole").hexdigest()
    (tmp_path / "SHA256SUMS").write_text(f"{whole}  model\n")
    checks.checksums(tmp_path)
    (tmp_path / "model").write_bytes(b"cut")
    with pytest.raises(Mendable, match="damaged"):
        checks.checksums(tmp_path)
    (tmp_path / "model").unlink()
    with pytest.raises(Mendable, match="not found"):
        checks.checksums(tmp_path)


def test_a_udp_port_in_use() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(Mendable, match=f"UDP port {port}"):
            checks.udp_port_free("127.0.0.1", port)
    assert checks.udp_port_free("127.0.0.1", port) == f"{port} free"


def test_a_package_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    required = ["rich>=13", "no-such-package[extra]>=2; python_version > '3'", "x; extra == 'test'"]
    monkeypatch.setattr(checks.importlib.metadata, "requires", lambda name: required)
    with pytest.raises(Mendable, match=r"not installed: no-such-package$"):
        checks.packages()


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(Mendable, match="no-such-program not found") as refused:
        checks.program(("no-such-program",), "its-package")
    assert refused.value.mend == "apt-get install -y its-package"


def test_a_check_that_crashes_is_a_finding() -> None:
    finding = doctor.examine("model", lambda: str(1 / 0))
    assert (finding.fine, finding.found) == (False, "ZeroDivisionError: division by zero")


def test_on_a_new_machine_the_database_is_missing_and_then_nothing(tmp_path: Path) -> None:
    before = meterline("doctor", home=tmp_path)
    assert before.returncode == 2, before.stdout + before.stderr
    (line,) = [line for line in before.stdout.splitlines() if line.startswith("missing")]
    assert "database" in line
    assert "meterline manage migrate" in line

    assert meterline("manage", "migrate", "--verbosity=0", home=tmp_path).returncode == 0
    after = meterline("doctor", home=tmp_path)
    assert after.returncode == 0, after.stdout + after.stderr
    assert "missing" not in after.stdout
