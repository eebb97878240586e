"""A robot of the bench's own: started on free ports, measured, stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from meterline.errors import Mendable

READY_SECONDS = 180.0
STOP_SECONDS = 15.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class RobotSettings:
    """What the bench's robot runs with."""

    home: Path
    now: datetime
    sip_port: int
    browser_port: int
    rtp_ports: range


class RobotProcess:
    """`meterline robot` as a process of its own; a context manager that stops it."""

    def __init__(self, settings: RobotSettings) -> None:
        self._settings = settings
        self._log = settings.home / "robot.log"

    def __enter__(self) -> "RobotProcess":
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                self._command(), stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._wait_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def cpu_seconds(self) -> float:
        """Processor time of the robot and all its workers so far."""
        return sum(_cpu_ticks(pid) for pid in _tree(self._process.pid)) / _TICKS

    def megabytes(self) -> float:
        """Memory of the robot and its workers, what they share counted once."""
        return sum(_private_kilobytes(pid) for pid in _tree(self._process.pid)) / 1024

    def log(self) -> str:
        """What the robot has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _command(self) -> list[str]:
        settings = self._settings
        rtp = settings.rtp_ports
        options = {
            "--home": settings.home,
            "--now": settings.now.isoformat(),
            "--sip-port": settings.sip_port,
            "--rtp-ports": f"{rtp.start}-{rtp.stop - 2}",
            "--browser-port": settings.browser_port,
        }
        words = [str(word) for option in options.items() for word in option]
        return [sys.executable, "-m", "meterline", "robot", *words]

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while "ready" not in self.log():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__(None, None, None)
                raise Mendable(
                    f"the bench's robot did not start: {self.log().strip()[-500:]}",
                    "run: meterline doctor",
                )
            time.sleep(0.1)


def free_port() -> int:
    """A UDP port of 127.0.0.1 that nobody has now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _tree(root: int) -> list[int]:
    """A process and all its descendants, as /proc tells them."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, open_ones = [], [root]
    while open_ones:
        found.append(pid := open_ones.pop())
        open_ones += children.get(pid, [])
    return found


def _cpu_ticks(pid: int) -> int:
    """User and system time, of children that have ended too (proc(5), fields 14 to 17)."""
    fields = _stat(pid)
    return sum(int(field) for field in fields[11:15]) if fields else 0


def _private_kilobytes(pid: int) -> int:
    """Proportional set size (proc(5), smaps_rollup)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(int(row.split()[1]) for row in rollup.splitlines() if row.startswith("Pss:"))


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third (state) on; none if the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except (OSError, UnicodeDecodeError):
        return []
