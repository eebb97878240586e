"""A caller who does what his scenario says, and otherwise answers as the person of his call."""

from asyncio import Future
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sip_sounds import Sounds

from meterline.bench.answers import Answer, Memory, answer_to
from meterline.bench.callers import WAIT_FOR_BEEP
from meterline.bench.clips import BEEP
from meterline.bench.dead_air import DeadAir
from meterline.bench.listener import Heard, Listener
from meterline.bench.questions import BEFORE_BEEP, QUESTIONS, Wants
from meterline.lines.callers import FRAME_SECONDS, SILENCE, is_loud, whole_frames
from meterline.lines.port import FRAME_SAMPLES, SAMPLE_RATE

REACTION = 0.4
"""Seconds from what is heard to what is done about it."""

NUMBERS = ("number", "thousand")
UNCLEAR_AFTER = 1.5
"""Seconds of the robot's silence after which a read-back counts as ended."""

SILENCE_CUE = "silence"
KEY_FRAMES = 10
"""Frames from one key to the next."""

Deed = Callable[[str], "Future[Any]"]
"""Begins something outside the call by its name."""


@dataclass(frozen=True)
class Step:
    """One thing that the caller does, `wait` seconds after he has heard the clip `after`.

    Without `after`: after his step before. After «silence»: when the robot has spoken since
    then and been silent so long, whatever it said.
    """

    after: str | None = None
    wait: float = REACTION
    pcm: bytes = b""
    keys: str = ""
    deed: str | None = None
    hangs_up: bool = False


def steps_of(talk: Sequence[dict[str, Any]], sounds: Sounds) -> list[Step]:
    """The steps of a scenario's `talk`."""
    return [
        Step(
            after=row.get("after"),
            wait=row.get("wait", REACTION),
            pcm=sounds.of(row["say"]) if "say" in row else b"",
            keys=str(row.get("key", "")),
            deed=row.get("deed"),
            hangs_up=row.get("hang_up", False),
        )
        for row in talk
    ]


@dataclass
class Notes:
    """What the caller remembers."""

    heard: list[Heard] = field(default_factory=list)
    did: list[tuple[float, str]] = field(default_factory=list)
    """Seconds of the call, and what he did."""
    dead_air: DeadAir = field(default_factory=DeadAir)
    seconds: float = 0.0


class ScenarioCaller:
    """One caller, 20 ms at a time; see `meterline.lines.callers.CallerSide`."""

    def __init__(
        self,
        steps: Sequence[Step],
        memory: Memory | None,
        sounds: Sounds,
        listener: Listener,
        deed: Deed,
    ) -> None:
        """Without `memory` he does nothing but his steps."""
        self.notes = Notes()
        self.done = False
        self._steps = deque(steps)
        self._memory = memory
        self._sounds = sounds
        self._listener = listener
        self._deed = deed
        self._frames = 0
        self._due: float | None = None
        self._question: tuple[str, float] | None = None
        self._saying: deque[bytes] = deque()
        self._keys: deque[str] = deque()
        self._key_wait = 0
        self._waiting_for: Future[Any] | None = None
        self._robot_spoke = False
        self._robot_quiet = 0
        self._arm()

    @property
    def undone(self) -> int:
        """Steps that it did not come to."""
        return len(self._steps)

    def frame(self, heard: bytes) -> tuple[bytes, str]:
        """Hear one frame, say one frame and perhaps press a key."""
        self._frames += 1
        self.notes.seconds = self._now
        for clip in self._listener.feed(heard):
            self._hear(clip)
        if is_loud(heard):
            self.notes.dead_air.heard(self._sample)
        self._robot_quiet = 0 if is_loud(heard) else self._robot_quiet + 1
        self._robot_spoke = not self._busy and (self._robot_spoke or is_loud(heard))
        if not self._busy:
            self._think()
        spoken, key = self._next_frame(), self._next_key()
        if is_loud(spoken) or key:
            self.notes.dead_air.acted(self._sample)
        return spoken, key

    @property
    def _sample(self) -> int:
        return self._frames * FRAME_SAMPLES

    @property
    def _now(self) -> float:
        return self._frames * FRAME_SECONDS

    @property
    def _busy(self) -> bool:
        working = self._waiting_for is not None and not self._waiting_for.done()
        return bool(self._saying or self._keys or working)

    def _hear(self, clip: Heard) -> None:
        self.notes.heard.append(clip)
        end = clip.end / SAMPLE_RATE
        if self._memory:
            self._memory.hear(clip.key)
        if self._due is None and self._steps and self._steps[0].after == clip.key:
            self._due = end + self._steps[0].wait
            self._question = None
        elif self._due is None and clip.key in QUESTIONS:
            before_beep = QUESTIONS[clip.key] in BEFORE_BEEP
            self._question = clip.key, end + (WAIT_FOR_BEEP if before_beep else REACTION)
        elif self._question and clip.key == BEEP:
            self._question = self._question[0], end + REACTION

    def _think(self) -> None:
        if self._robot_is_silent:
            self._due = self._now
        elif self._read_back_unclear:
            self._hear(Heard("confirm.ask", 0, round(self._now * SAMPLE_RATE)))
        if self._due is not None:
            if self._now >= self._due:
                self._do(self._steps.popleft())
        elif self._question and self._now >= self._question[1] and not self._listener.undecided:
            self._answer(self._question[0])

    def _do(self, step: Step) -> None:
        told = [
            step.deed,
            step.keys,
            "speaks" if step.pcm else "",
            "" if not step.hangs_up else "x",
        ]
        self.notes.did.append((self._now, " ".join(word for word in told if word)))
        self._due = None
        self._robot_spoke = False
        self._saying.extend(whole_frames(step.pcm))
        self._keys.extend(step.keys)
        self.done = step.hangs_up
        if self._memory:
            self._memory.since.clear()
        if step.deed:
            self._waiting_for = self._deed(step.deed)
        self._arm()

    def _arm(self) -> None:
        if self._steps and self._steps[0].after is None:
            length = len(self._saying) + KEY_FRAMES * len(self._keys)
            self._due = self._now + length * FRAME_SECONDS + self._steps[0].wait

    def _answer(self, question: str) -> None:
        self._question = None
        answer = self._usual(question)
        if answer:
            self.notes.did.append((self._now, f"answers {answer.role} {answer.keys}"))
            self._saying.extend(whole_frames(self._sound(answer)))
            self._keys.extend(answer.keys)

    @property
    def _robot_is_silent(self) -> bool:
        """Whether the next step waits for the robot's silence, and this is it."""
        if not self._steps or self._steps[0].after != SILENCE_CUE:
            return False
        return self._robot_spoke and self._robot_quiet * FRAME_SECONDS >= self._steps[0].wait

    @property
    def _read_back_unclear(self) -> bool:
        """Whether the robot waits for an answer to a read-back whose end was not made out."""
        waits = self._robot_spoke and self._robot_quiet * FRAME_SECONDS >= UNCLEAR_AFTER
        if not waits or self._question is not None or self._due is not None:
            return False
        words = [clip.key for clip in self.notes.heard if clip.key]
        last = next((key for key in reversed(words) if not key.startswith(NUMBERS)), "")
        return last.startswith("reading.heard")

    def _usual(self, question: str) -> Answer | None:
        """What the person of the call would answer, but for one who agrees to every read-back.

        Whether the right thing was stored is judged afterwards.
        """
        if self._memory is None:
            return None
        if QUESTIONS[question] is Wants.CONFIRM:
            return Answer("yes", self._memory.call.first("yes"))
        return answer_to(question, self._memory)

    def _sound(self, answer: Answer) -> bytes:
        return self._sounds.of_turn(answer.turn) if answer.turn else b""

    def _next_frame(self) -> bytes:
        return self._saying.popleft() if self._saying else SILENCE

    def _next_key(self) -> str:
        if self._key_wait:
            self._key_wait -= 1
            return ""
        if self._saying or not self._keys:
            return ""
        self._key_wait = KEY_FRAMES - 1
        return self._keys.popleft()
