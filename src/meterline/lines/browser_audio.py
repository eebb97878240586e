"""Audio of a browser call: WebRTC frames of any rate in, 20 ms frames of 8 kHz out, and back."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from fractions import Fraction

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, AudioResampler

from meterline.lines.port import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE

FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE
SILENCE = bytes(FRAME_BYTES)

HEARD_SECONDS_KEPT = 30.0
"""Unread audio beyond this is dropped, oldest first: a robot that does not read must not
fill the memory."""

GAP_SECONDS_FILLED = 1.0
"""Lost packets become silence up to this long, so that the caller's time is kept; a longer
jump of the time stamps is a new beginning (RFC 3550, section 5.1)."""

QUIET_SECONDS = 0.3
"""After so long without packets the caller counts as silent: a muted browser may send none,
and whoever waits for the end of the caller's words must hear the silence."""

LATE_SECONDS = 0.2
"""A sender this late begins its clock anew instead of sending a burst."""


class HeardAudio:
    """The caller's audio, brought to 8 kHz and cut into whole frames; silence if none comes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard_until: float | None = None
        self._stood_in = 0
        self._resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        self._waiting = bytearray()
        self._next_pts: int | None = None

    def add(self, frame: AudioFrame) -> None:
        """Take one decoded WebRTC frame; packets lost before it become silence."""
        self._waiting += bytes(2 * max(0, self._samples_lost(frame) - self._stood_in))
        self._stood_in = 0
        self._heard_until = self._clock()
        for piece in self._resampler.resample(frame):
            self._waiting += piece.to_ndarray().tobytes()
        excess = len(self._waiting) - int(HEARD_SECONDS_KEPT / FRAME_SECONDS) * FRAME_BYTES
        if excess > 0:
            del self._waiting[: -(-excess // FRAME_BYTES) * FRAME_BYTES]

    def take(self) -> bytes:
        """All whole frames that have arrived, or the silence of a caller who sends nothing."""
        if not self._waiting:
            return self._silence()
        whole = len(self._waiting) - len(self._waiting) % FRAME_BYTES
        taken = bytes(self._waiting[:whole])
        del self._waiting[:whole]
        return taken

    def _silence(self) -> bytes:
        now = self._clock()
        if self._heard_until is None:
            self._heard_until = now
        frames = max(0, int((now - self._heard_until - QUIET_SECONDS) / FRAME_SECONDS))
        self._heard_until += frames * FRAME_SECONDS
        self._stood_in += frames * FRAME_SAMPLES
        return SILENCE * frames

    def _samples_lost(self, frame: AudioFrame) -> int:
        """Samples at 8 kHz missing before `frame`, by its time stamp."""
        pts = frame.pts or 0
        gap = 0 if self._next_pts is None else pts - self._next_pts
        self._next_pts = pts + frame.samples
        if not 0 < gap <= GAP_SECONDS_FILLED * frame.sample_rate:
            return 0
        return gap * SAMPLE_RATE // frame.sample_rate


class SpokenTrack(MediaStreamTrack):
    """What the robot says, sent frame by frame at the pace of the clock; silence when idle."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._frames: deque[bytes] = deque()
        self._started: float | None = None
        self._timestamp = 0

    def write(self, pcm: bytes) -> None:
        """Queue whole frames of 8 kHz audio."""
        if len(pcm) % FRAME_BYTES:
            raise ValueError(f"audio is written in whole frames of {FRAME_BYTES} bytes")
        self._frames.extend(pcm[i : i + FRAME_BYTES] for i in range(0, len(pcm), FRAME_BYTES))

    def queued(self) -> float:
        """Seconds not yet sent."""
        return len(self._frames) * FRAME_SECONDS

    def flush(self) -> None:
        """Drop what is queued."""
        self._frames.clear()

    async def recv(self) -> AudioFrame:
        """The next frame, when it is due (called by aiortc's sender)."""
        if self.readyState != "live":
            raise MediaStreamError
        await self._until_due()
        frame = AudioFrame(format="s16", layout="mono", samples=FRAME_SAMPLES)
        frame.planes[0].update(self._frames.popleft() if self._frames else SILENCE)
        frame.pts = self._timestamp
        frame.sample_rate = SAMPLE_RATE
        frame.time_base = Fraction(1, SAMPLE_RATE)
        self._timestamp += FRAME_SAMPLES
        return frame

    async def _until_due(self) -> None:
        now = time.monotonic()
        due = (now if self._started is None else self._started) + self._timestamp / SAMPLE_RATE
        if self._started is None or now - due > LATE_SECONDS:
            self._started = now - self._timestamp / SAMPLE_RATE
            return
        await asyncio.sleep(max(0.0, due - now))
