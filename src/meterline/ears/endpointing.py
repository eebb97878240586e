"""Turn-taking: when the caller began to speak, when to ask what was said, when the turn is over.

Two witnesses decide. Energy says within milliseconds that the caller is silent;
understanding says how much of the expected turn is there (`Completeness`) and where the
last letter ended. The wait after the last word belongs to what has been understood, not to
silence alone; where noise keeps the energy up, the silence after the last letter counts.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meterline.ears.activity import FRAME, FRAME_SECONDS, VoiceActivity
from meterline.ears.port import Pcm
from meterline.language.turn import Completeness, Understanding

WAITS: dict[Completeness, float] = {
    Completeness.COMPLETE: 0.3,
    Completeness.FREE: 0.7,
    Completeness.READING_OPEN: 1.4,
    Completeness.ACCOUNT_OPEN: 1.8,
    Completeness.NOTHING: 1.4,
}
"""Seconds of silence after the last word that end a turn."""

PAUSE = 0.2
"""Seconds of silence after which it pays to ask what was said."""

PRE_ROLL = 0.3
"""Seconds before the first loud frame that belong to the turn: first sounds are soft."""

ASK_WITHOUT_PAUSE = 1.5
"""Longest time between two questions while the energy stays up."""

ASK_WHILE_SPEAKING = 3.0
"""The same where the last answer's letters went on to its end: it is speech, not noise."""

PROGRESS = 0.3
"""Seconds of speech after which it is worth showing what was said so far."""

UNANSWERED = 5.0
"""Seconds of silence that end a turn even if nobody says what was understood."""

LONGEST = 60.0
"""Seconds of one turn; what comes later is not heard."""

_WINDOW = 13
_ACTIVE_IN_WINDOW = 9
_ACTIVE_IN_SHORT_WORD = 4
_VOICED = 3


@dataclass(frozen=True)
class SpeechBegan:
    """The caller speaks. `at`: where the turn's audio begins, in seconds of all audio fed."""

    at: float


@dataclass(frozen=True)
class PauseReached:
    """Now is the time to ask for recognition. `at`: seconds of the turn's audio so far."""

    at: float


@dataclass(frozen=True)
class SpeechGoesOn:
    """The caller goes on speaking: an interim result would be news. `at` as above."""

    at: float


@dataclass(frozen=True)
class TurnEnded:
    """The turn is over. `at`: seconds of the turn's audio."""

    at: float


TurnEvent = SpeechBegan | PauseReached | SpeechGoesOn | TurnEnded


@dataclass(frozen=True)
class _Frame:
    pcm: Pcm
    active: bool
    voiced: bool


class _Onset:
    """Finds the beginning of speech: enough loud frames with a pitch, close together."""

    def __init__(self) -> None:
        self._window: deque[_Frame] = deque(maxlen=_WINDOW)
        self._kept: deque[Pcm] = deque(maxlen=2 * _WINDOW + round(PRE_ROLL / FRAME_SECONDS))

    def feed(self, frame: _Frame) -> list[Pcm]:
        """The frames from the pre-roll on once speech is certain, else nothing."""
        self._window.append(frame)
        self._kept.append(frame.pcm)
        active = [index for index, seen in enumerate(self._window) if seen.active]
        if not self._is_speech(len(active)):
            return []
        since_onset = len(self._window) - active[0]
        wanted = since_onset + round(PRE_ROLL / FRAME_SECONDS)
        return list(self._kept)[-wanted:]

    def _is_speech(self, active: int) -> bool:
        voiced = sum(frame.voiced for frame in self._window)
        if voiced < _VOICED:
            return False
        return active >= _ACTIVE_IN_WINDOW or (
            active >= _ACTIVE_IN_SHORT_WORD and self._silent_for(PAUSE - 3 * FRAME_SECONDS)
        )

    def _silent_for(self, seconds: float) -> bool:
        """A short word («да») is known by the silence after it."""
        recent = list(self._window)[-round(seconds / FRAME_SECONDS) :]
        return not any(frame.active for frame in recent)


class TurnTaker:
    """Follows one turn. Feed it the caller's audio, and every understanding of it.

    `activity` outlives the turn: share one through a call, so that the noise is known.
    """

    def __init__(self, activity: VoiceActivity | None = None) -> None:
        self._activity = activity or VoiceActivity()
        self._onset = _Onset()
        self._rest = np.zeros(0, dtype=np.float32)
        self._fed = 0
        self._untaken: list[Pcm] = []
        self._frames = 0
        self._last_active = 0.0
        self._asked_at = 0.0
        self._shown_at = 0.0
        self._pause_asked = False
        self._heard: Understanding | None = None
        self._heard_until = 0.0
        self.began = False
        self.ended = False

    def feed(self, pcm: bytes | NDArray[np.int16]) -> list[TurnEvent]:
        """Take the next audio (8 kHz, signed 16 bit, any length); what happened in it."""
        samples = np.frombuffer(pcm, dtype="<i2") if isinstance(pcm, bytes) else pcm
        self._rest = np.concatenate([self._rest, samples.astype(np.float32) / 32768])
        events: list[TurnEvent] = []
        whole = len(self._rest) // FRAME * FRAME
        for start in range(0, whole, FRAME):
            events += self._feed_frame(self._rest[start : start + FRAME])
        self._rest = self._rest[whole:]
        return events

    def understood(self, u: Understanding, audio_seconds: float) -> list[TurnEvent]:
        """Take what was understood of the first `audio_seconds` of the turn's audio."""
        if not self.began or self.ended or audio_seconds < self._heard_until:
            return []
        self._heard, self._heard_until = u, audio_seconds
        return self._check_end()

    def take(self) -> Pcm:
        """The turn's audio that has not been taken yet, [-1, 1]; empty before speech began."""
        taken, self._untaken = self._untaken, []
        return np.concatenate(taken) if taken else np.zeros(0, dtype=np.float32)

    @property
    def seconds(self) -> float:
        """Length of the turn's audio so far."""
        return self._frames * FRAME_SECONDS

    @property
    def last_sound(self) -> float:
        """Where in the turn's audio the energy last was that of speech, in seconds."""
        return self._last_active

    def _feed_frame(self, pcm: Pcm) -> list[TurnEvent]:
        self._fed += 1
        active = self._activity.feed(pcm, in_turn=self.began)
        if self.ended:
            return []
        if self.began:
            return self._follow(pcm, active)
        voiced = active and self._activity.voiced()
        return self._wait_for_speech(_Frame(pcm, active, voiced))

    def _wait_for_speech(self, frame: _Frame) -> list[TurnEvent]:
        frames = self._onset.feed(frame)
        if not frames:
            return []
        self.began = True
        self._untaken = frames
        self._frames = len(frames)
        self._last_active = self.seconds if frame.active else self.seconds - PAUSE
        return [SpeechBegan((self._fed - len(frames)) * FRAME_SECONDS), *self._check_pause()]

    def _follow(self, pcm: Pcm, active: bool) -> list[TurnEvent]:
        self._untaken.append(pcm)
        self._frames += 1
        if active:
            self._last_active = self.seconds
            self._pause_asked = False
        return self._check_end() or self._check_pause() or self._check_progress()

    def _check_pause(self) -> list[TurnEvent]:
        silent = self.seconds - self._last_active >= PAUSE - 1e-6
        paused = silent and not self._pause_asked
        if not paused and (silent or self.seconds - self._asked_at < self._patience()):
            return []
        self._pause_asked = silent
        self._asked_at = self._shown_at = self.seconds
        return [PauseReached(self.seconds)]

    def _check_progress(self) -> list[TurnEvent]:
        speaks = self.seconds - self._last_active < PAUSE - 1e-6
        if not speaks or self.seconds - self._shown_at < PROGRESS - 1e-6:
            return []
        self._shown_at = self.seconds
        return [SpeechGoesOn(self.seconds)]

    def _patience(self) -> float:
        """How long to go without asking while the energy stays up."""
        if self._heard is None:
            return ASK_WITHOUT_PAUSE
        quiet = self._heard_until - self._heard.speech_end
        if quiet < PAUSE:
            return ASK_WHILE_SPEAKING
        left = WAITS[self._heard.completeness] - quiet
        return min(ASK_WITHOUT_PAUSE, max(2 * PAUSE, left))

    def _check_end(self) -> list[TurnEvent]:
        if self.seconds < LONGEST and not self._is_over():
            return []
        self.ended = True
        return [TurnEnded(self.seconds)]

    def _is_over(self) -> bool:
        silence = self.seconds - self._last_active
        if self._heard is None:
            return silence >= UNANSWERED
        wait = WAITS[self._heard.completeness]
        end = self._speech_end(self._heard)
        if self._heard_until - end >= wait:
            return True
        current = self._heard_until >= self._last_active
        return (current and self.seconds - end >= wait) or silence >= UNANSWERED

    def _speech_end(self, heard: Understanding) -> float:
        """End of the last word: by its letters where there are any, else by the energy.

        Where not a letter was heard there was no speech: all of it was silence.
        """
        if heard.speech_end > 0 or heard.completeness is Completeness.NOTHING:
            return heard.speech_end
        return min(self._last_active, self._heard_until)
