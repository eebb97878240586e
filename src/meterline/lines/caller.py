"""The caller's side of a real SIP call: a `CallerSide` talks and listens over the network."""

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass, field

from meterline.lines.callers import FRAME_SECONDS, SILENCE, CallerSide, whole_frames
from meterline.lines.port import LineClosed
from meterline.lines.sip import SipLine

_LEAD = 2 * SILENCE
"""Silence sent ahead, so that a late timer leaves no hole in the caller's words."""

_MOST_QUEUED = 0.2
"""Seconds of waiting audio from which silence is left out: a late caller catches up in pauses."""

_BEHIND_FRAMES = 50
"""Frames of the robot that may wait; older ones are not listened to, but kept."""


@dataclass
class Heard:
    """What the caller received."""

    pcm: bytearray = field(default_factory=bytearray)
    arrivals: list[float] = field(default_factory=list)
    """Loop time at which each 20 ms frame of `pcm` was there."""


async def converse(line: SipLine, side: CallerSide, *, limit: float = 600.0) -> Heard:
    """Let `side` have the call `line`, placed and answered, until either side hangs up.

    Hangs up after `limit` seconds at the latest. Returns what was heard.
    """
    call = _Conversation(line, side)
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit):
                await call.run()
    finally:
        await line.hang_up()
    return call.heard


class _Conversation:
    def __init__(self, line: SipLine, side: CallerSide) -> None:
        self.heard = Heard()
        self._line = line
        self._side = side
        self._unheard: deque[bytes] = deque(maxlen=_BEHIND_FRAMES)
        self._keys: asyncio.Queue[str] = asyncio.Queue()

    async def run(self) -> None:
        fingers = asyncio.create_task(self._press_keys())
        try:
            await self._talk()
        finally:
            fingers.cancel()
            await asyncio.gather(fingers, return_exceptions=True)

    async def _talk(self) -> None:
        loop = asyncio.get_running_loop()
        next_frame = loop.time()
        self._line.write(_LEAD)
        while not (self._line.closed or self._side.done):
            self._listen(loop.time())
            frame = self._unheard.popleft() if self._unheard else SILENCE
            spoken, keys = self._side.frame(frame)
            if spoken != SILENCE or self._line.queued() < _MOST_QUEUED:
                self._line.write(spoken)
            for key in keys:
                self._keys.put_nowait(key)
            next_frame += FRAME_SECONDS
            await asyncio.sleep(max(0.0, next_frame - loop.time()))

    def _listen(self, now: float) -> None:
        arrived = self._line.read()
        for frame in whole_frames(arrived):
            self._unheard.append(frame)
            self.heard.arrivals.append(now)
        self.heard.pcm += arrived

    async def _press_keys(self) -> None:
        # A key takes longer on the wire than a frame, so speech goes on meanwhile.
        while not self._line.closed:
            try:
                await self._line.press(await self._keys.get())
            except LineClosed:
                return
