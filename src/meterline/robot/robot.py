"""The robot: takes calls from any line, keeps them ticking, drains them when it stops."""

import asyncio
import contextlib
import time

import structlog

from meterline.lines.port import Line
from meterline.robot.call import Call, Parts
from meterline.robot.speaker import FRAME_SECONDS

log = structlog.get_logger()

LEFT_TO_CALLERS = 4
"""One of so many conversations, and at least one, that reminding calls leave to callers."""

CATCH_UP_TICKS = 10
"""Ticks made up for at once after the loop was late; more would burst into the line."""


class Robot:
    """All calls of one process, driven by one clock of 20 ms."""

    def __init__(self, parts: Parts, most_talks: int | None = None) -> None:
        """Callers beyond `most_talks` conversations at once are asked to leave a message."""
        self._parts = parts
        self._most_talks = most_talks
        self._calls: set[Call] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._draining = False
        self._ticking: asyncio.Task[None] | None = None

    @property
    def calls(self) -> int:
        """Calls in progress."""
        return len(self._calls)

    @property
    def full(self) -> bool:
        """Whether the next caller can only leave a message."""
        return self._most_talks is not None and self._talks >= self._most_talks

    @property
    def room(self) -> int | None:
        """Conversations that may begin before callers are asked for a message."""
        return None if self._most_talks is None else max(0, self._most_talks - self._talks)

    def may_remind(self, dialling: int) -> bool:
        """Whether one more person may be called, with `dialling` telephones ringing already."""
        if self._most_talks is None:
            return True
        left = -(-self._most_talks // LEFT_TO_CALLERS)
        return self._talks + dialling < self._most_talks - left

    @property
    def _talks(self) -> int:
        return sum(not call.full for call in self._calls)

    async def start(self) -> None:
        """Begin to tick."""
        self._ticking = asyncio.create_task(self._tick_all())

    async def handle(self, line: Line) -> None:
        """Take one call and see it through; the handler for every carrier."""
        await self._conduct(line, full=self.full)

    async def remind(self, line: Line, account: str) -> None:
        """See a call through that the company made about an account."""
        await self._conduct(line, about=account)

    async def _conduct(self, line: Line, *, full: bool = False, about: str | None = None) -> None:
        if self._draining:
            await line.hang_up()
            return
        call = Call(line, self._parts, full=full, about=about)
        self._calls.add(call)
        self._idle.clear()
        log.info("call began", call=line.key, carrier=line.carrier)
        try:
            await call.run()
        finally:
            self._calls.discard(call)
            if not self._calls:
                self._idle.set()
            log.info("call ended", call=line.key)

    async def drain(self, seconds: float) -> None:
        """Take no more calls, let running ones end for at most `seconds`, then stop ticking."""
        self._draining = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)
        if self._ticking:
            self._ticking.cancel()

    async def _tick_all(self) -> None:
        due = time.monotonic()
        while True:
            due += FRAME_SECONDS
            late = time.monotonic() - due
            self._parts.measures.late(max(0.0, late))
            await asyncio.sleep(max(0.0, -late))
            if late > CATCH_UP_TICKS * FRAME_SECONDS:
                due = time.monotonic()
            for call in tuple(self._calls):
                _tick(call)


def _tick(call: Call) -> None:
    try:
        call.tick()
    except Exception:
        log.exception("call failed while ticking")
        call.abandon()
