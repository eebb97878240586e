"""One turn of the caller: sound in, the moment it is over and its meaning out."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import structlog

from meterline.ears.activity import VoiceActivity
from meterline.ears.endpointing import (
    PauseReached,
    SpeechBegan,
    SpeechGoesOn,
    TurnEnded,
    TurnEvent,
    TurnTaker,
)
from meterline.ears.service import Ears, EarsUnavailable
from meterline.language.turn import Expectation, Understanding

log = structlog.get_logger()

_turn_numbers = count(1)


@dataclass(frozen=True)
class Watcher:
    """Who is told of a turn, on the loop's thread.

    `speech` when the caller begins to speak; then once, either `heard` with the meaning
    when the turn is over or `failure` when recognition is not to be had.
    """

    speech: Callable[[], None]
    heard: Callable[[Understanding], None]
    failure: Callable[[], None]


class Turn:
    """Listens to one turn. `activity` knows the line's noise and lives as long as the call."""

    def __init__(
        self,
        ears: Ears,
        expectation: Expectation,
        activity: VoiceActivity,
        watcher: Watcher,
    ) -> None:
        self._ears = ears
        self._expectation = expectation
        self._watcher = watcher
        self._name = f"turn-{next(_turn_numbers)}"
        self._taker = TurnTaker(activity)
        self._asking: asyncio.Task[None] | None = None
        self._ask_again = False
        self._over = False
        self._heard = Understanding()
        self._heard_until = 0.0
        self._interim = False

    @property
    def speech_began(self) -> bool:
        """Whether the caller has begun to speak."""
        return self._taker.began

    @property
    def seconds(self) -> float:
        """Length of the turn's audio so far, from shortly before the first word."""
        return self._taker.seconds

    @property
    def busy(self) -> bool:
        """Whether an answer of the ears is awaited."""
        return self._asking is not None

    def feed(self, pcm: bytes) -> None:
        """The caller's next audio."""
        if not self._over:
            self._follow(self._taker.feed(pcm))

    @property
    def silence(self) -> float:
        """Seconds since the caller's last sound; 0 before speech began."""
        return self._taker.seconds - self._taker.last_sound if self._taker.began else 0.0

    async def close(self) -> None:
        """Nobody waits for this turn any more."""
        self._over = True
        if self._asking:
            self._asking.cancel()
        await self._ears.forget(self._name)

    def _follow(self, events: list[TurnEvent]) -> None:
        for event in events:
            match event:
                case SpeechBegan():
                    self._watcher.speech()
                case PauseReached():
                    self._ask()
                case SpeechGoesOn():
                    self._glance()
                case TurnEnded():
                    self._end()

    def _ask(self) -> None:
        if self._asking:
            self._ask_again = True
        else:
            self._start_asking(interim=False)

    def _glance(self) -> None:
        """An interim result is worth having only while nobody waits for another."""
        if not self._asking and self._ears.has_room(self._name):
            self._start_asking(interim=True)

    def _start_asking(self, *, interim: bool) -> None:
        self._asking = asyncio.create_task(self._understand(interim=interim))
        self._asking.add_done_callback(self._check)

    def _check(self, asking: asyncio.Task[None]) -> None:
        if not asking.cancelled() and (fault := asking.exception()):
            log.error("turn failed", exc_info=fault)
            self._finish(self._watcher.failure)

    async def _understand(self, *, interim: bool) -> None:
        until = self._taker.seconds
        try:
            self._heard = await self._ears.understand(
                self._name, self._taker.take(), self._expectation, interim=interim
            )
        except EarsUnavailable as failure:
            log.warning("recognition failed", reason=str(failure))
            self._finish(self._watcher.failure)
            return
        self._interim = interim
        self._answered(until)

    def _answered(self, until: float) -> None:
        self._asking = None
        self._heard_until = until
        if self._over:
            return
        if self._taker.ended:
            self._end()
            return
        self._follow(self._taker.understood(self._heard, until))
        if self._ask_again and not self._over:
            self._ask_again = False
            self._ask()

    def _end(self) -> None:
        """The turn is over: what came since the last answer may still hold words."""
        if self._asking:
            return
        if self._interim or self._heard_until < self._taker.last_sound:
            self._ask()
        else:
            self._finish(lambda: self._watcher.heard(self._heard))

    def _finish(self, tell: Callable[[], None]) -> None:
        if not self._over:
            self._over = True
            tell()
