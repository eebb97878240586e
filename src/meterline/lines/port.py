"""The port of a telephone line: what the robot needs of a call, whatever carries it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

SAMPLE_RATE = 8000
"""Samples a second of all audio on a line."""

FRAME_SAMPLES = 160
"""Samples of one frame of 20 ms."""

FRAME_BYTES = 2 * FRAME_SAMPLES
"""Bytes of one frame: signed 16-bit little-endian, one channel."""


@dataclass(frozen=True)
class KeyPressed:
    """The caller pressed a key (`0`-`9`, `*`, `#`), told at key down."""

    key: str


@dataclass(frozen=True)
class CallerHungUp:
    """The call ended from the other side, or the carrier lost it."""

    reason: str


LineEvent = KeyPressed | CallerHungUp


class TransferRefused(Exception):
    """The carrier could not hand the call over; the call is still alive. `busy`: the other
    end was engaged."""

    def __init__(self, reason: str, *, busy: bool = False) -> None:
        """`reason` is for the log."""
        super().__init__(reason)
        self.busy = busy


class LineClosed(Exception):
    """Something was asked of a call that has already ended."""


@dataclass(frozen=True)
class MediaStatistics:
    """What the carrier counted of the call's media (RFC 3550 names)."""

    packets_received: int = 0
    packets_lost: int = 0
    jitter_ms: float = 0.0


class Line(Protocol):
    """One call. Audio is `FRAME_BYTES` frames of signed 16-bit PCM at 8 kHz.

    The carrier's own clock sends and receives; `read` and `write` only exchange with its
    buffers and never block.
    """

    key: str
    """Unique id of the call (a UUID), given by the carrier when it arrives."""
    carrier: str
    """What carries the call: `sip`, `recording`, `browser`."""
    caller: str | None
    """Caller's number as the carrier gave it; None if withheld."""
    dialled: str | None
    """Number that was called."""

    async def answer(self) -> None:
        """Take the call. Raises LineClosed if the caller has given up meanwhile."""

    def read(self) -> bytes:
        """Next frames of the caller's audio that have arrived: whole frames, possibly none."""

    def write(self, pcm: bytes) -> None:
        """Queue audio for the caller (whole frames)."""

    def queued(self) -> float:
        """Seconds of written audio not yet sent."""

    def flush(self) -> None:
        """Drop what is queued, so that the robot falls silent at once."""

    def events(self) -> AsyncIterator[LineEvent]:
        """Keys and the hang-up, in order; ends after the hang-up."""

    async def transfer(self, target: str) -> None:
        """Hand the call over to `target` (a SIP address). Raises TransferRefused."""

    async def hang_up(self) -> None:
        """End the call; harmless if it has already ended."""

    def statistics(self) -> MediaStatistics:
        """Media counts so far."""


LineHandler = Callable[[Line], Awaitable[None]]
"""What a carrier calls for each incoming call."""
