"""One worker process as the pool sees it."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from meterline.ears.service import EarsUnavailable
from meterline.ears.workers.messages import (
    HEADER,
    Answered,
    Broken,
    Failed,
    Request,
    Setup,
    pack,
    unpack,
)
from meterline.errors import Mendable
from meterline.language.turn import Understanding

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_SECONDS_TO_END = 2.0


class WorkerProcess:
    """Sends requests to a worker and hands out its answers. Made by `start`."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self._ids = count()
        self._pending: dict[int, asyncio.Future[Understanding | None]] = {}
        self.alive = True
        self.last_heard = time.monotonic()
        """When the process last answered anything."""

    @classmethod
    async def start(cls, setup: Setup) -> "WorkerProcess":
        """Start a process and wait until it is ready.

        Raises Mendable if a part is missing, EarsUnavailable if it dies on the way.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            process = _spawn(theirs)
        reader, writer = await asyncio.open_unix_connection(sock=ours)
        worker = cls(process, reader, writer)
        try:
            writer.write(pack(setup))
            await worker._be_ready()
        except BaseException:
            await worker.close()
            raise
        return worker

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def waiting(self) -> int:
        """Requests not answered yet."""
        return len(self._pending)

    async def request(self, make: Callable[[int], Request]) -> Understanding | None:
        """Send a request made with a fresh id; its answer. Raises EarsUnavailable."""
        if not self.alive:
            raise EarsUnavailable("the recognition process of this turn has died")
        number = next(self._ids)
        answer: asyncio.Future[Understanding | None] = asyncio.get_running_loop().create_future()
        self._pending[number] = answer
        self._writer.write(pack(make(number)))
        return await answer

    def tell(self, request: Request) -> None:
        """Send a request that is not answered; nothing happens where the process is dead."""
        if self.alive:
            self._writer.write(pack(request))

    async def run(self) -> None:
        """Hand out answers until the process ends; then whoever still waits is told so."""
        while (reply := await self._receive()) is not None:
            self.last_heard = time.monotonic()
            self._hand_out(reply)
        self._give_up()

    def kill(self) -> None:
        """End the process at once; `run` notices."""
        self._process.kill()

    def _give_up(self) -> None:
        self.alive = False
        for answer in self._pending.values():
            if not answer.done():
                answer.set_exception(EarsUnavailable("the recognition process has died"))
        self._pending.clear()

    async def close(self) -> None:
        """End the process: by closing its connection, by force if it does not listen."""
        self._give_up()
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()
        await asyncio.to_thread(_end, self._process)

    def _hand_out(self, reply: Answered | Failed) -> None:
        answer = self._pending.pop(reply.id)
        if answer.done():  # whoever asked has given up
            return
        if isinstance(reply, Failed):
            answer.set_exception(EarsUnavailable(reply.reason))
        else:
            answer.set_result(reply.understanding)

    async def _be_ready(self) -> None:
        first = await self._receive()
        if isinstance(first, Broken):
            raise Mendable(first.message, first.mend)
        if first is None:
            raise EarsUnavailable("a recognition process died while it started")

    async def _receive(self) -> Any:
        try:
            (length,) = HEADER.unpack(await self._reader.readexactly(HEADER.size))
            return unpack(await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None


def _spawn(connection: socket.socket) -> "subprocess.Popen[bytes]":
    """A new interpreter: it shares nothing with this process but the connection.

    (`multiprocessing` would import this program's main module, the web site with it.)
    """
    descriptor = connection.fileno()
    path = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-m", "meterline.ears.workers.worker", str(descriptor)]
    environment = {**os.environ, **_ONE_THREAD, "PYTHONPATH": path}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, env=environment, pass_fds=[descriptor], stdin=subprocess.DEVNULL
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
