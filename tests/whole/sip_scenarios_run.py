"""Plays all scenarios of `sip_scenarios/` over real SIP against one robot: a program.

`python sip_scenarios_run.py OUT.json AT_ONCE [NAME …]`: a company of the demo pack, a robot
process that answers, so many scenarios at once, and then what each of their calls left. A
program of its own, because the company's database is another than the tests' one. Unless some
scenarios are named, `bench calls` plays a call of its own meanwhile, with a robot of its own.
"""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import wave
from asyncio import Future
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml
from baresip import Call as StackCall
from sip_caller import ScenarioCaller, steps_of
from sip_sounds import Sounds

from meterline import demo
from meterline.bench.answers import Memory
from meterline.bench.calls import WITHHELD
from meterline.bench.clips import ClipTable, bundled_table
from meterline.bench.company import found_company
from meterline.bench.lateness import Lateness
from meterline.bench.listener import Listener
from meterline.bench.pack import Pack, PackCall, read_pack
from meterline.bench.report import percentile
from meterline.bench.robot_process import RobotProcess, RobotSettings
from meterline.bench.truth import TruthOfPack
from meterline.lines.caller import converse
from meterline.lines.port import Line
from meterline.lines.sip import CallRefused, SipCarrier, SipSettings
from meterline.lines.sip.line import SipLine

SCENARIOS = Path(__file__).parent / "sip_scenarios"
NOW = datetime.fromisoformat("2026-11-23T19:00:00+07:00")
"""A Monday of the window: evening with operators in the west, night in Buryatia and Chita."""

PACK_OPERATORS = "127.0.0.1:5070"
BUSY_BRANCH = "sip:707@"
ROBOT_RTP = range(24000, 26000)
CALLERS_RTP = (26000, 27998)
OWN_PORTS = range(28000, 29000)
"""For what is bound some seconds after it was chosen: the system gives these to nobody else."""
PLACE_OF_KNOWN_PHONE = next(
    place
    for place, row in enumerate((demo.FOLDER / "calls.jsonl").read_text("utf-8").splitlines())
    if json.loads(row)["call"] == 6
)
"""Of a caller whose phone is linked to his account, in the demo pack."""
LONGEST = 100.0
APART = 0.7
"""Least seconds from one scenario to the next: people do not call all in the same moment."""
RECENT = 25
"""Ticks of 20 ms by which it is judged whether the machine keeps time."""
LATE_MS = 12.0
"""Callers this late say that the machine has no room for another call just now."""


class Telephones(SipCarrier):
    """All callers' telephones; they go where the robot refers them to."""

    def _adopt(self, call: StackCall) -> SipLine:
        call.on_transfer_request(lambda _: asyncio.ensure_future(call.accept_transfer()))
        return super()._adopt(call)


@dataclass
class Operators:
    """The people's telephones: they answer, and hang up, unless their number is busy."""

    called: list[tuple[str, str]] = field(default_factory=list)
    """Who was put through, and to which number."""

    async def __call__(self, line: Line) -> None:
        self.called.append((line.caller or "", line.dialled or ""))
        if not (line.dialled or "").startswith("busy"):
            await line.answer()
            await asyncio.sleep(1.0)  # a person who says that the robot works
        await line.hang_up()


class Room:
    """Lets calls begin one by one, while the machine has room for them."""

    def __init__(self, at_once: int) -> None:
        self._lateness = Lateness()
        self._watching = asyncio.create_task(self._lateness.watch())
        self._door = asyncio.Lock()
        self._places = asyncio.Semaphore(at_once)
        self._inside = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place among the scenarios that are played just now."""
        async with self._places:
            async with self._door:
                await asyncio.sleep(APART)
                while self._inside and self._late:  # noqa: ASYNC110 - time itself is waited for
                    await asyncio.sleep(APART)
                self._inside += 1
            try:
                yield
            finally:
                self._inside -= 1

    def close(self) -> float:
        """Watch no longer; how late the callers were in all, the 99th percentile in ms."""
        self._watching.cancel()
        return percentile(self._lateness.milliseconds, 99) or 0.0

    @property
    def _late(self) -> bool:
        recent = self._lateness.milliseconds[-RECENT:]
        return (percentile(recent, 90) or 0.0) > LATE_MS


@dataclass(frozen=True)
class Stage:
    """What is there before the first call."""

    pack: Pack
    truths: TruthOfPack
    table: ClipTable
    robot_port: int
    at_once: int


@dataclass(frozen=True)
class World:
    """What all calls share."""

    stage: Stage
    telephones: Telephones
    room: Room


def main(out: Path, at_once: int, names: Sequence[str]) -> None:
    """Play the scenarios, all of them unless some are named; write what their calls left."""
    with TemporaryDirectory(prefix="meterline-scenarios-") as folder:
        home = Path(folder)
        operators_port, sip_port, browser_port = own_ports(3)
        scenarios = read_scenarios(names)
        pack = pack_with_operators(home / "demo", operators_port)
        for each in scenarios.values():
            add_meters(pack, each["calls"])
        found_company(pack, 0, home)
        settings = RobotSettings(home, NOW, sip_port, browser_port, ROBOT_RTP)
        with ThreadPoolExecutor(2) as meanwhile, RobotProcess(settings):
            table = meanwhile.submit(bundled_table)
            bench = None if names else meanwhile.submit(bench_one_call, home)
            stage = Stage(pack, TruthOfPack(pack), table.result(), settings.sip_port, at_once)
            told, late = asyncio.run(play(scenarios, stage, operators_port))
        result = {name: [left(call) for call in calls] for name, calls in told.items()}
        figures = bench.result() if bench else None
    out.write_text(
        json.dumps({"calls": result, "late_ms": late, "bench": figures}, ensure_ascii=False)
    )


def bench_one_call(folder: Path) -> dict[str, Any]:
    """The figures of `bench calls` for the shortest call of the demo pack."""
    pack, figures = folder / "one-call", folder / "figures.json"
    copytree(demo.FOLDER, pack, ignore=ignore_patterns("*.py", "__pycache__"))
    calls = (pack / "calls.jsonl").read_text("utf-8").splitlines()
    (pack / "calls.jsonl").write_text(calls[PLACE_OF_KNOWN_PHONE], "utf-8")
    command = [sys.executable, "-m", "meterline", "bench", "calls", "--pack", str(pack)]
    subprocess.run(
        [*command, "--calls", "1", "--json", str(figures)], check=True, stdout=sys.stderr
    )
    told: dict[str, Any] = json.loads(figures.read_text("utf-8"))
    return told


def own_ports(count: int) -> list[int]:
    """Free UDP ports of 127.0.0.1."""
    found: list[int] = []
    for port in random.sample(OWN_PORTS, len(OWN_PORTS)):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == count:
            break
    return found


def read_scenarios(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Scenarios by their names, the longest first: so all are over soonest."""
    read = {
        path.stem: yaml.safe_load(path.read_text("utf-8"))
        for path in SCENARIOS.glob("*.yaml")
        if not names or path.stem in names
    }
    return dict(sorted(read.items(), key=lambda item: (-item[1].get("seconds", 40), item[0])))


def pack_with_operators(folder: Path, port: int) -> Pack:
    """The demo pack, with operators who answer at `port` and one branch's who are busy."""
    pack = read_pack(demo.FOLDER)
    copytree(pack.folder, folder, ignore=ignore_patterns("*.opus", "*.py", "__pycache__"))
    branches = folder / "branches.csv"
    text = branches.read_text("utf-8").replace(PACK_OPERATORS, f"127.0.0.1:{port}")
    branches.write_text(text.replace(BUSY_BRANCH, "sip:busy707@"), "utf-8")
    return replace(pack, folder=folder)


def add_meters(pack: Pack, calls: Sequence[Mapping[str, Any]]) -> None:
    """Give accounts a second meter, as another call's account has it."""
    accounts = {call.call: call.account for call in pack.calls}
    for call in calls:
        if "second_meter" in call:
            for table in ("meters.csv", "readings.csv"):
                copy_rows(
                    pack.folder / table, accounts[call["second_meter"]], accounts[call["caller"]]
                )


def copy_rows(table: Path, source: str, target: str) -> None:
    """What a table has of one account, for another one as well; the account stands first."""
    rows = table.read_text("utf-8").splitlines()
    of_source = [row for row in rows if row.startswith(f"{source};")]
    of_target = [row.replace(source, target, 1) for row in of_source]
    table.write_text("\n".join([*rows, *of_target]) + "\n", "utf-8")


async def play(
    scenarios: Mapping[str, Mapping[str, Any]], stage: Stage, operators_port: int
) -> tuple[dict[str, list[dict[str, Any]]], float]:
    """What every call told, by scenario, and how late the callers were in ms."""
    operators = Operators()
    telephones = Telephones(SipSettings(port=operators_port, rtp_ports=CALLERS_RTP, max_calls=120))
    await telephones.start(operators)
    world = World(stage, telephones, Room(stage.at_once))
    try:
        told = await play_all(world, scenarios)
    finally:
        late = world.room.close()
        await telephones.stop()
    for call in (call for calls in told.values() for call in calls):
        call["operators"] = [to for who, to in operators.called if who == call["number"]]
    return told, late


async def play_all(
    world: World, scenarios: Mapping[str, Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """All scenarios at once, then those that want the robot for themselves."""
    together = {name: each for name, each in scenarios.items() if not each.get("alone")}
    played = [scenario(world, name, each) for name, each in together.items()]
    told = dict(zip(together, await asyncio.gather(*played), strict=True))
    for name in scenarios.keys() - together.keys():
        told[name] = await scenario(world, name, scenarios[name])
    return told


async def scenario(world: World, name: str, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One scenario's calls, one after the other or at once."""
    calls = [
        partial(place_call, world, f"{name}-{place}".replace("_", "-"), each)
        for place, each in enumerate(told["calls"])
    ]
    async with world.room.place():
        if told.get("at_once"):
            return list(await asyncio.gather(*(call() for call in calls)))
        return [await call() for call in calls]


async def place_call(world: World, dialled: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """One call to its end, as the caller tells it."""
    of_pack = next(call for call in world.stage.pack.calls if call.call == told["caller"])
    number = number_of(of_pack, told.get("number", "own"))
    sounds = await asyncio.to_thread(Sounds, world.stage.pack, of_pack)
    usual = told.get("otherwise", "answers") == "answers"
    memory = Memory(of_pack, world.stage.truths.of(of_pack)) if usual else None
    steps = await asyncio.to_thread(steps_of, told.get("talk", []), sounds)
    deed = partial(begin_deed, account=of_pack.account)
    side = ScenarioCaller(steps, memory, sounds, Listener(world.stage.table), deed)
    target = f"sip:{dialled}@127.0.0.1:{world.stage.robot_port}"
    line = await dial(world, target, number)
    await converse(line, side, limit=LONGEST)
    return {
        "dialled": dialled,
        "number": number,
        "heard": [(clip.key, clip.end / 8000) for clip in side.notes.heard],
        "did": side.notes.did,
        "undone": side.undone,
        "dead_air": side.notes.dead_air.longest,
        "seconds": side.notes.seconds,
    }


async def dial(world: World, target: str, number: str) -> SipLine:
    """Call, and once more where nobody took the call: on a busy machine a ring may be lost."""
    try:
        return await world.telephones.dial(target, caller=number)
    except CallRefused as refused:
        if refused.status is not None:
            raise
        return await world.telephones.dial(target, caller=number)


def number_of(call: PackCall, which: str) -> str:
    """The number to show: the call's own, one that nobody has linked, or none."""
    assert call.phone is not None
    last = (int(call.phone[-1]) + 1) % 10
    return {"own": call.phone, "strange": f"{call.phone[:-1]}{last}", "hidden": WITHHELD}[which]


def begin_deed(name: str, account: str) -> "Future[Any]":
    """What somebody does elsewhere while the call goes on."""
    deeds: dict[str, Callable[[str], None]] = {
        "close_account": close_account,
        "kill_ears": kill_ears,
    }
    return asyncio.ensure_future(asyncio.to_thread(deeds[name], account))


def close_account(number: str) -> None:
    """A clerk closes the account."""
    from meterline.customers.models import Account  # noqa: PLC0415 - needs Django set up

    account = Account.objects.get(number=number)
    account.state = Account.State.CLOSED
    account.save()


def kill_ears(_: str) -> None:
    """The recognition processes die, as out of memory."""
    for robot in children(os.getpid()):
        for pid in children(robot):
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)


def children(pid: int) -> list[int]:
    """Processes that `pid` has started (proc(5))."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for each in lists for child in each.read_text().split()]


def left(told: dict[str, Any]) -> dict[str, Any]:
    """A call as the caller told it, with what the company has of it."""
    from django.conf import settings  # noqa: PLC0415 - set up by now

    from meterline.calls.models import Call, Draft, Message  # noqa: PLC0415
    from meterline.readings.models import Reading, Repeat  # noqa: PLC0415

    # Where a ring was not taken, the call was dialled again.
    row = Call.objects.filter(dialled=told["dialled"]).latest("started")
    readings = Reading.objects.filter(call=row).select_related("register__meter__account")
    repeats = Repeat.objects.filter(call=row).select_related("reading__register__meter__account")
    draft = Draft.objects.filter(call=row).first()
    message = Message.objects.filter(call=row).first()
    return told | {
        "stored": values_of(readings),
        "name_confirmed": all(reading.name_confirmed for reading in readings),
        "repeated": values_of([repeat.reading for repeat in repeats]),
        "outcome": row.outcome,
        "caller": row.caller,
        "draft": draft.account if draft else None,
        "message": message.purpose if message else None,
        "events": [
            (event.kind, event.data, (event.at - row.started).total_seconds())
            for event in row.events.order_by("sequence")
        ],
        "recording": recorded(settings.METERLINE_RECORDINGS / row.recording),
        "proved": proved(row),
    }


def proved(row: Any) -> list[bool]:
    """For each hash that the journal has of the call's recording, whether it is the file's."""
    from meterline.calls.recordings import recording_sha256  # noqa: PLC0415 - set up by now
    from meterline.readings.models import JournalEntry  # noqa: PLC0415

    entries = JournalEntry.objects.filter(call=row, kind=JournalEntry.Kind.EVIDENCE)
    return [json.loads(one.body)["sha256"] == recording_sha256(row.recording) for one in entries]


def values_of(readings: Sequence[Any]) -> dict[str, int]:
    """«account zone» and value."""
    return {
        f"{each.register.meter.account.number} {each.register.zone}": each.value
        for each in readings
    }


def recorded(path: Path) -> dict[str, float]:
    """Seconds of a recording, and in how many of them the caller and the robot are heard."""
    with wave.open(str(path)) as file:
        stereo = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
        rate = file.getframerate()
    frames = np.abs(stereo[: len(stereo) // rate * rate].astype(int)).reshape(-1, rate, 2)
    loud = (frames.max(axis=1) > 256).sum(axis=0)
    return {
        "seconds": len(stereo) / rate,
        "caller": int(loud[0]),
        "robot": int(loud[1]),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
