"""Real calls of the robot, played again through the conversation of today."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import pytest
from test_real_calls import place
from typer.testing import CliRunner, Result

from meterline import demo
from meterline.bench.pack import read_pack
from meterline.bench.truth import TruthOfPack
from meterline.calls.models import Call, CallEvent
from meterline.cli import main
from meterline.cli.robot_settings import RobotSettings
from meterline.cli.serving import running_parts
from meterline.dialogue import account, conversation, farewell, name
from meterline.dialogue.actions import Say
from meterline.dialogue.state import Stage, State, Step
from meterline.importing.services import import_folder
from meterline.language.speech import Phrase
from meterline.language.turn import Understanding
from meterline.lines.sip import SipSettings
from meterline.readings.models import Reading, Receipt

pytestmark = pytest.mark.audio

ONE_METER, THREE_ZONES = 3, 33
"""Calls of the demo pack."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main.build(), ["replay", *map(str, arguments)])


def check_the_same(calls: list[str], home: Path, folder: Path) -> None:
    """By the log and by the sound, nothing differs, and nothing is written."""
    before = (Reading.objects.count(), Receipt.objects.count(), CallEvent.objects.count())
    file = folder / "replayed.json"
    for call in calls:
        done = run(call, "--home", home, "--json", file, "--listen")
        assert (done.exit_code, "1 calls: 1 same" in done.stdout) == (0, True), done.output
        told = json.loads(file.read_text("utf-8"))[call]
        stored = {r.register.zone: r.value for r in Reading.objects.filter(call_id=call)}
        assert told["stored_then"] == told["stored_today"]
        assert {zone: value for _, zone, value in told["stored_today"][0]["values"]} == stored
        heard = [one for one in told["exchanges"] if one["understood_today"]]
        assert len(heard) >= 3
    every = run("--since", "2026-11-01", "--home", home)
    assert (every.exit_code, "2 calls: 2 same" in every.stdout) == (0, True), every.output
    assert before == (Reading.objects.count(), Receipt.objects.count(), CallEvent.objects.count())


def check_other_words(call: str, home: Path, folder: Path) -> None:
    """A conversation that takes its leave with other words."""

    def shorter(state: State, understood: Understanding) -> Step:
        ended, actions = farewell.heard(state, understood)
        return ended, (Say((Phrase("goodbye.short"),)), *actions[1:])

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(conversation.ANSWERS, Stage.AGAIN, shorter)
        file = folder / "replayed.json"
        done = run(call, "--home", home, "--json", file)
        assert done.exit_code == 1
        assert "0 same, 1 different said, 0 different understood, 0 would store" in done.stdout
        assert f"{call}  said" in run("--since", "2026-11-01", "--home", home).stdout
    told = json.loads(file.read_text("utf-8"))[call]
    different = [one for one in told["exchanges"] if one["differs"]]
    assert "first" in done.stdout
    assert len(different) == 1


def check_stored_otherwise(call: str, home: Path) -> None:
    """A conversation that ends as soon as it knows who calls stores nothing of the old call."""
    with pytest.MonkeyPatch.context() as patch:
        rules = (account.wanted, account.served, name.wanted, farewell.goodbye)
        patch.setattr(conversation, "RULES", rules)
        done = run(call, "--home", home)
    assert done.exit_code == 1
    assert "1 would store otherwise" in done.stdout
    assert "stored today: nothing" in done.stdout


def check_bad_input(home: Path) -> None:
    unknown = run("00000000-0000-0000-0000-000000000000", "--home", home)
    assert (unknown.exit_code, "no call 00000000" in unknown.stderr) == (2, True)
    assert "mend: " in unknown.stderr
    assert run("not-an-id", "--home", home).exit_code == 2
    assert run("--home", home).exit_code == 2
    call = Call.objects.order_by("started").first()
    assert call is not None
    Call.objects.filter(pk=call.pk).update(recording="")
    silent = run(call.pk, "--listen", "--home", home)
    assert (silent.exit_code, "recording" in silent.stderr) == (2, True)
    empty = Call.objects.create(id=uuid4(), started=call.started)
    assert "nothing was said" in run(empty.pk, "--home", home).stderr
    every = run("--since", "2026-11-01", "--home", home)
    assert (every.exit_code, "left out" in every.stderr) == (0, True)


@pytest.mark.timeout(600)  # the first run on a machine compiles the search
async def test_calls_of_the_robot_are_the_same_until_the_conversation_changes(
    transactional_db: None, tmp_path: Path, home: Path
) -> None:
    pack = read_pack(demo.FOLDER)
    truths = TruthOfPack(pack)
    assert (await asyncio.to_thread(import_folder, demo.FOLDER, pack.now)).ok
    robot = RobotSettings(tmp_path / "robot", SipSettings(), 0, 1, pack.now, None)
    chosen = [call for call in pack.calls if call.call in (ONE_METER, THREE_ZONES)]
    async with running_parts(robot) as parts:
        lines = [await place(pack, call, truths.of(call), parts) for call in chosen]
    calls = [line.key for line in lines]
    await asyncio.to_thread(check_the_same, calls, home, tmp_path)
    await asyncio.to_thread(check_other_words, calls[0], home, tmp_path)
    await asyncio.to_thread(check_stored_otherwise, calls[0], home)
    await asyncio.to_thread(check_bad_input, home)
