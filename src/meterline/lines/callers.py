"""Callers that are programs: what one hears and does, 20 ms at a time."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from meterline.lines.port import FRAME_BYTES, SAMPLE_RATE

FRAME_SECONDS = FRAME_BYTES / 2 / SAMPLE_RATE
SILENCE = bytes(FRAME_BYTES)

_LOUD = 256
"""Peak from which a frame counts as sound: 42 dB under full scale, over A-law's idle noise."""

_KEY_FRAMES = 10
"""Frames from one key to the next: 0.2 s, quick fingers."""


class CallerSide(Protocol):
    """A caller, driven frame by frame from the moment the call is answered."""

    def frame(self, heard: bytes) -> tuple[bytes, str]:
        """Hear one frame of the robot; give one frame of one's own and the keys pressed now."""

    @property
    def done(self) -> bool:
        """Whether the caller hangs up now."""


@dataclass(frozen=True)
class At:
    """A cue: so many seconds into the call."""

    seconds: float


@dataclass(frozen=True)
class RobotSilent:
    """A cue: the robot has spoken since the last step and then been silent so long."""

    seconds: float = 0.5


@dataclass(frozen=True)
class Step:
    """At the cue the caller presses `keys`, one after the other, then speaks `pcm`."""

    cue: At | RobotSilent
    keys: str = ""
    pcm: bytes = b""


class ScriptedCaller:
    """Does its steps in order and hangs up when the robot then stays silent for `patience` s."""

    def __init__(self, steps: Sequence[Step], patience: float = 5.0) -> None:
        self._steps = deque(steps)
        self._patience = patience
        self._acts: deque[tuple[bytes, str]] = deque()
        self._frames = 0
        self._silent_frames = 0
        self._robot_spoke = False

    @property
    def done(self) -> bool:
        """Whether everything is done and the robot has nothing more to say."""
        idle = not (self._steps or self._acts)
        return idle and self._silent_frames * FRAME_SECONDS >= self._patience

    def frame(self, heard: bytes) -> tuple[bytes, str]:
        """Hear a frame, act for a frame."""
        self._frames += 1
        self._listen(heard)
        if not self._acts and self._steps and self._is_due(self._steps[0].cue):
            self._acts.extend(_acts(self._steps.popleft()))
        if not self._acts:
            return SILENCE, ""
        self._robot_spoke, self._silent_frames = False, 0
        return self._acts.popleft()

    def _listen(self, heard: bytes) -> None:
        if is_loud(heard):
            self._robot_spoke, self._silent_frames = True, 0
        else:
            self._silent_frames += 1

    def _is_due(self, cue: At | RobotSilent) -> bool:
        if isinstance(cue, At):
            return self._frames * FRAME_SECONDS > cue.seconds
        return self._robot_spoke and self._silent_frames * FRAME_SECONDS >= cue.seconds


def is_loud(frame: bytes) -> bool:
    """Whether a frame holds sound rather than line noise."""
    samples = np.frombuffer(frame, "<i2")
    return bool(samples.size) and int(np.abs(samples.astype(np.int32)).max()) >= _LOUD


def whole_frames(pcm: bytes) -> list[bytes]:
    """`pcm` in frames, the last one filled up with silence."""
    padded = pcm + bytes(-len(pcm) % FRAME_BYTES)
    return [padded[i : i + FRAME_BYTES] for i in range(0, len(padded), FRAME_BYTES)]


def _acts(step: Step) -> list[tuple[bytes, str]]:
    acts: list[tuple[bytes, str]] = []
    for key in step.keys:
        acts += [(SILENCE, key), *[(SILENCE, "")] * (_KEY_FRAMES - 1)]
    return acts + [(frame, "") for frame in whole_frames(step.pcm)]
