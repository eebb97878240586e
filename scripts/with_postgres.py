#!/usr/bin/env python3
"""Runs a command with a PostgreSQL of its own, named by DATABASE_URL, that ends with the command.

    python scripts/with_postgres.py COMMAND [ARGUMENT ...]

The cluster lies in a temporary folder, listens on a free port of 127.0.0.1 only and is
tuned for tests: what it holds does not survive a power cut. PostgreSQL refuses to run as
root; there the cluster belongs to the user `postgres`. Ends with the command's status, or
with 2 if there is no PostgreSQL.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=50")


def main(command: list[str]) -> int:
    """Run `command` beside a fresh cluster; its exit status."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    programs = find_programs()
    if programs is None:
        print("meterline: PostgreSQL is not installed. Install it:", file=sys.stderr)
        print("    apt-get install -y --no-install-recommends postgresql", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with temporary_folder() as folder, server(programs, folder) as port:
        url = f"postgres://meterline@127.0.0.1:{port}/postgres"
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


def find_programs() -> Path | None:
    """The folder of initdb and postgres: on the PATH, or the newest that Debian installed."""
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).parent / "postgres").exists():
        return Path(on_path).parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda found: int(found.parts[-3]), default=None)
    return newest.parent if newest else None


def unprivileged() -> dict[str, object]:
    """How to start a process that PostgreSQL accepts: as ourselves, or as `postgres` for root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that the cluster's user owns; removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="meterline-postgres-") as name:
        if os.geteuid() == 0:
            shutil.chown(name, "postgres")
        yield Path(name)


@contextmanager
def server(programs: Path, folder: Path) -> Iterator[int]:
    """A cluster that answers; yields its port and stops it afterwards."""
    data, port, log = folder / "data", free_port(), folder / "log"
    initdb = [programs / "initdb", "-D", data, "-U", "meterline", "-A", "trust", "-E", "UTF8"]
    run(["env", "-C", folder, *initdb, "--locale=C.UTF-8", "--no-sync", "--no-instructions"])
    settings = [f"-c{setting}" for setting in (*FAST, "listen_addresses=127.0.0.1")]
    with log.open("wb") as output:
        process = subprocess.Popen(  # type: ignore[call-overload]
            [programs / "postgres", "-D", data, "-k", folder, "-p", str(port), *settings],
            stdout=output,
            stderr=output,
            cwd=folder,
            # Ctrl-C reaches the command first; the server leaves after it.
            start_new_session=True,
            **unprivileged(),
        )
    try:
        wait_for(process, data / "postmaster.pid", log)
        yield port
    finally:
        process.send_signal(signal.SIGINT)  # "fast": open sessions are cut
        process.wait()


def run(command: list[object]) -> None:
    """Run quietly as the cluster's user; the whole output is shown if it fails."""
    done = subprocess.run(  # type: ignore[call-overload]
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **unprivileged()
    )
    if done.returncode:
        sys.exit(f"meterline: {command} failed:\n{done.stdout.decode(errors='replace')}")


def wait_for(process: "subprocess.Popen[bytes]", status: Path, log: Path) -> None:
    """Return when the server takes connections; end the program with its log if it does not.

    The last line of the server's own status file says "ready" then.
    """
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.1)
    sys.exit(f"meterline: PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def free_port() -> int:
    """A TCP port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
