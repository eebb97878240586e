"""Whole calls with nothing played by a stand-in: real speech, ears, conversation, voice, database.

Only time is virtual: the call waits while the ears or the database work, so that a slow
machine changes nothing.
"""

import asyncio
import wave
from pathlib import Path

import pytest
from django.conf import settings

from meterline import demo
from meterline.bench.answers import Memory
from meterline.bench.callers import CallerBrain
from meterline.bench.channel import Channel, LineVoice
from meterline.bench.clips import bundled_table
from meterline.bench.listener import Listener
from meterline.bench.pack import Pack, PackCall, read_pack
from meterline.bench.truth import CallTruth, TruthOfPack
from meterline.calls.models import Call as CallRow
from meterline.calls.selectors import transcript
from meterline.cli.robot_settings import RobotSettings
from meterline.cli.serving import running_parts
from meterline.importing.services import import_folder
from meterline.lines.recording import RecordingLine
from meterline.lines.sip import SipSettings
from meterline.readings.models import Reading, Source
from meterline.robot.call import Call, Parts

KINDS_OF_CALLERS = {3: "a person", 53: "an organisation with two zones", 33: "three zones"}
"""Calls of the demo pack."""


async def place(pack: Pack, chosen: PackCall, truth: CallTruth, parts: Parts) -> RecordingLine:
    """Let the caller of the pack talk to the robot."""
    voice = LineVoice(pack, chosen, Channel())
    brain = CallerBrain(Memory(chosen, truth), Listener(bundled_table()), voice, seed=1)
    line = RecordingLine(brain, caller=chosen.phone, dialled="88003000")
    call = Call(line, parts)
    running = asyncio.create_task(call.run())
    while not running.done():
        await asyncio.sleep(0.002 if call.busy else 0)
        if not call.busy:
            call.tick()
    await running
    return line


@pytest.mark.timeout(600)  # the first run on a machine compiles the search
async def test_what_callers_say_is_in_the_ledger_with_receipt_audio_and_log(
    transactional_db: None, tmp_path: Path
) -> None:
    pack = read_pack(demo.FOLDER)
    truths = TruthOfPack(pack)
    report = await asyncio.to_thread(import_folder, demo.FOLDER, pack.now)
    assert report.ok, report.problems
    robot = RobotSettings(tmp_path, SipSettings(), 0, 1, pack.now, None)
    chosen = [call for call in pack.calls if call.call in KINDS_OF_CALLERS]
    lines = []
    async with running_parts(robot) as parts:
        for call in chosen:
            lines.append(await place(pack, call, truths.of(call), parts))
    for call, line in zip(chosen, lines, strict=True):
        await asyncio.to_thread(check_what_is_left, call, truths.of(call), line)


def check_what_is_left(call: PackCall, truth: CallTruth, line: RecordingLine) -> None:
    """The values, the receipt told to the caller, the recording and the log."""
    row = CallRow.objects.get(pk=line.key)
    readings = Reading.objects.filter(call=row).select_related("register__meter", "receipt")
    stored = {(r.register.meter.serial, r.register.zone): r.value for r in readings}
    assert stored == truth.values
    assert {reading.source for reading in readings} == {Source.PHONE}
    assert row.outcome == "done"
    assert row.account is not None
    assert row.account.number == call.account
    said = " ".join(one.text for one in transcript(row.pk) if one.who == "robot")
    assert "Показания приняты" in said
    assert "Номер обращения" in said
    with wave.open(str(settings.METERLINE_RECORDINGS / row.recording)) as recording:
        seconds = recording.getnframes() / recording.getframerate()
    assert abs(seconds - line.seconds) < 1.0
