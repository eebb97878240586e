"""Work on many batches by several processes, with the results in the batches' order."""

import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

from django.db import connections

In = TypeVar("In")
Out = TypeVar("Out")

AHEAD = 2
"""Batches in work for each process: enough to keep it busy, few enough to keep in memory."""

OBJECTS_BETWEEN_COLLECTIONS = 200_000

_work: Callable[[Any], Any]
"""What this process does, in a worker."""


class Crew(Generic[In, Out]):
    """Processes that do one kind of work; `jobs` of 1 works in this process.

    The processes are forked, so that they take over the work and the data base's settings
    as they are; each opens a connection of its own, and ends when this process does.
    """

    def __init__(self, work: Callable[[In], Out], jobs: int) -> None:
        """To be made before this process opens what the others must not share."""
        self._work = work
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        if jobs > 1:
            connections.close_all()
            ends = os.pipe()
            context = get_context("fork")
            self._pool = ProcessPoolExecutor(jobs, context, _begin, (work, *ends))
            self._pool.submit(_nothing).result()
            os.close(ends[0])
            self._held = ends[1]

    def results(self, batches: Iterable[In]) -> Iterator[Out]:
        """The results, in order."""
        if self._pool is None:
            yield from map(self._work, batches)
            return
        waiting: deque[Future[Out]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(_do, batch))
            if len(waiting) >= self._jobs * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def dismiss(self) -> None:
        """End the processes; what is not begun is dropped."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            os.close(self._held)


def _begin(work: Callable[[Any], Any], ours: int, theirs: int) -> None:
    global _work  # noqa: PLW0603 - a process has one kind of work
    _work = work
    # A batch makes hundreds of thousands of objects without cycles: looking for some after
    # every few hundred of them costs a sixth of the time.
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    # Only the first process holds the other end now: it is closed when that process dies,
    # even by SIGKILL, and nobody is left behind waiting for work.
    os.close(theirs)
    threading.Thread(target=_end_with, args=(ours,), daemon=True).start()


def _end_with(pipe: int) -> None:
    os.read(pipe, 1)
    os._exit(1)


def _do(batch: Any) -> Any:
    return _work(batch)


def _nothing() -> None:
    """The first work, for which the pool starts all of its processes."""
