"""The caller of the bench: hears the robot out, answers like the person of a labelled call."""

import random
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from meterline.bench.answers import Answer, Memory, answer_to
from meterline.bench.clips import BEEP
from meterline.bench.codecs import Samples
from meterline.bench.dead_air import DeadAir
from meterline.bench.listener import Heard, Listener
from meterline.bench.pack import PackTurn
from meterline.bench.questions import BEFORE_BEEP, QUESTIONS, Wants
from meterline.lines.callers import is_loud
from meterline.lines.port import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE

REACTION = (0.3, 0.9)
"""Seconds from the end of a question to the caller's answer."""

WAIT_FOR_BEEP = 1.5
PATIENCE = 240.0
"""Seconds after which a caller gives up, whatever happens."""

GIVES_UP_AFTER = 20.0
"""Seconds in which nobody says anything."""

ANSWERS_TO_ONE_QUESTION = 3
KEY_FRAMES = 10
"""Frames (0.2 s) from one key to the next."""

TAIL = 3200
"""Samples (0.4 s) of an answer's end that are kept to find it on the wire."""

WORD_LEVEL = 256
"""Peak of 16-bit audio that counts as words."""


@dataclass(frozen=True)
class Spoken:
    """One answer that was given, in samples of the caller's own audio since the call began."""

    role: str
    start: int
    words_end: int
    after: int
    """How many clips had been heard by then."""
    tail: Samples
    """The words' last sound as it was sent; empty for keys."""


@dataclass
class CallNotes:
    """What a caller remembers of the call, for the bench to measure and to explain."""

    spoken: list[Spoken] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    gave_up: str | None = None
    ended: int = 0
    """Samples of the call so far."""
    dead_air: DeadAir = field(default_factory=DeadAir)


class Voice(Protocol):
    """How one caller sounds on his line."""

    background: Samples
    """What the line carries while he is silent, looped; empty for true silence."""

    def sound(self, turn: PackTurn) -> Samples:
        """A turn as he says it, noise and coding included."""


class CallerBrain:
    """One caller, 20 ms at a time: the robot's frame in, his own frame and keys out.

    Pure: all chance comes from `seed`, all time from the frames.
    """

    def __init__(
        self,
        memory: Memory,
        listener: Listener,
        voice: Voice,
        *,
        seed: int,
    ) -> None:
        self.notes = CallNotes()
        self._memory = memory
        self._listener = listener
        self._voice = voice
        self._chance = random.Random(seed)
        self._frames = 0
        self._saying: deque[bytes] = deque()
        self._keys: deque[str] = deque()
        self._key_wait = 0
        self._question: str | None = None
        self._due = 0
        self._quiet_since = 0
        self._asked: Counter[str] = Counter()

    @property
    def done(self) -> bool:
        """Whether the caller hangs up now."""
        return self.notes.gave_up is not None

    def frame(self, heard: bytes) -> tuple[bytes, str]:
        """Hear one frame, say one frame and perhaps press a key."""
        self._frames += 1
        self.notes.ended = self._now
        if is_loud(heard):
            self.notes.dead_air.heard(self._now)
        for clip in self._listener.feed(heard):
            self._hear(clip)
        if not self._busy:
            self._think()
        return self._next_frame(), self._next_key()

    @property
    def _now(self) -> int:
        return self._frames * FRAME_SAMPLES

    @property
    def _busy(self) -> bool:
        return bool(self._saying or self._keys)

    def _hear(self, clip: Heard) -> None:
        self.notes.heard.append(clip)
        self._memory.hear(clip.key)
        if clip.key in QUESTIONS:
            self._question = clip.key
        if self._question is None:
            return
        wants_beep = QUESTIONS[self._question] in BEFORE_BEEP and clip.key != BEEP
        wait = WAIT_FOR_BEEP if wants_beep else self._chance.uniform(*REACTION)
        self._due = clip.end + round(wait * SAMPLE_RATE)

    def _think(self) -> None:
        self._quiet_since = max(self._quiet_since, self._listener.last_sound)
        if self._now > PATIENCE * SAMPLE_RATE:
            self._give_up("the call took too long")
        elif self._now - self._quiet_since > GIVES_UP_AFTER * SAMPLE_RATE:
            self._give_up("nobody spoke")
        elif self._question is not None and self._now >= self._due and not self._robot_speaks:
            self._answer(self._question)

    def _give_up(self, why: str) -> None:
        self.notes.gave_up = why
        self.notes.dead_air.gave_up(self._now)

    @property
    def _robot_speaks(self) -> bool:
        return self._listener.undecided

    def _answer(self, question: str) -> None:
        self._question = None
        if QUESTIONS[question] is not Wants.AGAIN:
            self._asked[question] += 1
        if self._asked[question] > ANSWERS_TO_ONE_QUESTION:
            self._give_up(f"asked too often: {question}")
            return
        answer = answer_to(question, self._memory)
        self._quiet_since = self._now
        if answer is not None:
            self._give(answer)

    def _give(self, answer: Answer) -> None:
        samples = self._voice.sound(answer.turn) if answer.turn else np.zeros(0, np.int16)
        pcm = samples.astype("<i2").tobytes()
        pcm += bytes(-len(pcm) % FRAME_BYTES)
        self._saying.extend(pcm[i : i + FRAME_BYTES] for i in range(0, len(pcm), FRAME_BYTES))
        self._keys.extend(answer.keys)
        start = self._now - FRAME_SAMPLES
        end = words_end(samples)
        tail = samples[max(end - TAIL, 0) : end]
        self.notes.dead_air.acted(start + end)
        self.notes.spoken.append(
            Spoken(answer.role, start, start + end, len(self.notes.heard), tail)
        )

    def _next_frame(self) -> bytes:
        if not self._saying:
            return self._background_frame()
        self._quiet_since = self._now
        return self._saying.popleft()

    def _background_frame(self) -> bytes:
        background = self._voice.background
        if not background.size:
            return bytes(FRAME_BYTES)
        places = np.arange(self._now - FRAME_SAMPLES, self._now) % len(background)
        return bytes(background[places].astype("<i2").data)

    def _next_key(self) -> str:
        if self._key_wait:
            self._key_wait -= 1
            return ""
        if self._saying or not self._keys:
            return ""
        self._key_wait = KEY_FRAMES
        self.notes.dead_air.acted(self._now)
        self._quiet_since = self._now
        return self._keys.popleft()


def words_end(samples: Samples) -> int:
    """The sample after the last one loud enough to be words."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) >= WORD_LEVEL)
    return int(loud[-1]) + 1 if loud.size else 0
