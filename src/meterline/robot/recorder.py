"""The recording of a call: both directions, on disk from the first second."""

import wave
from pathlib import Path

import numpy as np

from meterline.lines.port import FRAME_BYTES, SAMPLE_RATE

FRAMES_A_WRITE = 50
"""Frames gathered before they go to disk: what a killed process loses at most, one second."""


class Recorder:
    """Writes a stereo WAV: left the caller, right the robot; 8 kHz, signed 16 bit.

    The header is kept right after every write, so the file plays even if the process dies.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.seconds = 0.0
        """How much of the caller has been recorded."""
        self._caller = bytearray()
        self._robot = bytearray()
        self._wave = wave.open(str(path), "wb")  # noqa: SIM115 - open as long as the call
        self._wave.setnchannels(2)
        self._wave.setsampwidth(2)
        self._wave.setframerate(SAMPLE_RATE)

    def caller(self, pcm: bytes) -> None:
        """Add what the caller said."""
        self._caller += pcm
        self.seconds += len(pcm) / 2 / SAMPLE_RATE
        if len(self._caller) >= FRAMES_A_WRITE * FRAME_BYTES:
            self._write()

    def robot(self, pcm: bytes) -> None:
        """Add what the robot said, beginning at the caller's present moment."""
        behind = len(self._caller) - len(self._robot)
        self._robot += bytes(max(0, behind)) + pcm

    def robot_silent(self, seconds: float) -> None:
        """The last `seconds` of what was given to `robot` were not sent after all."""
        drop = round(seconds * SAMPLE_RATE) * 2
        if drop:
            del self._robot[max(0, len(self._robot) - drop) :]

    def close(self) -> None:
        """Write the rest and end the file; harmless if done already."""
        if self._caller or self._robot:
            self._write(everything=True)
        self._wave.close()

    def _write(self, *, everything: bool = False) -> None:
        length = max(len(self._caller), len(self._robot)) if everything else len(self._caller)
        stereo = np.zeros((length // 2, 2), dtype="<i2")
        for channel, side in enumerate((self._caller, self._robot)):
            heard = np.frombuffer(bytes(side[:length]), dtype="<i2")
            stereo[: len(heard), channel] = heard
            del side[:length]
        self._wave.writeframes(stereo.tobytes())
