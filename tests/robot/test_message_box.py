"""Messages as a call leaves them: where they are, what had been agreed to, and over the limit."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from acting import ACCOUNT, FACTS, FakeCompany, FakeEars, play
from test_call import ONE_BREATH, VALUE, YES, caller, words

from meterline.dialogue.actions import Listen, Record, Say
from meterline.dialogue.conversation import begin, step
from meterline.dialogue.events import CallStarted, SayingEnded
from meterline.dialogue.facts import CallFacts
from meterline.ears.service import EarsUnavailable
from meterline.lines.callers import At, ScriptedCaller, Step
from meterline.lines.recording import RecordingLine
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack
from meterline.robot.call import Parts
from meterline.robot.company import CallEvent, CompanyUnavailable
from meterline.robot.left_behind import bring_in
from meterline.robot.robot import Robot


@pytest.fixture(scope="module")
def voice() -> Mouth:
    return Mouth(PromptPack.load())


def told(company: FakeCompany, kind: str) -> dict[str, Any]:
    """The data of the only event of a kind."""
    [event] = [event for event in company.events if event.kind == kind]
    return event.data


@pytest.mark.parametrize(
    ("patience", "outcome", "least"),
    [(70.0, "done", 60.0), (1.5, "caller_left", 2.0)],
    ids=["speaks to the end", "hangs up while it is recorded"],
)
async def test_the_log_says_where_in_the_recording_a_message_is(
    voice: Mouth, tmp_path: Path, patience: float, outcome: str, least: float
) -> None:
    company = FakeCompany()
    line = caller(words(1.5), words(2.0), patience=patience)
    await play(line, FakeEars([EarsUnavailable("gone")]), company, voice, tmp_path)
    recording, recorded = told(company, "recording"), told(company, "recorded")
    assert recording["purpose"] == "reading"
    assert (outcome, recording["file"]) == company.closed
    message = bytes(line.heard)[round(recording["begin"] * 16000) : round(recorded["end"] * 16000)]
    assert len(message) / 16000 >= least
    said = words(2.0)
    assert said[: 16000 // 2] in message


async def test_what_was_agreed_to_and_could_not_be_stored_is_in_the_log(
    voice: Mouth, tmp_path: Path
) -> None:
    company = FakeCompany(down=lambda what: what in ("store", "keep_draft"))
    line = caller(words(1.5), words(0.7), patience=70.0)
    await play(line, FakeEars([ONE_BREATH, YES]), company, voice, tmp_path)
    assert told(company, "not_stored") == {
        "account": ACCOUNT.account,
        "values": [[VALUE.serial, VALUE.zone.value, VALUE.value]],
        "name_confirmed": True,
    }


class AwayCompany(FakeCompany):
    """A company whose data cannot be reached until `back`."""

    def __init__(self) -> None:
        super().__init__(down=lambda _: self.away)
        self.away = True
        self.opened: list[tuple[str, str | None]] = []

    def open_call(self, call: str, caller: str | None, *numbers: Any) -> CallFacts:
        facts = super().open_call(call, caller, *numbers)
        self.opened.append((call, caller))
        return facts


async def test_a_call_that_the_company_could_not_be_told_of_is_told_later(
    voice: Mouth, tmp_path: Path
) -> None:
    company = AwayCompany()
    line = caller(words(2.0), patience=70.0)
    await play(line, FakeEars([]), company, voice, tmp_path)
    assert company.events == []
    company.away = False
    assert await asyncio.to_thread(bring_in, tmp_path, company) == 1
    assert company.opened == [(line.key, "+73902275004")]
    assert company.kinds()[0] == "rang"
    assert company.kinds()[-1] == "ended"
    assert company.kinds().count("recording") == 1
    assert (company.closed or ("",))[0] == "done"
    assert isinstance(company.events[0], CallEvent)
    assert company.events[0].at == datetime(2026, 11, 22, 5, tzinfo=UTC)
    assert await asyncio.to_thread(bring_in, tmp_path, company) == 0


async def test_what_the_company_has_been_told_is_not_told_again(
    voice: Mouth, tmp_path: Path
) -> None:
    company = AwayCompany()
    await play(caller(patience=1.0), FakeEars([]), company, voice, tmp_path)
    company.down = lambda what: what == "close_call"
    with pytest.raises(CompanyUnavailable):
        await asyncio.to_thread(bring_in, tmp_path, company)
    company.down = lambda _: False
    await asyncio.to_thread(bring_in, tmp_path, company)
    assert company.kinds().count("rang") == 1


def test_over_the_limit_a_caller_is_greeted_and_asked_for_a_message() -> None:
    state, actions = step(begin(), CallStarted(FACTS, full=True))
    [say] = actions
    assert isinstance(say, Say)
    assert [getattr(piece, "key", "beep") for piece in say.pieces] == [
        *("greeting.khakassia", "notice.recording"),
        *("voicebox.intro", "voicebox.record", "beep"),
    ]
    assert not say.barge_in
    _, actions = step(state, SayingEnded())
    assert actions == (Record("reading"),)
    assert not any(isinstance(action, Listen) for action in actions)


async def test_a_call_over_the_limit_needs_no_ears(voice: Mouth, tmp_path: Path) -> None:
    company, ears = FakeCompany(), FakeEars([])
    line = caller(words(2.0), patience=70.0)
    await play(line, ears, company, voice, tmp_path, full=True)
    assert ears.asked == []
    assert "Запись принята" in company.said()
    assert told(company, "part_failed") == {"part": "capacity"}


async def test_only_so_many_talk_at_once(voice: Mouth, tmp_path: Path) -> None:
    company = FakeCompany()
    robot = Robot(parts_of(company, voice, tmp_path), most_talks=1)
    await robot.start()
    assert not robot.full
    first = asyncio.create_task(robot.handle(gone_after(0.6)))
    await asyncio.sleep(0.1)
    assert robot.full
    second = asyncio.create_task(robot.handle(gone_after(0.2)))
    await asyncio.gather(first, second)
    assert company.kinds().count("part_failed") == 1
    assert not robot.full
    await robot.handle(gone_after(0.2))
    assert company.kinds().count("part_failed") == 1
    await robot.drain(1.0)


def gone_after(seconds: float) -> RecordingLine:
    return RecordingLine(ScriptedCaller([Step(At(seconds))], patience=0.0))


def parts_of(company: FakeCompany, voice: Mouth, folder: Path) -> Parts:
    return Parts(FakeEars([]), voice, company, lambda: datetime.now(UTC), folder)


class Broken(FakeCompany):
    """A company with a fault that nobody foresaw."""

    def open_call(self, *arguments: Any) -> CallFacts:
        raise ZeroDivisionError


async def test_a_fault_of_ours_leaves_no_caller_unanswered(voice: Mouth, tmp_path: Path) -> None:
    company = Broken()
    line = caller(words(1.5), words(2.0), patience=70.0)
    await play(line, FakeEars([]), company, voice, tmp_path)
    assert told(company, "recording")["purpose"] == "reading"
    assert company.closed is not None
    assert company.closed[0] == "done"
