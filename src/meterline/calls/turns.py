"""The caller's turns of a call, as its log and its recording keep them."""

import io
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from meterline.calls.models import CallEvent

CALLER = 0
"""The caller's channel in a recording of both sides."""


@dataclass(frozen=True)
class TurnLogged:
    """One turn: what was asked, where it is in the recording, what was heard.

    `number` counts the call's turns from 1, `sequence` is its place in the log; `begin` and
    `end` are seconds of the recording, `told` is all that the log says of the turn.
    """

    call: UUID
    number: int
    sequence: int
    asked: str
    begin: float
    end: float
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The letters heard."""
        return str(self.told.get("text") or "")

    @property
    def candidates(self) -> tuple[str, ...]:
        """The accounts that the caller could mean, where they were known already."""
        return tuple(self.told.get("candidates") or ())


def turns_of(call: UUID) -> tuple[TurnLogged, ...]:
    """The turns of a call in order; those of which the log has no place are left out."""
    heard = CallEvent.objects.filter(call_id=call, kind="heard").order_by("sequence")
    return tuple(_turns(call, heard))


def _turns(call: UUID, heard: Any) -> Iterator[TurnLogged]:
    for number, event in enumerate(heard, start=1):
        data = event.data
        if "begin" in data:
            place = (data["asked"], data["begin"], data["end"])
            yield TurnLogged(call, number, event.sequence, *place, data)


def sound_of(recording: Path, turn: TurnLogged) -> bytes:
    """The caller's side of a turn; see `sound_between`."""
    return sound_between(recording, turn.begin, turn.end)


def sound_between(recording: Path, begin: float, end: float | None) -> bytes:
    """The caller's side between two moments, in seconds: signed 16 bit, 8 kHz.

    Without `end` to the recording's end. Empty where the recording ends before it. Raises
    wave.Error for what is no recording.
    """
    with wave.open(str(recording)) as sound:
        rate, channels, length = sound.getframerate(), sound.getnchannels(), sound.getnframes()
        first = min(length, round(begin * rate))
        last = length if end is None else round(end * rate)
        sound.setpos(first)
        frames = sound.readframes(max(0, last - first))
    return b"".join(_every(frames, 2 * channels))


def _every(frames: bytes, size: int) -> Iterator[bytes]:
    for at in range(2 * CALLER, len(frames), size):
        yield frames[at : at + 2]


def as_wav(pcm: bytes, rate: int = 8000) -> bytes:
    """A WAV file of one channel, signed 16 bit."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(pcm)
    return file.getvalue()
