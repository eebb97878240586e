"""Calls of the real robot become a pack, and the bench understands the pack's turns."""

import asyncio
import json
from pathlib import Path

import pytest
from test_real_calls import place
from typer.testing import CliRunner

from meterline import demo
from meterline.bench.pack import read_pack
from meterline.bench.truth import TruthOfPack
from meterline.calls.models import Call as CallRow
from meterline.calls.models import TurnExport
from meterline.calls.turns import turns_of
from meterline.cli import main
from meterline.cli.robot_settings import RobotSettings
from meterline.cli.serving import running_parts
from meterline.importing.services import import_folder
from meterline.lines.sip import SipSettings
from meterline.readings.models import Reading

pytestmark = pytest.mark.audio


def check_pack(folder: Path, call: str) -> None:
    """One call, without its telephone, with the values as they were before it."""
    row = json.loads((folder / "calls.jsonl").read_text(encoding="utf-8"))
    stored = {r.register.zone: r.value for r in Reading.objects.filter(call_id=call)}
    assert row["phone"] is None
    assert row["id"] == call
    assert [turn["role"] for turn in row["turns"]] == ["one_breath", "yes"]
    assert row["turns"][0]["slots"]["readings"] == stored
    assert [turn["number"] for turn in row["turns"]] == [
        turn.number for turn in turns_of(CallRow.objects.get().pk)[:2]
    ]
    customers = (folder / "customers.csv").read_text(encoding="utf-8").splitlines()
    assert len(customers) == 2
    assert row["account"] in customers[1]
    readings = (folder / "readings.csv").read_text(encoding="utf-8")
    assert readings.count("\n") > 2
    assert not any(str(value) in readings for value in stored.values())
    phone = CallRow.objects.get().caller
    assert phone
    assert not any(phone[2:] in path.read_text("utf-8") for path in folder.glob("*.[cj]s*"))


def check_bench(folder: Path) -> None:
    """Every turn that the caller confirmed is understood again, alone."""
    file = folder.parent / "figures.json"
    run("bench", "understanding", "--pack", folder, "--json", file)
    figures = json.loads(file.read_text("utf-8"))
    assert figures["turns"] == 2
    for role in ("one_breath", "yes"):
        counts = figures["by_role"][role]
        assert (counts["right"] + counts["confirm_right"], counts["wrong"]) == (1, 0)


def check_explained(call: str, home: Path, folder: Path) -> None:
    """A turn of a call is heard again out of its recording and its log."""
    file = folder / "explained.json"
    shown = run("explain", call, "--turn", 1, "--home", home, "--json", file)
    assert "what the customer base changed" in shown
    meaning = json.loads(file.read_text("utf-8"))["meanings"][0]
    stored = {r.register.zone: r.value for r in Reading.objects.filter(call_id=call)}
    assert {value["zone"]: int(value["digits"]) for value in meaning["values"]} == stored
    missing = CliRunner().invoke(main.build(), ["explain", call, "--turn", "9"])
    assert (missing.exit_code, "turns in the log: 1, 2" in missing.stderr) == (2, True)


def run(*arguments: object) -> str:
    done = CliRunner().invoke(main.app, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.timeout(600)  # the first run on a machine compiles the search
async def test_a_call_becomes_a_pack_that_the_bench_understands(
    transactional_db: None, tmp_path: Path, home: Path
) -> None:
    pack = read_pack(demo.FOLDER)
    chosen = next(call for call in pack.calls if call.call == 53)
    assert (await asyncio.to_thread(import_folder, demo.FOLDER, pack.now)).ok
    robot = RobotSettings(tmp_path / "robot", SipSettings(), 0, 1, pack.now, None)
    async with running_parts(robot) as parts:
        line = await place(pack, chosen, TruthOfPack(pack).of(chosen), parts)
    folder = tmp_path / "own"
    export = ("turns", "export", folder, "--home", home, "--since", "2026-11-01")
    assert "2 turns of 1 calls" in await asyncio.to_thread(run, *export)
    assert "wait" in await asyncio.to_thread(run, "turns", "waiting", "--home", home)
    await asyncio.to_thread(check_explained, line.key, home, tmp_path)
    await asyncio.to_thread(check_pack, folder, line.key)
    await asyncio.to_thread(check_bench, folder)
    audit = await TurnExport.objects.aget()
    assert (audit.calls, audit.turns, audit.only) == (1, 2, "all")
    again = CliRunner().invoke(main.build(), ["turns", "export", str(folder)])
    assert again.exit_code == 2
    assert "is not empty" in again.stderr
