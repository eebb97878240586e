"""Recognition in several processes, outside the one that carries the calls."""

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import structlog

from meterline.ears.port import Pcm
from meterline.ears.service import EarsUnavailable
from meterline.ears.workers.messages import Ask, Factory, Forget, Reopen, Setup
from meterline.ears.workers.parts import standard_parts
from meterline.ears.workers.process import WorkerProcess
from meterline.errors import Mendable
from meterline.language.turn import Expectation, Understanding

TIMEOUT = 5.0
"""Seconds after which an answer is of no use to a caller who waits."""

MOST_TURNS_SHOWN = 4
"""With more turns at one worker its time belongs to results that somebody waits for."""

_REFRESH_SECONDS = 60.0
_LIVED_WELL = 10.0
_LONGEST_BREAK = 30.0

log = structlog.get_logger()


class EarsPool:
    """`Ears` over worker processes; a turn stays with the worker that began it."""

    def __init__(  # noqa: PLR0913 - the last two are for tests and tuning
        self,
        workers: int,
        model_path: Path | None,
        base_folder: Path,
        queue: int = 64,
        *,
        timeout: float = TIMEOUT,
        factory: Factory = standard_parts,
    ) -> None:
        """`queue` bounds the requests that wait at one time, `timeout` is in seconds."""
        self._setup = Setup(factory, model_path, base_folder)
        self._size = workers
        self._queue = queue
        self._timeout = timeout
        self._workers: list[WorkerProcess] = []
        self._turns: dict[str, WorkerProcess] = {}
        self._keepers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start all workers and wait until each is ready.

        Raises Mendable if the model or the customer base is missing or unreadable,
        EarsUnavailable if a worker dies on the way.
        """
        starts = [WorkerProcess.start(self._setup) for _ in range(self._size)]
        started = await asyncio.gather(*starts, return_exceptions=True)
        workers = [worker for worker in started if isinstance(worker, WorkerProcess)]
        failures = [failure for failure in started if isinstance(failure, BaseException)]
        if failures:
            await asyncio.gather(*(worker.close() for worker in workers))
            raise failures[0]
        self._keepers = [asyncio.create_task(self._keep(worker)) for worker in workers]
        self._workers = workers

    async def stop(self) -> None:
        """End all workers; who still waits for an answer gets EarsUnavailable."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._keepers = []
        self._turns.clear()

    async def understand(
        self, turn: str, pcm: Pcm, expectation: Expectation, *, interim: bool = False
    ) -> Understanding:
        """See `Ears.understand`; `core_seconds` is this request's share of processor time."""
        worker = self._turns.get(turn) or self._pick()
        if self.waiting >= self._queue:
            raise EarsUnavailable("too many turns wait for recognition")
        self._turns[turn] = worker
        ask = partial(Ask, turn=turn, pcm=pcm, expectation=expectation, interim=interim)
        asked_at = time.monotonic()
        try:
            async with asyncio.timeout(self._timeout):
                understanding = await worker.request(ask)
        except TimeoutError:
            if worker.last_heard < asked_at:
                worker.kill()  # not slow but stuck: another one takes its place
            raise EarsUnavailable(f"no answer within {self._timeout} s") from None
        return understanding or Understanding()

    def has_room(self, turn: str) -> bool:
        """See `Ears.has_room`: a worker with few turns and nothing to do has room."""
        worker = self._turns.get(turn)
        if worker is None:
            return self.waiting == 0
        turns = sum(other is worker for other in self._turns.values())
        return worker.waiting == 0 and turns <= MOST_TURNS_SHOWN

    async def forget(self, turn: str) -> None:
        """See `Ears.forget`."""
        if worker := self._turns.pop(turn, None):
            worker.tell(Forget(turn))

    async def refresh(self, base_folder: Path) -> None:
        """Let all workers open the customer base in `base_folder`, and later ones too.

        Raises EarsUnavailable if one could not; it goes on with the base that it had.
        """
        self._setup = replace(self._setup, base_folder=base_folder)
        reopen = partial(Reopen, base_folder=base_folder)
        try:
            async with asyncio.timeout(_REFRESH_SECONDS):
                await asyncio.gather(*(w.request(reopen) for w in self._workers))
        except TimeoutError:
            raise EarsUnavailable("the customer base was not reopened in time") from None

    @property
    def waiting(self) -> int:
        """Requests not answered yet."""
        return sum(worker.waiting for worker in self._workers)

    @property
    def pids(self) -> list[int]:
        """Numbers of the worker processes that live now."""
        return [worker.pid for worker in self._workers]

    def _pick(self) -> WorkerProcess:
        """The living worker with the fewest requests waiting, then with the fewest turns."""
        if not self._workers:
            raise EarsUnavailable("no recognition process is alive")
        turns = list(self._turns.values())
        return min(self._workers, key=lambda worker: (worker.waiting, turns.count(worker)))

    async def _keep(self, worker: WorkerProcess) -> None:
        """Stay with one worker; when it dies put another in its place."""
        while True:
            began = time.monotonic()
            try:
                await worker.run()
            finally:
                await self._bury(worker)
            log.warning("ears_worker_died", lived_seconds=round(time.monotonic() - began, 1))
            worker = await self._replace(time.monotonic() - began >= _LIVED_WELL)
            self._workers.append(worker)

    async def _bury(self, worker: WorkerProcess) -> None:
        with suppress(ValueError):
            self._workers.remove(worker)
        await worker.close()

    async def _replace(self, at_once: bool) -> WorkerProcess:
        """Try until a new worker is ready, with longer and longer breaks."""
        pause = 0.0 if at_once else 0.5
        while True:
            await asyncio.sleep(pause)
            try:
                return await WorkerProcess.start(self._setup)
            except (Mendable, EarsUnavailable) as error:
                log.error("ears_worker_not_replaced", reason=str(error))
                pause = min(max(2 * pause, 1.0), _LONGEST_BREAK)
