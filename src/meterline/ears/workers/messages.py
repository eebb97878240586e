"""What the pool and its worker processes say to each other, over a socket pair.

One message is four bytes of length and a pickle. Both ends are this program's own
processes on an unnamed socket, so no foreign pickle can come in.
"""

import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from meterline.ears.port import AcousticModel, LogProbs, Pcm
from meterline.language.turn import Expectation, Understanding

HEADER = struct.Struct("!I")


class Understands(Protocol):
    """Letters in, meaning out (`meterline.ears.understanding.Understander`)."""

    def understand(
        self, logp: LogProbs, frame_seconds: float, expectation: Expectation
    ) -> Understanding:
        """What the letters [frames, columns] of a turn say."""


@dataclass(frozen=True)
class Parts:
    """What a worker works with: one model, and the understanding of one customer base."""

    model: AcousticModel
    open_base: Callable[[Path], Understands]


Factory = Callable[[Path | None], Parts]
"""Makes a worker's parts inside its process, from the model's path; importable by name."""


@dataclass(frozen=True)
class Setup:
    """First message to a worker."""

    factory: Factory
    model_path: Path | None
    base_folder: Path


@dataclass(frozen=True)
class Ask:
    """Add audio to a turn and understand all of it. Answered by Answered or Failed."""

    id: int
    turn: str
    pcm: Pcm
    expectation: Expectation
    interim: bool = False


@dataclass(frozen=True)
class Reopen:
    """Open the customer base anew. Answered by Answered (with nothing) or Failed."""

    id: int
    base_folder: Path


@dataclass(frozen=True)
class Forget:
    """Drop a turn. Not answered."""

    turn: str


Request = Ask | Reopen | Forget


@dataclass(frozen=True)
class Ready:
    """The worker has loaded everything."""


@dataclass(frozen=True)
class Broken:
    """The worker cannot start: what is wrong, and the mend."""

    message: str
    mend: str


@dataclass(frozen=True)
class Answered:
    """Answer to the request `id`."""

    id: int
    understanding: Understanding | None = None


@dataclass(frozen=True)
class Failed:
    """The request `id` could not be worked off."""

    id: int
    reason: str


Reply = Ready | Broken | Answered | Failed


def pack(message: Setup | Request | Reply) -> bytes:
    """A message as it goes over the socket."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(body)) + body


def unpack(body: bytes) -> Any:
    """The message of a body (without its length)."""
    return pickle.loads(body)  # noqa: S301 - from our own process, see above


def receive(stream: BinaryIO) -> Any:
    """Wait for the next message; None when the other side has closed or died."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    body = stream.read(length)
    return unpack(body) if len(body) == length else None
