"""The robot's reminders, over the company's data and the SIP trunk."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from meterline.cli.company import reaching_the_database
from meterline.lines.port import Line
from meterline.lines.sip import CallRefused, SipCarrier
from meterline.reminders import services
from meterline.robot.clock import Clock
from meterline.robot.reminding import NotReached, Reminding

PATIENCE = 30.0
"""Seconds that a telephone is let ring."""


class DjangoReminders:
    """`meterline.robot.reminding.Reminders` over the database, as of the clock's time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @reaching_the_database
    def claim(self, call: str) -> Reminding | None:
        """See Reminders."""
        due = services.claim(self._clock(), UUID(call))
        return Reminding(due.reminder, due.account, due.number) if due else None

    @reaching_the_database
    def finish(self, reminder: int, *, talked: bool) -> None:
        """See Reminders."""
        services.finish(reminder, self._clock(), talked=talked)


def dialler(sip: SipCarrier, target: str) -> Callable[[str, str], Awaitable[Line]]:
    """Calls numbers over `target`, an address with `{number}` in it (`sip:{number}@trunk`)."""

    async def dial(number: str, call: str) -> Line:
        try:
            line = await sip.dial(target.format(number=number), patience=PATIENCE)
        except CallRefused as refusal:
            raise NotReached(f"SIP {refusal.status}") from refusal
        line.key, line.caller = call, number
        return line

    return dial
