"""The robot's process works messages off by itself, whatever goes wrong with one of them."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from meterline.calls.models import Message
from meterline.calls.services import Incoming, Logged, close_call, log_events, open_call
from meterline.cli import working_off
from meterline.cli.company import DjangoCompany
from meterline.ears.port import Pcm
from meterline.ears.service import EarsUnavailable
from meterline.language.turn import Expectation, Understanding
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack
from meterline.robot.call import Parts

AT = datetime(2026, 11, 22, 5, tzinfo=UTC)


class Ears:
    """Down at first, then broken, then well."""

    def __init__(self) -> None:
        self.asked = 0
        self.once_more = asyncio.Event()
        """Set when they are tried again after a message."""

    def has_room(self, turn: str) -> bool:
        return True

    async def understand(
        self, turn: str, pcm: Pcm, expectation: Expectation, *, interim: bool = False
    ) -> Understanding:
        self.asked += 1
        if self.asked == 1:
            raise EarsUnavailable("down")
        if self.asked == 2:
            raise ValueError("a fault of ours")
        if self.asked == 4:
            self.once_more.set()
        return Understanding()

    async def forget(self, turn: str) -> None:
        """Nothing to drop."""


def leave() -> UUID:
    """A message whose recording is lost."""
    call = uuid4()
    open_call(Incoming(call, None, None, "sip"), AT)
    log_events(call, [Logged("recording", AT, {"purpose": "reading", "begin": 0.0, "file": "x"})])
    close_call(call, "done", None, AT)
    return call


async def test_messages_are_worked_off_as_soon_as_the_ears_are_well(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working_off, "EVERY_SECONDS", 0.01)
    call = await asyncio.to_thread(leave)
    ears, company = Ears(), DjangoCompany(lambda: AT)
    parts = Parts(ears, Mouth(PromptPack.load()), company, lambda: AT, tmp_path)
    working = asyncio.create_task(working_off.keep_working_off(parts))
    async with asyncio.timeout(60):
        await ears.once_more.wait()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    message = await Message.objects.aget(pk=call)
    assert (message.state, message.reason) == (Message.State.PERSON, Message.Reason.SILENT)
    assert message.tries == 1
