"""A worker process: it holds the model, the customer base, and the turns pinned to it.

Started as `python -m meterline.ears.workers.worker FD`, FD being its end of the socket
pair; it ends when the other end is closed, however that came about.
"""

import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import numpy as np
import structlog

from meterline.ears.port import COLUMNS, LogProbs
from meterline.ears.workers.messages import (
    Answered,
    Ask,
    Broken,
    Failed,
    Forget,
    Parts,
    Ready,
    Reopen,
    Reply,
    Request,
    Setup,
    Understands,
    pack,
    receive,
)
from meterline.errors import Mendable
from meterline.logs import set_up_logs

MOST_AT_ONCE = 8
"""Turns in one batch of the model: more would make the first of them wait too long."""

log = structlog.get_logger()


@dataclass
class _Turn:
    state: Any
    logp: LogProbs


class Worker:
    """Works requests off, without any input or output of its own."""

    def __init__(self, parts: Parts, understander: Understands) -> None:
        self._parts = parts
        self._understander = understander
        self._turns: dict[str, _Turn] = {}

    def work(self, requests: list[Request]) -> Iterator[Reply]:
        """Work off what waits, in order; neighbouring questions go through the model together."""
        for batch in batches(requests):
            match batch[0]:
                case Ask():
                    yield from self._answer([ask for ask in batch if isinstance(ask, Ask)])
                case Reopen() as reopen:
                    yield self._reopen(reopen)
                case Forget(turn):
                    self._turns.pop(turn, None)

    def _answer(self, asks: list[Ask]) -> Iterator[Reply]:
        started = time.process_time()
        try:
            self._hear(asks)
        except Exception as error:
            log.error("ears_model_failed", turns=len(asks), error=where(error))
            yield from (Failed(ask.id, where(error)) for ask in asks)
            return
        share = (time.process_time() - started) / len(asks)
        for ask in asks:
            yield self._understand(ask, share)

    def _hear(self, asks: list[Ask]) -> None:
        model = self._parts.model
        turns = [self._turns.get(ask.turn) or _Turn(model.start(), _no_letters()) for ask in asks]
        pcm, states = [ask.pcm for ask in asks], [turn.state for turn in turns]
        heard = model.forward(pcm, states, interim=asks[0].interim)
        for ask, turn, (letters, state) in zip(asks, turns, heard, strict=True):
            logp = np.concatenate([turn.logp[: letters.start_frame], letters.logp])
            self._turns[ask.turn] = _Turn(state, logp)

    def _understand(self, ask: Ask, hearing_seconds: float) -> Reply:
        started = time.process_time()
        logp = self._turns[ask.turn].logp
        seconds = self._parts.model.frame_seconds
        try:
            understanding = self._understander.understand(logp, seconds, ask.expectation)
        except Exception as error:
            log.error(
                "ears_understanding_failed", asked=str(ask.expectation.asked), error=where(error)
            )
            return Failed(ask.id, where(error))
        spent = hearing_seconds + time.process_time() - started
        return Answered(ask.id, replace(understanding, core_seconds=spent))

    def _reopen(self, reopen: Reopen) -> Reply:
        """The new base serves from now on; where it cannot be opened the old one goes on."""
        try:
            self._understander = self._parts.open_base(reopen.base_folder)
        except Exception as error:
            log.error("ears_base_failed", error=where(error))
            return Failed(reopen.id, str(error))
        return Answered(reopen.id)


def batches(requests: list[Request]) -> Iterator[list[Request]]:
    """Cut requests into runs that may be worked off together, their order kept.

    Questions of one kind go together, no turn twice; everything else stands alone.
    """
    batch: list[Request] = []
    for request in requests:
        if batch and not _joins(request, batch):
            yield batch
            batch = []
        batch.append(request)
    if batch:
        yield batch


def _joins(request: Request, batch: list[Request]) -> bool:
    asks = [ask for ask in batch if isinstance(ask, Ask)]
    return (
        isinstance(request, Ask)
        and len(asks) == len(batch)
        and request.interim == asks[0].interim
        and request.turn not in {ask.turn for ask in asks}
    )


def where(error: Exception) -> str:
    """Kind and place of an error. Its text may hold what a caller said, and is not told."""
    places = traceback.extract_tb(error.__traceback__)[-3:]
    path = " < ".join(f"{Path(at.filename).name}:{at.lineno}" for at in reversed(places))
    return f"{type(error).__name__} at {path}"


def _no_letters() -> LogProbs:
    return np.zeros((0, COLUMNS), dtype=np.float32)


def _waiting(queue: SimpleQueue[Request | None]) -> list[Request | None]:
    """Block for one request; then whatever else has come, up to one batch."""
    requests = [queue.get()]
    try:
        while len(requests) < MOST_AT_ONCE:
            requests.append(queue.get_nowait())
    except Empty:
        pass
    return requests


def _start(setup: Setup) -> Worker | Broken:
    try:
        parts = setup.factory(setup.model_path)
        return Worker(parts, parts.open_base(setup.base_folder))
    except Mendable as error:
        return Broken(error.message, error.mend)
    except Exception as error:
        log.error("ears_worker_cannot_start", error=where(error))
        return Broken(f"a recognition process cannot start: {error!r}", "see the log above")


def serve(connection: socket.socket) -> None:
    """Work for the process at the other end until it closes the connection."""
    stream = connection.makefile("rb")
    setup = receive(stream)
    if setup is None:
        return
    worker = _start(setup)
    if isinstance(worker, Broken):
        connection.sendall(pack(worker))
        return
    connection.sendall(pack(Ready()))
    queue: SimpleQueue[Request | None] = SimpleQueue()
    Thread(target=_read, args=(stream, queue), daemon=True).start()
    while None not in (requests := _waiting(queue)):
        for reply in worker.work([request for request in requests if request is not None]):
            connection.sendall(pack(reply))


def _read(stream: Any, queue: SimpleQueue[Request | None]) -> None:
    """Take requests off the socket at once, so that the asking side never has to wait."""
    while (request := receive(stream)) is not None:
        queue.put(request)
    queue.put(None)


def main() -> None:
    """Entry of the process. Ctrl-C reaches the whole group: the pool decides when to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    set_up_logs()
    try:
        serve(socket.socket(fileno=int(sys.argv[1])))
    except (BrokenPipeError, ConnectionResetError):
        sys.exit(1)


if __name__ == "__main__":
    main()
