"""The ears as the robot uses them: a turn's audio goes in piece by piece, meaning comes out."""

from typing import Protocol

from meterline.ears.port import Pcm
from meterline.language.turn import Expectation, Understanding


class EarsUnavailable(Exception):
    """No recognition now: the worker died, the queue is full or the answer came too late."""


class Ears(Protocol):
    """Recognition outside this process."""

    async def understand(
        self, turn: str, pcm: Pcm, expectation: Expectation, *, interim: bool = False
    ) -> Understanding:
        """Add `pcm` (8 kHz, [-1, 1]) to the turn's audio and understand all of it so far.

        `turn` names the turn uniquely; the first call begins it. `interim`: the caller is
        still speaking, a cheaper look at the last seconds will do. Raises EarsUnavailable.
        """

    def has_room(self, turn: str) -> bool:
        """Whether an interim result for `turn` would keep no other turn waiting."""

    async def forget(self, turn: str) -> None:
        """The turn is over; its state is dropped. Harmless for an unknown turn."""
