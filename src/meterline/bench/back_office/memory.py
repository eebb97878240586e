"""The most memory that processes held together, sampled while they ran."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

EVERY_SECONDS = 0.2


def tree(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from tree(int(child))
    except OSError:  # it has ended
        return


def megabytes(pids: Iterator[int]) -> float:
    """Memory of processes: what several share is divided among them (proc(5): Pss)."""
    return sum(map(_kilobytes, pids)) / 1024


def parent_of(pid: int) -> int:
    """The process that started another. Raises OSError."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    return int(stat.rpartition(")")[2].split()[1])


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:  # it has ended, or belongs to somebody else
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


class Peak:
    """A context manager that samples some processes' memory; `megabytes` is the most of it."""

    def __init__(self, pids: Callable[[], Iterator[int]]) -> None:
        self._pids = pids
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.megabytes = 0.0

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self.megabytes = max(self.megabytes, megabytes(self._pids()))
