"""The robot's voice on one line: what is queued, what may be cut short."""

from collections import deque
from dataclasses import dataclass

from meterline.lines.port import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE, Line
from meterline.robot.recorder import Recorder

AHEAD = 0.12
"""Seconds of audio handed to the line ahead of time: enough for a late tick, little to cut."""

FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE


@dataclass
class _Segment:
    pcm: bytes
    barge_in: bool
    position: int = 0

    @property
    def left(self) -> bool:
        return self.position < len(self.pcm)


class Speaker:
    """Feeds one line frame by frame, so that falling silent takes effect at once."""

    def __init__(self, line: Line, recorder: Recorder) -> None:
        self._line = line
        self._recorder = recorder
        self._segments: deque[_Segment] = deque()
        self._sounding = False
        self._may_cut = True

    def say(self, pcm: bytes, *, barge_in: bool) -> None:
        """Queue audio (whole frames of 20 ms)."""
        self._segments.append(_Segment(pcm, barge_in))
        self._sounding = True

    @property
    def speaking(self) -> bool:
        """Whether something is queued or still sounding."""
        return self._sounding

    @property
    def may_be_cut(self) -> bool:
        """Whether the caller can interrupt what is sounding now."""
        return self._may_cut or not self._sounding

    @property
    def unsaid(self) -> float:
        """Seconds of what is to be said that the caller has not heard yet."""
        left = sum(len(segment.pcm) - segment.position for segment in self._segments)
        return left / (2 * SAMPLE_RATE) + self._line.queued()

    def tick(self) -> bool:
        """Hand the next frames to the line; True once, when everything has been played."""
        while self._segments and self._line.queued() < AHEAD:
            self._feed(self._segments[0])
        if self._sounding and not self._segments and self._line.queued() <= 0:
            self._sounding = False
            return True
        return False

    def barge_in(self) -> None:
        """Fall silent, except for what must be heard to its end (legal notices)."""
        self._segments = deque(segment for segment in self._segments if not segment.barge_in)
        if self._may_cut:
            self._recorder.robot_silent(self._line.queued())
            self._line.flush()
        self._sounding = bool(self._segments) or self._line.queued() > 0

    def _feed(self, segment: _Segment) -> None:
        frame = segment.pcm[segment.position : segment.position + FRAME_BYTES]
        segment.position += FRAME_BYTES
        self._may_cut = segment.barge_in
        self._line.write(frame)
        self._recorder.robot(frame)
        if not segment.left:
            self._segments.popleft()
