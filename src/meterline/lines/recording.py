"""A line without a telephone: a program or a recording plays the caller."""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

from meterline.lines.callers import FRAME_SECONDS, CallerSide
from meterline.lines.port import (
    FRAME_BYTES,
    CallerHungUp,
    KeyPressed,
    LineClosed,
    LineEvent,
    MediaStatistics,
    TransferRefused,
)

_BYTES_PER_SECOND = FRAME_BYTES / FRAME_SECONDS


class RecordingLine:
    """The `Line` port over a `CallerSide`.

    Without a clock each `read` is 20 ms of the call, as fast as the robot asks; with one
    (say `time.monotonic`) a read gives the frames that are due, possibly none.
    """

    def __init__(
        self,
        side: CallerSide,
        *,
        caller: str | None = None,
        dialled: str | None = None,
        clock: Callable[[], float] | None = None,
        refuse_transfers: bool = False,
    ) -> None:
        self.key = str(uuid4())
        self.carrier = "recording"
        self.caller = caller
        self.dialled = dialled
        self.said = bytearray()
        """Everything the caller has heard, silence included: as long as the call so far."""
        self.heard = bytearray()
        """Everything the caller has said, aligned with `said`."""
        self.transferred_to: str | None = None
        self._side = side
        self._clock = clock
        self._refuse_transfers = refuse_transfers
        self._started: float | None = None
        self._frames = 0
        self._waiting = bytearray()
        self._events: asyncio.Queue[LineEvent | None] = asyncio.Queue()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the call has ended."""
        return self._closed

    @property
    def seconds(self) -> float:
        """Length of the call so far."""
        return self._frames * FRAME_SECONDS

    async def answer(self) -> None:
        """Take the call: its time begins."""
        if self._closed:
            raise LineClosed("the call has ended")
        self._started = self._clock() if self._clock else 0.0

    def read(self) -> bytes:
        """The caller's frames that are due."""
        return b"".join(self._exchange() for _ in range(self._due()) if not self._closed)

    def write(self, pcm: bytes) -> None:
        """Queue audio for the caller."""
        self._waiting += pcm

    def queued(self) -> float:
        """Seconds of written audio that the caller has not heard yet."""
        return len(self._waiting) / _BYTES_PER_SECOND

    def flush(self) -> None:
        """Drop what is queued."""
        self._waiting.clear()

    async def events(self) -> AsyncIterator[LineEvent]:
        """Keys and the caller's hang-up; ends without a word after `hang_up` or a transfer."""
        while (event := await self._events.get()) is not None:
            yield event
        self._events.put_nowait(None)  # whoever listens again is told the same

    async def transfer(self, target: str) -> None:
        """Note the target and end the call, or raise TransferRefused as told."""
        if self._closed:
            raise LineClosed("the call has ended")
        if self._refuse_transfers:
            raise TransferRefused("this line refuses transfers")
        self.transferred_to = target
        await self.hang_up()

    async def hang_up(self) -> None:
        """End the call."""
        if not self._closed:
            self._closed = True
            self._events.put_nowait(None)

    def statistics(self) -> MediaStatistics:
        """Every frame arrives."""
        return MediaStatistics(packets_received=self._frames)

    def _due(self) -> int:
        if self._started is None or self._closed:
            return 0
        if self._clock is None:
            return 1
        return int((self._clock() - self._started) / FRAME_SECONDS) - self._frames

    def _exchange(self) -> bytes:
        said = bytes(self._waiting[:FRAME_BYTES]).ljust(FRAME_BYTES, b"\0")
        del self._waiting[:FRAME_BYTES]
        spoken, keys = self._side.frame(said)
        self._frames += 1
        self.said += said
        self.heard += spoken
        for key in keys:
            self._events.put_nowait(KeyPressed(key))
        if self._side.done:
            self._closed = True
            self._events.put_nowait(CallerHungUp("hung up"))
            self._events.put_nowait(None)
        return spoken
