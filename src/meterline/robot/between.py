"""What a caller says when a turn is over and the next has not begun: no word is lost there."""

from meterline.lines.port import SAMPLE_RATE

MOST_SECONDS = 2.0
"""What is older belongs to no answer."""

_MOST_BYTES = round(MOST_SECONDS * SAMPLE_RATE) * 2


class Between:
    """The caller's audio since the last turn, kept for the next one."""

    def __init__(self) -> None:
        self._kept: bytearray | None = None

    def begin(self) -> None:
        """A turn is over: keep what follows."""
        self._kept = bytearray()

    def keep(self, pcm: bytes, *, uncut: bool) -> bool:
        """Keep audio for the next turn; False where none is to be kept.

        `uncut`: the robot is saying what cannot be interrupted, nothing is an answer then.
        """
        if uncut:
            self._kept = None
        if self._kept is None:
            return False
        self._kept += pcm
        del self._kept[: max(0, len(self._kept) - _MOST_BYTES)]
        return True

    def take(self) -> bytes:
        """What was kept; from now on nothing is, until the next turn is over."""
        kept, self._kept = self._kept, None
        return bytes(kept or b"")
