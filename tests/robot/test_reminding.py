"""The robot calls those who are to be reminded."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from acting import ACCOUNT, FakeCompany, FakeEars, play
from test_call import NO, ONE_BREATH, YES, words

from meterline.language.turn import Command, Completeness, Understanding
from meterline.lines.callers import RobotSilent, ScriptedCaller, Step
from meterline.lines.port import Line
from meterline.lines.recording import RecordingLine
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack
from meterline.robot.call import Parts
from meterline.robot.company import CompanyUnavailable
from meterline.robot.reminding import NotReached, Reminder, Reminding
from meterline.robot.robot import Robot

AT = datetime(2026, 11, 22, 5, tzinfo=UTC)


@dataclass
class FakeReminders:
    waiting: list[Reminding]
    finished: list[tuple[int, bool]] = field(default_factory=list)
    down: bool = False
    one_finished: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def claim(self, call: str) -> Reminding | None:
        if self.down:
            raise CompanyUnavailable
        return self.waiting.pop(0) if self.waiting else None

    def finish(self, reminder: int, *, talked: bool) -> None:
        self.finished.append((reminder, talked))
        self.loop.call_soon_threadsafe(self.one_finished.set)


def people(count: int) -> list[Reminding]:
    return [Reminding(n, f"10000000{n}", f"+7913000000{n}") for n in range(1, count + 1)]


@dataclass
class Trunk:
    """Lets calls be taken or not; a call goes on until it is let go."""

    refusing: set[str] = field(default_factory=set)
    talking: int = 0
    most: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def dial(self, number: str, call: str) -> Line:
        if number in self.refusing:
            raise NotReached("SIP 486")
        return RecordingLine(ScriptedCaller([]))

    async def conduct(self, line: Line, due: Reminding) -> None:
        self.talking += 1
        self.most = max(self.most, self.talking)
        await self.over.wait()
        self.talking -= 1


def always(_: int) -> bool:
    return True


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to pass")


async def settled(*waits: Awaitable[None]) -> None:
    await asyncio.gather(*waits)


async def test_no_more_lines_than_allowed_and_everybody_in_turn() -> None:
    reminders, trunk = FakeReminders(people(3)), Trunk()
    reminder = Reminder(reminders, trunk.dial, trunk.conduct, 2, always)
    await reminder.fill_lines()
    await until(lambda: trunk.talking == 2)
    await reminder.fill_lines()
    assert len(reminders.waiting) == 1
    trunk.over.set()
    await until(lambda: len(reminders.finished) == 2)
    await reminder.fill_lines()
    await until(lambda: len(reminders.finished) == 3)
    assert trunk.most == 2
    assert sorted(reminders.finished) == [(1, True), (2, True), (3, True)]


async def test_who_does_not_answer_was_not_talked_to() -> None:
    reminders, trunk = FakeReminders(people(1)), Trunk(refusing={"+79130000001"})
    await Reminder(reminders, trunk.dial, trunk.conduct, 1, always).fill_lines()
    await until(lambda: bool(reminders.finished))
    assert reminders.finished == [(1, False)]


async def test_while_the_company_is_down_nobody_is_called() -> None:
    reminders, trunk = FakeReminders(people(1), down=True), Trunk()
    await Reminder(reminders, trunk.dial, trunk.conduct, 1, always).fill_lines()
    assert reminders.waiting
    assert not trunk.talking


@pytest.mark.parametrize(
    ("most_talks", "callers", "called"),
    [(None, 9, 5), (8, 0, 5), (8, 3, 3), (8, 6, 0), (8, 7, 0), (2, 0, 1), (1, 0, 0)],
)
async def test_lines_are_left_for_callers(
    most_talks: int | None, callers: int, called: int, voice: Mouth, tmp_path: Path
) -> None:
    """A quarter of the conversations stays free, whoever calls and however many ring."""
    parts = Parts(FakeEars([]), voice, FakeCompany(), lambda: AT, tmp_path)
    robot = Robot(parts, most_talks)
    talking = [asyncio.create_task(robot.handle(silent())) for _ in range(callers)]
    await until(lambda: robot.calls == callers)
    reminders, trunk = FakeReminders(people(5)), Trunk()

    async def ring(number: str, call: str) -> Line:
        await trunk.over.wait()
        raise NotReached("no answer")

    reminder = Reminder(reminders, ring, trunk.conduct, 5, robot.may_remind)
    await reminder.fill_lines()
    assert 5 - len(reminders.waiting) == called
    trunk.over.set()
    await until(lambda: len(reminders.finished) == called)
    for task in talking:
        task.cancel()
    await asyncio.gather(*talking, return_exceptions=True)


async def test_who_answered_rings_no_longer() -> None:
    reminders, trunk = FakeReminders(people(5)), Trunk()

    def room(ringing: int) -> bool:
        return trunk.talking + ringing < 3

    reminder = Reminder(reminders, trunk.dial, trunk.conduct, 5, room)
    await reminder.fill_lines()
    assert len(reminders.waiting) == 2
    await until(lambda: trunk.talking == 3)
    await reminder.fill_lines()
    assert len(reminders.waiting) == 2
    trunk.over.set()
    await until(lambda: len(reminders.finished) == 3)
    await reminder.fill_lines()
    await until(lambda: len(reminders.finished) == 5)


@pytest.fixture(scope="module")
def voice() -> Mouth:
    return Mouth(PromptPack.load())


def silent() -> RecordingLine:
    return RecordingLine(ScriptedCaller([], patience=600.0))


def called_party(*pcm: bytes) -> RecordingLine:
    steps = [Step(RobotSilent(0.7), pcm=part) for part in pcm]
    return RecordingLine(ScriptedCaller(steps, patience=6.0), caller="+79130000000")


async def test_a_reminded_caller_submits_at_once(voice: Mouth, tmp_path: Path) -> None:
    company, line = FakeCompany(), called_party(words(0.7), words(1.5), words(0.7), words(0.7))
    ears = FakeEars([YES, ONE_BREATH, YES, NO])
    await play(line, ears, company, voice, tmp_path, about=ACCOUNT.account)
    assert "Напоминаем, что пора передать показания" in company.said()
    assert "Разговор записывается" in company.said()
    assert [account for account, _ in company.stored] == [ACCOUNT.account]


async def test_who_wants_no_calls_is_heard(voice: Mouth, tmp_path: Path) -> None:
    refusal = Understanding(
        text="не звоните мне",
        command=Command.DO_NOT_CALL,
        completeness=Completeness.COMPLETE,
        speech_end=1.0,
    )
    company = FakeCompany()
    line = called_party(words(1.2))
    await play(line, FakeEars([refusal]), company, voice, tmp_path, about=ACCOUNT.account)
    assert company.reminders_stopped
    assert company.stored == []
