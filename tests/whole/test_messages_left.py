"""Callers whom a part failed leave a message; a job makes readings of it, or a person's work.

Real speech, ears, conversation, voice and database; only time is virtual.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from meterline import demo
from meterline.bench.channel import Channel, LineVoice
from meterline.bench.pack import Pack, PackCall, read_pack
from meterline.bench.truth import TruthOfPack
from meterline.calls.models import Call as CallRow
from meterline.calls.models import Message
from meterline.calls.selectors import transcript
from meterline.cli import main
from meterline.cli.company import DjangoCompany
from meterline.cli.message_store import DjangoMessages
from meterline.cli.robot_settings import RobotSettings
from meterline.cli.serving import running_parts
from meterline.dialogue.facts import CallFacts
from meterline.ears.port import Pcm
from meterline.ears.service import EarsUnavailable
from meterline.importing.services import import_folder
from meterline.language.turn import Expectation, Understanding
from meterline.lines.callers import At, RobotSilent, ScriptedCaller, Step
from meterline.lines.recording import RecordingLine
from meterline.lines.sip import SipSettings
from meterline.readings.models import Reading, Source
from meterline.robot.call import Call, Parts
from meterline.robot.company import CallEvent, CompanyUnavailable
from meterline.robot.message_work import MessageWork, Worked

pytestmark = pytest.mark.audio

ENDED = [Step(At(0.0), keys="#")]
HANGS_UP: list[Step] = []


class DeadEars:
    """No recognition process is alive."""

    def has_room(self, turn: str) -> bool:
        return True

    async def understand(
        self, turn: str, pcm: Pcm, expectation: Expectation, *, interim: bool = False
    ) -> Understanding:
        raise EarsUnavailable("no recognition process is alive")

    async def forget(self, turn: str) -> None:
        """Nothing to drop."""


class NoDatabase(DjangoCompany):
    """The data cannot be reached, from the call's first second to after its last."""

    def open_call(self, *arguments: Any) -> CallFacts:
        raise CompanyUnavailable

    def log(self, call: str, events: Sequence[CallEvent]) -> None:
        raise CompanyUnavailable

    def close_call(self, *arguments: Any) -> None:
        raise CompanyUnavailable


async def leave(
    call: PackCall, steps: list[Step], parts: Parts, *, full: bool = False, patience: float = 6.0
) -> UUID:
    """A whole call of which the steps are the caller's; its id."""
    line = RecordingLine(ScriptedCaller(steps, patience), caller=call.phone, dialled="88003000")
    taken = Call(line, parts, full=full)
    running = asyncio.create_task(taken.run())
    while not running.done():
        await asyncio.sleep(0.002 if taken.busy else 0)
        if not taken.busy:
            taken.tick()
    await running
    return UUID(line.key)


def speech(pack: Pack, call: PackCall, role: str) -> bytes:
    turn = call.first(role)
    assert turn is not None
    return LineVoice(pack, call, Channel()).sound(turn).astype("<i2").tobytes()


@pytest.mark.timeout(600)  # the first run on a machine compiles the search
async def test_messages_become_readings_or_a_persons_work(
    transactional_db: None, tmp_path: Path, home: Path
) -> None:
    pack = read_pack(demo.FOLDER)
    calls = {call.call: call for call in pack.calls}
    assert (await asyncio.to_thread(import_folder, demo.FOLDER, pack.now)).ok
    robot = RobotSettings(tmp_path, SipSettings(), 0, 1, pack.now, None)
    async with running_parts(robot) as parts:
        deaf = replace(parts, ears=DeadEars())
        says_all = [Step(RobotSilent(0.7), pcm=speech(pack, calls[3], "one_breath"))]
        of_three = await leave(calls[3], [in_menu(), *says_all, *says_all, *ENDED], deaf)
        of_two_zones = [Step(RobotSilent(0.7), pcm=speech(pack, calls[53], "one_breath"))]
        of_53 = await leave(calls[53], [*of_two_zones, *HANGS_UP], parts, full=True, patience=1.0)
        half = [Step(RobotSilent(0.7), pcm=speech(pack, calls[33], "account"))]
        of_33 = await leave(calls[33], [*half, *ENDED], parts, full=True)
        await asyncio.to_thread(check_nothing_is_stored_yet, of_three, of_53, of_33)
        work = MessageWork(parts.ears, parts.company, DjangoMessages(parts.clock))
        assert await work.run() == Worked(submitted=2, for_a_person=1)
        assert await work.run() == Worked()
        away = replace(parts, company=NoDatabase(parts.clock))
        alone = await leave(calls[3], [*says_all, *ENDED], away)
    truths = TruthOfPack(pack)
    await asyncio.to_thread(check_submitted, of_three, calls[3], truths)
    await asyncio.to_thread(check_submitted, of_53, calls[53], truths)
    await asyncio.to_thread(check_left_to_a_person, of_33, calls[33])
    await asyncio.to_thread(check_work_off_brings_in, alone, pack, home)


def in_menu() -> Step:
    return Step(RobotSilent(0.7), keys="7")


def check_nothing_is_stored_yet(*keys: UUID) -> None:
    for key in keys:
        assert Message.objects.get(pk=key).state == Message.State.NEW
        assert not Reading.objects.filter(call_id=key).exists()
        said = " ".join(one.text for one in transcript(key))
        assert "Сейчас сервис работает в режиме записи" in said
    assert CallRow.objects.get(pk=keys[1]).outcome == "caller_left"


def check_submitted(key: UUID, call: PackCall, truths: TruthOfPack) -> None:
    """The values are in the ledger with the call as evidence, from when they were said."""
    message = Message.objects.get(pk=key)
    readings = Reading.objects.filter(call_id=key).select_related("register__meter", "receipt")
    stored = {(r.register.meter.serial, r.register.zone): r.value for r in readings}
    assert stored == truths.of(call).values
    assert {reading.source for reading in readings} == {Source.PHONE}
    assert {reading.received_at for reading in readings} == {message.at}
    assert {r.receipt and r.receipt.number for r in readings} == {message.receipt}
    assert message.state == Message.State.SUBMITTED
    account = CallRow.objects.get(pk=key).account
    assert account is not None
    assert account.number == call.account


def check_left_to_a_person(key: UUID, call: PackCall) -> None:
    message = Message.objects.get(pk=key)
    assert message.state == Message.State.PERSON
    assert message.understood["account"] == call.account
    assert not Reading.objects.filter(call_id=key).exists()


def check_work_off_brings_in(key: UUID, pack: Pack, home: Path) -> None:
    """What could not even be logged is found by the command, and by nobody a second time."""
    assert not CallRow.objects.filter(pk=key).exists()
    command = ["messages", "work-off", "--home", str(home), "--now", pack.now.isoformat()]
    for told in ("submitted: 1, left to a person: 0", "submitted: 0, left to a person: 0"):
        done = CliRunner().invoke(main.app, command)
        assert done.exit_code == 0, done.output
        assert told in done.stdout
    call = CallRow.objects.get(pk=key)
    assert (call.outcome, call.caller) == ("done", "+" + pack_phone(pack, 3))
    assert Message.objects.get(pk=key).receipt


def pack_phone(pack: Pack, number: int) -> str:
    phone = next(call.phone for call in pack.calls if call.call == number)
    assert phone is not None
    return phone.lstrip("+")
