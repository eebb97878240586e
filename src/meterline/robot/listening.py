"""One turn of the caller: sound in, the moment it is over and its meaning out."""

import asyncio
from collections.abc import Callable
from itertools import count

import numpy as np

from meterline.ears.endpointing import PauseReached, SpeechBegan, TurnEnded, TurnEvent, TurnTaker
from meterline.ears.service import Ears, EarsUnavailable
from meterline.language.turn import Completeness, Expectation, Understanding

_turn_numbers = count(1)

NOTHING_HEARD = Understanding(completeness=Completeness.NOTHING)


class Turn:
    """Listens to one turn. Calls back on the loop's thread, each at most once:

    `on_speech` when the caller begins to speak, `on_heard` with the meaning when the turn
    is over, `on_failure` when recognition is not to be had.
    """

    def __init__(
        self,
        ears: Ears,
        expectation: Expectation,
        *,
        on_speech: Callable[[], None],
        on_heard: Callable[[Understanding], None],
        on_failure: Callable[[], None],
    ) -> None:
        self._ears = ears
        self._expectation = expectation
        self._on_speech = on_speech
        self._on_heard = on_heard
        self._on_failure = on_failure
        self._name = f"turn-{next(_turn_numbers)}"
        self._taker = TurnTaker()
        self._unsent: list[np.ndarray] = []
        self._task: asyncio.Task[None] | None = None
        self._ask_again = False
        self._ended = False
        self._done = False
        self.speech_began = False
        self.understanding = NOTHING_HEARD
