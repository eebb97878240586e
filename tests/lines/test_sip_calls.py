"""Calls by sipp, another maker's SIP, to the carrier."""

import asyncio
import random
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
from sip_peers import SPEECH_SECONDS, Sipp, running

from meterline.lines.port import (
    FRAME_BYTES,
    CallerHungUp,
    KeyPressed,
    Line,
    LineClosed,
    TransferRefused,
)

pytestmark = pytest.mark.sip


class Robot:
    """Answers, keeps what it hears and sees; `act` is what it does of its own."""

    def __init__(self, act: Callable[[Line], Awaitable[object]] | None = None) -> None:
        self.act = act
        self.lines: list[Line] = []
        self.pcm = b""
        self.events = []
        self.outcome = None
        self.over = asyncio.Event()

    async def __call__(self, line: Line) -> None:
        self.lines.append(line)
        await line.answer()
        listening = asyncio.create_task(self._listen(line))
        if self.act is not None:
            self.outcome = await self.act(line)
        async for event in line.events():
            self.events.append(event)
        listening.cancel()
        self.over.set()

    async def _listen(self, line: Line) -> None:
        while True:
            self.pcm += line.read()
            await asyncio.sleep(0.02)


async def test_caller_is_heard_and_known(sipp: Sipp) -> None:
    robot = Robot()
    async with running(robot) as carrier:
        await sipp.run("caller_talks", carrier.settings.port, milliseconds=1500)
        await asyncio.sleep(0.1)
    (line,) = robot.lines
    assert (line.caller, line.dialled, line.carrier) == ("+79161234567", "88003000", "sip")
    assert robot.events == [CallerHungUp("hung up")]
    loud = np.abs(np.frombuffer(robot.pcm, "<i2").astype(int)) > 500
    assert len(robot.pcm) % FRAME_BYTES == 0
    assert loud.sum() / 8000 == pytest.approx(SPEECH_SECONDS, abs=0.1)
    assert line.statistics().packets_received == pytest.approx(50, abs=5)


async def test_trunk_states_the_number_of_a_caller_who_is_anonymous_in_from(sipp: Sipp) -> None:
    robot = Robot()
    async with running(robot) as carrier:
        await sipp.run(
            "caller_talks",
            carrier.settings.port,
            caller="<sip:anonymous@anonymous.invalid>",
            extra="P-Asserted-Identity: <sip:84951234567@127.0.0.1>",
        )
        await sipp.run(
            "caller_talks", carrier.settings.port, caller="<sip:anonymous@anonymous.invalid>"
        )
    assert [line.caller for line in robot.lines] == ["+74951234567", None]


async def test_keys_by_sip_info(sipp: Sipp) -> None:
    robot = Robot()
    async with running(robot) as carrier:
        await sipp.run("caller_presses", carrier.settings.port)
        await asyncio.sleep(0.1)
    assert robot.events == [KeyPressed("7"), KeyPressed("#"), CallerHungUp("hung up")]


async def test_robot_hangs_up(sipp: Sipp) -> None:
    async def act(line: Line) -> None:
        await asyncio.sleep(0.2)
        await line.hang_up()
        await line.hang_up()

    robot = Robot(act)
    async with running(robot) as carrier:
        await sipp.run("caller_stays", carrier.settings.port)
        await asyncio.sleep(0.1)
    assert robot.events == []  # our own hang-up is no news


async def test_foreign_codec_is_refused_with_488(sipp: Sipp) -> None:
    robot = Robot()
    async with running(robot) as carrier:
        await sipp.run("caller_without_codec", carrier.settings.port, codecs="18")
    assert robot.lines == []


async def test_call_over_the_limit_is_refused_with_486_and_the_first_goes_on(
    sipp: Sipp, tmp_path: Path
) -> None:
    robot = Robot()
    (tmp_path / "second").mkdir()
    async with running(robot, max_calls=1) as carrier:
        first = asyncio.create_task(
            sipp.run("caller_talks", carrier.settings.port, milliseconds=1000)
        )
        await asyncio.sleep(0.5)
        await Sipp(tmp_path / "second").run("caller_too_many", carrier.settings.port)
        await first
    assert len(robot.lines) == 1


async def test_caller_who_vanishes_is_let_go(sipp: Sipp) -> None:
    robot = Robot()
    async with running(robot, vanished_after=1) as carrier:
        await sipp.run("caller_vanishes", carrier.settings.port)
        await asyncio.wait_for(robot.over.wait(), 5)
    assert robot.events == [CallerHungUp("media lost")]


async def test_caller_who_gives_up_while_it_rings(sipp: Sipp) -> None:
    outcomes = []

    async def slow(line: Line) -> None:
        await asyncio.sleep(0.5)
        try:
            await line.answer()
        except LineClosed:
            outcomes.append([event async for event in line.events()])

    async with running(slow) as carrier:
        await sipp.run("caller_gives_up", carrier.settings.port)
        await asyncio.sleep(0.4)
    assert len(outcomes) == 1
    assert isinstance(outcomes[0][0], CallerHungUp)


@pytest.mark.parametrize(
    ("scenario", "outcome"),
    [
        ("transfer_done", ("done", False)),
        ("transfer_busy", ("busy", True)),
        ("transfer_refused", ("refused", True)),
        ("transfer_silent", ("refused", True)),
    ],
)
async def test_transfer(sipp: Sipp, scenario: str, outcome: tuple[str, bool]) -> None:
    async def act(line: Line) -> tuple[str, bool]:
        await asyncio.sleep(0.3)
        try:
            await line.transfer("sip:700@127.0.0.1")
        except TransferRefused as refusal:
            alive = not line.closed
            await line.hang_up()
            return ("busy" if refusal.busy else "refused", alive)
        return ("done", not line.closed)

    robot = Robot(act)
    async with running(robot, transfer_timeout=0.7) as carrier:
        await sipp.run(scenario, carrier.settings.port)
        await asyncio.sleep(0.1)
    assert robot.outcome == outcome
    assert robot.events == []


async def test_handler_that_fails_ends_its_own_call_only(sipp: Sipp) -> None:
    calls = []

    async def handler(line: Line) -> None:
        calls.append(line)
        await line.answer()
        if len(calls) == 1:
            raise RuntimeError("a defect of the robot")
        async for _ in line.events():
            pass

    async with running(handler) as carrier:
        await sipp.run("caller_stays", carrier.settings.port)
        await sipp.run("caller_talks", carrier.settings.port)
    assert len(calls) == 2


async def test_garbage_datagrams_do_no_harm(sipp: Sipp) -> None:
    robot = Robot()
    seeded = random.Random(7)
    async with running(robot) as carrier:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            address = ("127.0.0.1", carrier.settings.port)
            for size in range(0, 1200, 4):
                sender.sendto(seeded.randbytes(size), address)
                sender.sendto(b"INVITE sip:x SIP/2.0\r\n" + seeded.randbytes(size), address)
        await sipp.run("caller_talks", carrier.settings.port)
    assert [line.caller for line in robot.lines] == ["+79161234567"]
