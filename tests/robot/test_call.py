"""Whole calls through the robot's own machinery: what is said, stored, logged and kept."""

import wave
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from acting import ACCOUNT, FakeCompany, FakeEars, play

from meterline.dialogue.facts import MeterValue
from meterline.ears.service import EarsUnavailable
from meterline.language.turn import (
    Command,
    Completeness,
    Decision,
    NameHeard,
    ReadingHeard,
    Slot,
    Understanding,
)
from meterline.language.zones import Zone
from meterline.lines.callers import RobotSilent, ScriptedCaller, Step
from meterline.lines.recording import RecordingLine
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack
from meterline.robot.call import Parts
from meterline.robot.robot import Robot

ONE_BREATH = Understanding(
    text="симонов лицевой ...",
    account=Slot(ACCOUNT.account, 0.99, Decision.SURE),
    name=NameHeard("симонов", agrees=True),
    readings=(ReadingHeard(Zone.SINGLE, None, Slot("165227", 0.99, Decision.SURE)),),
    completeness=Completeness.COMPLETE,
    speech_end=1.4,
)
YES = Understanding(
    text="да",
    answer=True,
    answer_probability=0.99,
    completeness=Completeness.COMPLETE,
    speech_end=0.6,
)
NO = replace(YES, text="нет", answer=False)
VALUE = MeterValue("68596608", Zone.SINGLE, 165227)


@pytest.fixture(scope="module")
def voice() -> Mouth:
    return Mouth(PromptPack.load())


def words(seconds: float) -> bytes:
    """Something with a pitch, as loud as speech."""
    t = np.arange(int(8000 * seconds)) / 8000
    wobble = 1 + 0.5 * np.sin(2 * np.pi * 4 * t)
    sound = sum(np.sin(2 * np.pi * 130 * k * t) / k for k in range(1, 12)) * wobble
    return (2500 * sound).astype("<i2").tobytes()


def caller(*pcm: bytes, patience: float = 8.0) -> RecordingLine:
    steps = [Step(RobotSilent(0.7), keys="7")]
    steps += [Step(RobotSilent(0.7), pcm=part) for part in pcm]
    return RecordingLine(ScriptedCaller(steps, patience=patience), caller="+73902275004")


async def test_one_breath_and_a_yes_store_the_reading_and_tell_its_number(
    voice: Mouth, tmp_path: Path
) -> None:
    company = FakeCompany()
    ears = FakeEars([ONE_BREATH, YES, NO])
    await play(caller(words(1.5), words(0.7), words(0.7)), ears, company, voice, tmp_path)
    assert company.stored == [(ACCOUNT.account, (VALUE,))]
    assert company.closed is not None
    assert company.closed[0] == "done"
    said = company.said()
    assert "Хакасэнерго" in said
    assert "сто шестьдесят пять тысяч двести двадцать семь" in said
    assert said.index("Показания приняты") < said.index("Номер обращения")
    assert {"rang", "key", "speech_began", "heard", "checked", "stored", "ended"} <= set(
        company.kinds()
    )


async def test_the_recording_holds_both_voices(voice: Mouth, tmp_path: Path) -> None:
    company = FakeCompany()
    line = caller(words(1.5), words(0.7), words(0.7))
    await play(line, FakeEars([ONE_BREATH, YES, NO]), company, voice, tmp_path)
    assert company.closed is not None
    with wave.open(str(tmp_path / str(company.closed[1]))) as recording:
        sound = np.frombuffer(recording.readframes(10**8), "<i2").reshape(-1, 2)
    heard = np.frombuffer(bytes(line.said), "<i2")
    assert np.array_equal(sound[: len(heard), 1], heard[: len(sound)])
    assert abs(int(sound[:, 0].max())) > 1000


async def test_a_call_that_breaks_leaves_recording_log_and_draft(
    voice: Mouth, tmp_path: Path
) -> None:
    company = FakeCompany()
    line = caller(words(1.5), patience=1.0)
    await play(line, FakeEars([ONE_BREATH]), company, voice, tmp_path)
    assert company.stored == []
    assert company.drafts[-1][:2] == (ACCOUNT.account, (VALUE,))
    assert company.closed is not None
    assert company.closed[0] == "caller_left"
    assert "caller_left" in company.kinds()
    assert (tmp_path / str(company.closed[1])).stat().st_size > 100_000


@pytest.mark.parametrize("part", ["find_account", "check", "store", "open_call"])
async def test_a_company_that_is_down_leaves_the_message_box(
    voice: Mouth, tmp_path: Path, part: str
) -> None:
    company = FakeCompany(down=lambda what: what == part)
    line = caller(words(1.5), words(0.7), words(2.0), patience=70.0)
    await play(line, FakeEars([ONE_BREATH, YES, NO]), company, voice, tmp_path)
    assert company.stored == []
    assert "Запись принята" in company.said()
    assert "recording" in company.kinds()


async def test_a_dead_recogniser_leaves_the_message_box(voice: Mouth, tmp_path: Path) -> None:
    company = FakeCompany()
    line = caller(words(1.5), words(2.0), patience=70.0)
    await play(line, FakeEars([EarsUnavailable("gone")]), company, voice, tmp_path)
    assert company.stored == []
    assert "После сигнала назовите фамилию" in company.said()
    assert "Запись принята" in company.said()


async def test_a_log_that_could_not_be_written_at_first_is_complete_in_the_end(
    voice: Mouth, tmp_path: Path
) -> None:
    refusals = iter([True] * 3)
    company = FakeCompany(down=lambda what: what == "log" and next(refusals, False))
    await play(caller(patience=1.0), FakeEars([]), company, voice, tmp_path)
    kinds = company.kinds()
    assert kinds[0] == "rang"
    assert kinds[-1] == "ended"
    assert kinds.count("key") == 1


async def test_zero_in_working_hours_hands_the_call_over(voice: Mouth, tmp_path: Path) -> None:
    company = FakeCompany()
    line = RecordingLine(ScriptedCaller([Step(RobotSilent(0.7), keys="0")]))
    await play(line, FakeEars([]), company, voice, tmp_path)
    assert line.transferred_to == "sip:700@127.0.0.1"
    assert company.closed is not None
    assert company.closed[0] == "transferred"
    assert "Соединяю с оператором" in company.said()


async def test_who_takes_a_call_over_is_told_what_was_understood(
    voice: Mouth, tmp_path: Path
) -> None:
    company = FakeCompany()
    acts = [Step(RobotSilent(0.7), keys="7")]
    acts += [Step(RobotSilent(0.7), pcm=words(seconds)) for seconds in (1.5, 0.7)]
    operator = Understanding("оператор", command=Command.OPERATOR, command_probability=0.99)
    line = RecordingLine(ScriptedCaller(acts, patience=6.0))
    await play(line, FakeEars([ONE_BREATH, operator]), company, voice, tmp_path)
    [told] = [event.data for event in company.events if event.kind == "transferring"]
    assert told == {
        "purpose": "operator",
        "branch": "khakassia",
        "account": ACCOUNT.account,
        "values": [[VALUE.serial, VALUE.zone.value, VALUE.value]],
        "name_agrees": True,
    }
    assert company.kinds().index("transferring") < company.kinds().index("transferred")


async def test_an_operator_who_cannot_be_reached_is_told(voice: Mouth, tmp_path: Path) -> None:
    company = FakeCompany()
    line = RecordingLine(
        ScriptedCaller([Step(RobotSilent(0.7), keys="0")], patience=2.0), refuse_transfers=True
    )
    await play(line, FakeEars([]), company, voice, tmp_path)
    assert "Соединить с оператором не удалось" in company.said()
    assert "transfer_failed" in company.kinds()


class SuppressingLine(RecordingLine):
    """A telephone that suppresses silence: no frames instead of silent ones."""

    def read(self) -> bytes:
        pcm = super().read()
        return pcm if any(pcm) else b""


async def test_a_telephone_that_suppresses_silence_is_understood_all_the_same(
    voice: Mouth, tmp_path: Path
) -> None:
    company = FakeCompany()
    steps = [Step(RobotSilent(0.7), keys="7")]
    steps += [Step(RobotSilent(0.7), pcm=words(s)) for s in (1.5, 0.7, 0.7)]
    line = SuppressingLine(ScriptedCaller(steps, patience=8.0))
    await play(line, FakeEars([ONE_BREATH, YES, NO]), company, voice, tmp_path)
    assert company.stored == [(ACCOUNT.account, (VALUE,))]


def recordings(folder: Path) -> list[Path]:
    return list(folder.rglob("*.wav"))


async def test_a_robot_that_is_stopping_takes_no_more_calls(voice: Mouth, tmp_path: Path) -> None:
    company = FakeCompany()
    parts = Parts(FakeEars([]), voice, company, lambda: datetime.now(UTC), tmp_path)
    robot = Robot(parts)
    await robot.start()
    await robot.drain(1.0)
    line = caller()
    await robot.handle(line)
    assert line.closed
    assert company.events == []
    assert recordings(tmp_path) == []
