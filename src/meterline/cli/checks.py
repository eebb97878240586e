"""What must be true of a machine before the line runs on it.

Each check returns what it found in a few words, or raises Mendable.
"""

import hashlib
import importlib.metadata
import os
import re
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from meterline.errors import Mendable

PYTHONS = ((3, 11), (3, 14))
"""First version, and the first that is too new: the SIP stack's and the decoder's wheels."""

INSTALL = "pip install --editable ."
REINSTALL = "reinstall: git checkout . and pip install --editable ."

MEMORY_GIB = 2
DISK_GIB = 1


def python_version(version: tuple[int, int] = sys.version_info[:2]) -> str:
    """This Python is one that the packages are built for."""
    found = ".".join(map(str, version))
    if PYTHONS[0] <= version < PYTHONS[1]:
        return found
    raise Mendable(
        f"Python {found} is not supported",
        "install Python 3.11, 3.12 or 3.13, then: make clean demo",
    )


def packages() -> str:
    """Every package that meterline requires is installed."""
    try:
        required = importlib.metadata.requires("meterline") or []
    except importlib.metadata.PackageNotFoundError as error:
        raise Mendable("meterline is not installed", INSTALL) from error
    names = [re.split(r"[^\w.-]", line)[0] for line in required if "extra ==" not in line]
    absent = [name for name in names if not _installed(name)]
    if absent:
        raise Mendable(f"not installed: {', '.join(absent)}", INSTALL)
    return f"{len(names)} installed"


def _installed(distribution: str) -> bool:
    try:
        importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def folder_writable(folder: Path) -> str:
    """Database and recordings can be written to `folder`, which is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Mendable(
            f"{folder} cannot be written: {error.strerror}",
            "give this user the folder, or set METERLINE_HOME to another",
        ) from error
    free = shutil.disk_usage(folder).free / 2**30
    if free < DISK_GIB:
        raise Mendable(f"{folder} has {free:.1f} GiB left", f"free {DISK_GIB} GiB there")
    return f"{folder}, {free:.0f} GiB free"


def checksums(folder: Path) -> None:
    """Every file that `SHA256SUMS` of the folder names is there and whole."""
    for line in (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        expected, name = line.split()
        path = folder / name
        if not path.is_file():
            raise Mendable(f"file not found: {path}", REINSTALL)
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise Mendable(f"damaged: {path}", REINSTALL)


def udp_port_free(host: str, port: int) -> str:
    """Nobody listens on the UDP port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Mendable(
                f"UDP port {port} on {host}: {error.strerror}",
                f"stop the other program (ss -lnup 'sport = :{port}') or choose another port",
            ) from error
    return f"{port} free"


def memory() -> str:
    """The machine has enough memory for robot, workers and site."""
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    if gib < MEMORY_GIB:
        raise Mendable(f"{gib:.1f} GiB", f"a machine with {MEMORY_GIB} GiB or more is needed")
    return f"{gib:.1f} GiB"


def cores() -> str:
    """One core for media, one for hearing at least."""
    count = len(os.sched_getaffinity(0))
    if count < 2:
        raise Mendable("1 core", "two cores are needed: one carries calls, one hears")
    return str(count)


def program(candidates: tuple[str, ...], package: str) -> str:
    """One of the programs is on the PATH."""
    for name in candidates:
        if path := shutil.which(name):
            return path
    raise Mendable(f"{candidates[0]} not found", f"apt-get install -y {package}")


def postgres() -> str:
    """The programs of a PostgreSQL server; Debian keeps them off the PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return str(installed[-1].parent)
    return program(("initdb",), "postgresql")
