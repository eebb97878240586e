"""Calls that the robot makes: one claimed reminder after another, as lines are free."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

import structlog

from meterline.lines.port import Line
from meterline.robot.company import CompanyUnavailable
from meterline.robot.errands import off_loop

log = structlog.get_logger()

LOOK_EVERY = 5.0
"""Seconds between two looks for somebody to call."""


@dataclass(frozen=True)
class Reminding:
    """Somebody to be called: the reminder's id, the account it is about, the number."""

    reminder: int
    account: str
    number: str


class Reminders(Protocol):
    """The company's list of who is to be called. Methods may block, and are called off the loop.

    All may raise CompanyUnavailable.
    """

    def claim(self, call: str) -> Reminding | None:
        """The next to be called now, claimed for a call of this id (a UUID); None: nobody."""

    def finish(self, reminder: int, *, talked: bool) -> None:
        """The call is over; `talked`: it was taken."""


class NotReached(Exception):
    """Nobody took the call."""


Dial = Callable[[str, str], Awaitable[Line]]
"""Call a number under a call's id; the line once it is taken. Raises NotReached."""

Conduct = Callable[[Line, Reminding], Awaitable[None]]
"""See a taken call through."""


MayCall = Callable[[int], bool]
"""Whether there is room for one more call while so many telephones are ringing."""


class Reminder:
    """Calls those who are to be reminded, `lines` at once and no more than there is room for."""

    def __init__(
        self, reminders: Reminders, dial: Dial, conduct: Conduct, lines: int, may_call: MayCall
    ) -> None:
        self._may_call = may_call
        self._ringing = 0
        self._reminders = reminders
        self._dial = dial
        self._conduct = conduct
        self._lines = lines
        self._calls: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Call until cancelled; calls in progress are then left to their carrier."""
        while True:
            await self.fill_lines()
            await asyncio.sleep(LOOK_EVERY)

    async def fill_lines(self) -> None:
        """Call as many as there are free lines, but for those that callers need."""
        while len(self._calls) < self._lines and self._may_call(self._ringing):
            call = str(uuid4())
            try:
                due = await off_loop(self._reminders.claim, call)
            except CompanyUnavailable:
                return
            if due is None:
                return
            self._ringing += 1
            task = asyncio.create_task(self._remind(call, due))
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)

    async def _remind(self, call: str, due: Reminding) -> None:
        talked = False
        try:
            line = await self._ring(due.number, call)
            talked = True
            await self._conduct(line, due)
        except NotReached as failure:
            log.info("reminder not reached", call=call, reason=str(failure))
        finally:
            await self._finish(due, talked=talked)

    async def _ring(self, number: str, call: str) -> Line:
        try:
            return await self._dial(number, call)
        finally:
            self._ringing -= 1

    async def _finish(self, due: Reminding, *, talked: bool) -> None:
        try:
            await off_loop(lambda: self._reminders.finish(due.reminder, talked=talked))
        except CompanyUnavailable:
            # The claim runs out by itself, and the number is tried again.
            log.warning("reminder not noted", reminder=due.reminder)
