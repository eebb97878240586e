"""The call's log on its way to the company: gathered, numbered in order, written in batches."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence

from meterline.robot.clock import Clock
from meterline.robot.company import CallEvent, CompanyUnavailable
from meterline.robot.errands import off_loop

BATCH_SECONDS = 0.25
"""How long events are gathered: well under what a person watching the log notices."""

RETRIES = 20
"""Further tries to write the log's rest, a batch apart, before it is given up."""

Write = Callable[[Sequence[CallEvent]], None]
Notice = Callable[[str, Mapping[str, object]], None]
"""Told the kind and the data of each event as it happens."""


class Journal:
    """One call's log. `note` never blocks; a failed write is tried again with the next batch."""

    def __init__(self, write: Write, clock: Clock, notice: Notice) -> None:
        self._write = write
        self._clock = clock
        self._notice = notice
        self._waiting: list[CallEvent] = []
        self._closing = asyncio.Event()
        self._task = asyncio.create_task(self._run())

    def note(self, kind: str, **data: object) -> None:
        """Add an event that happened now."""
        self._waiting.append(CallEvent(kind, self._clock(), data))
        self._notice(kind, data)

    async def close(self) -> list[CallEvent]:
        """Write what is left; what could not be written in the end."""
        self._closing.set()
        await self._task
        for _ in range(RETRIES):
            if await self._flush():
                return []
            await asyncio.sleep(BATCH_SECONDS)
        return self._waiting

    async def _run(self) -> None:
        while not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), BATCH_SECONDS)
            await self._flush()

    async def _flush(self) -> bool:
        batch, self._waiting = self._waiting, []
        if not batch:
            return True
        try:
            await off_loop(self._write, batch)
        except CompanyUnavailable:
            self._waiting = batch + self._waiting
            return False
        return True
