"""A reminding call over real SIP: dialled, taken, answered with a yes and a value, stored."""

import asyncio
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from acting import ACCOUNT, FakeCompany, FakeEars
from test_call import NO, ONE_BREATH, YES, words
from test_reminding import FakeReminders

from meterline.cli.reminding import dialler
from meterline.language.speech import Piece
from meterline.lines.caller import converse
from meterline.lines.callers import RobotSilent, ScriptedCaller, Step
from meterline.lines.port import Line
from meterline.lines.sip import SipCarrier, SipLine, SipSettings
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack
from meterline.robot.call import Parts
from meterline.robot.reminding import Reminder, Reminding
from meterline.robot.robot import Robot

TELEPHONE = "+79134423435"


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Hurried:
    """A voice that makes half a second of sound of whatever it says: the words are in the log."""

    def __init__(self) -> None:
        self._mouth = Mouth(PromptPack.load())

    def render(self, pieces: tuple[Piece, ...], *, slow: bool = False) -> bytes:
        return words(0.5)

    def text(self, pieces: tuple[Piece, ...]) -> str:
        return self._mouth.text(pieces)


class Telephone:
    """Takes one call and talks; or leaves it ringing until the caller gives up."""

    def __init__(self, takes: bool) -> None:
        self._takes = takes

    async def __call__(self, line: Line) -> None:
        assert isinstance(line, SipLine)
        if not self._takes:
            return
        await line.answer()
        said = (words(0.7), words(1.5), words(0.7))
        side = ScriptedCaller([Step(RobotSilent(0.7), pcm=pcm) for pcm in said], patience=3.0)
        await converse(line, side, limit=90.0)


async def remind(telephone: Telephone, company: FakeCompany, folder: Path) -> FakeReminders:
    """One reminder; robot and telephone are two ends of one SIP stack, a process has but one."""
    reminders = FakeReminders([Reminding(1, ACCOUNT.account, TELEPHONE)])
    ears = FakeEars([YES, ONE_BREATH, YES, NO])
    parts = Parts(ears, Hurried(), company, lambda: datetime(2026, 11, 22, 5, tzinfo=UTC), folder)
    robot, sip = Robot(parts), SipCarrier(SipSettings(port=free_port(), rtp_ports=(23000, 23998)))
    await robot.start()
    await sip.start(telephone)
    try:
        dial = dialler(sip, f"sip:{{number}}@127.0.0.1:{sip.settings.port}")
        await Reminder(
            reminders, dial, lambda line, due: robot.remind(line, due.account), 1, robot.may_remind
        ).fill_lines()
        async with asyncio.timeout(100):
            await reminders.one_finished.wait()
    finally:
        await sip.stop()
    return reminders


@pytest.mark.sip
async def test_who_is_reminded_submits_at_once(tmp_path: Path) -> None:
    company = FakeCompany()
    reminders = await remind(Telephone(takes=True), company, tmp_path)
    assert reminders.finished == [(1, True)]
    assert [account for account, _ in company.stored] == [ACCOUNT.account]
    assert "Напоминаем" in company.said()


@pytest.mark.sip
async def test_who_does_not_take_the_call_is_not_talked_to(tmp_path: Path) -> None:
    company = FakeCompany()
    reminders = await remind(Telephone(takes=False), company, tmp_path)
    assert reminders.finished == [(1, False)]
    assert company.said() == ""
