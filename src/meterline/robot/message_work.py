"""Working off the messages that callers left: understand, submit what is certain, else a person."""

from dataclasses import dataclass, replace
from itertools import count

import numpy as np
import structlog

from meterline.ears.port import Pcm
from meterline.ears.service import Ears, EarsUnavailable
from meterline.language.turn import Asked, Expectation, Understanding
from meterline.robot.company import Company, NotStored
from meterline.robot.errands import off_loop
from meterline.robot.judging import Judged, contradicts, expected, judge
from meterline.robot.messages import Certain, Guess, MessageLeft, Messages, Reason

log = structlog.get_logger()

MOST_TRIES = 3
"""Times that a message is given to the ears before a person gets it."""

SECOND = 8000
"""Samples."""

_numbers = count(1)


@dataclass(frozen=True)
class Worked:
    """How many messages were submitted, and how many went to a person."""

    submitted: int = 0
    for_a_person: int = 0


class MessageWork:
    """Works messages off, one at a time and only while no caller waits for the ears."""

    def __init__(self, ears: Ears, company: Company, messages: Messages) -> None:
        self._ears = ears
        self._company = company
        self._messages = messages

    async def run(self) -> Worked:
        """Work off what waits, as far as there is room.

        Raises EarsUnavailable or CompanyUnavailable where that is why not more could be done.
        """
        worked = Worked()
        while self._ears.has_room(_turn()):
            await self._try_the_ears()
            message = await off_loop(self._messages.take)
            if message is None:
                break
            worked = await self._work_off(message, worked)
        return worked

    async def _try_the_ears(self) -> None:
        """Ears that are down are no fault of the message: it costs it no try."""
        await self._understand(np.zeros(SECOND // 5, np.float32), Expectation(Asked.YES_NO))

    async def _work_off(self, message: MessageLeft, worked: Worked) -> Worked:
        try:
            judged = await self._judged(message)
        except EarsUnavailable as failure:
            log.warning("message not understood", call=message.call, reason=str(failure))
            if message.tries < MOST_TRIES:
                return worked
            judged = Judged(Reason.UNHEARD, Guess())
        submitted = await self._settle(message, judged)
        log.info("message worked off", call=message.call, submitted=submitted)
        if submitted:
            return replace(worked, submitted=worked.submitted + 1)
        return replace(worked, for_a_person=worked.for_a_person + 1)

    async def _settle(self, message: MessageLeft, judged: Judged) -> bool:
        """Submit or leave; whether nobody needs to look at the message."""
        call, guess, verdict = message.call, judged.guess, judged.verdict
        certain = message.confirmed or verdict
        if isinstance(certain, Reason):
            await off_loop(self._messages.leave, call, certain, guess)
            return False
        doubt = _doubt(message.confirmed, judged) if message.confirmed else None
        try:
            await off_loop(self._messages.submit, call, certain, guess, doubt)
        except NotStored:
            told = replace(guess, account=certain.account, values=certain.values)
            await off_loop(self._messages.leave, call, Reason.REFUSED, told)
            return False
        return doubt is None

    async def _judged(self, message: MessageLeft) -> Judged:
        """What the message says; where the expected accounts do not fit, among all of them."""
        known = expected(message)
        first = await self._judge_among(message, Expectation(Asked.ONE_BREATH, known))
        if not known or isinstance(first.verdict, Certain):
            return first
        second = await self._judge_among(message, Expectation(Asked.ONE_BREATH))
        return second if isinstance(second.verdict, Certain) else first

    async def _judge_among(self, message: MessageLeft, expectation: Expectation) -> Judged:
        pcm = (np.frombuffer(message.pcm, "<i2") / 32768).astype(np.float32)
        heard = await self._understand(pcm, expectation) if len(pcm) else Understanding()
        return await off_loop(judge, message, heard, self._company)

    async def _understand(self, pcm: Pcm, expectation: Expectation) -> Understanding:
        turn = _turn()
        try:
            return await self._ears.understand(turn, pcm, expectation)
        finally:
            await self._ears.forget(turn)


def _doubt(confirmed: Certain, judged: Judged) -> Reason | None:
    """Why a person should hear the message of a caller who had said yes already."""
    if contradicts(confirmed, judged.guess):
        return Reason.OTHER
    wanted = (Reason.EMERGENCY, Reason.ASKED, Reason.UNHEARD)
    verdict = judged.verdict
    return verdict if isinstance(verdict, Reason) and verdict in wanted else None


def _turn() -> str:
    return f"message-{next(_numbers)}"
