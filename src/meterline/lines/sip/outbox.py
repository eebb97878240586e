"""What the robot says, on its way to the wire."""

from baresip import AudioNotActive, AudioRestarted, CallAudio

AHEAD_BYTES = 1920
"""Audio kept in the stack: 120 ms, enough for a late event loop, little enough to drop."""

BYTES_PER_SECOND = 16000


class Outbox:
    """Holds written audio and hands the stack only the next 120 ms of it.

    The stack drops its buffer at its next tick after a flush (20 ms at most), together with
    whatever was written meanwhile, so nothing is handed over until it has done so.
    """

    def __init__(self, audio: CallAudio) -> None:
        self._audio = audio
        self._waiting = bytearray()
        self._flushing = False

    def put(self, pcm: bytes) -> None:
        """Add audio and hand over what there is room for."""
        self._waiting += pcm
        self.feed()

    def feed(self) -> None:
        """Fill the stack's buffer up; to be called more often than every 120 ms."""
        if not (self._waiting or self._flushing):
            return
        handed = self._handed()
        if handed is None or (self._flushing and handed):
            return
        self._flushing = False
        room = AHEAD_BYTES - handed
        if room > 0 and self._waiting:
            self._hand_over(room)

    def drop(self) -> None:
        """Forget everything that has not been sent; at most one 20 ms packet still goes."""
        self._waiting.clear()
        if not self._handed():
            return
        try:
            self._audio.flush_tx()
            self._flushing = True
        except (AudioNotActive, AudioRestarted):
            return  # new streams start empty

    def seconds(self) -> float:
        """Length of what is still to be sent."""
        handed = 0 if self._flushing else self._handed() or 0
        return (len(self._waiting) + handed) / BYTES_PER_SECOND

    def _hand_over(self, room: int) -> None:
        try:
            taken = self._audio.write(bytes(self._waiting[:room]))
        except (AudioNotActive, AudioRestarted):
            return  # the next feed writes to the new streams
        del self._waiting[:taken]

    def _handed(self) -> int | None:
        try:
            info = self._audio.info()
        except AudioNotActive:
            return None
        return info.tx_buffered if info.tx_ready else None
