"""The carrier's own beginning and end: ports, registration, outgoing calls, silence on a key."""

import asyncio
import socket

import numpy as np
import pytest
from sip_peers import Sipp, free_port, running

from meterline.lines.caller import converse
from meterline.lines.callers import At, ScriptedCaller, Step
from meterline.lines.port import CallerHungUp, KeyPressed, Line
from meterline.lines.sip import (
    CallRefused,
    PortInUse,
    Registration,
    RegistrationFailed,
    SipCarrier,
    SipSettings,
)
from meterline.lines.tracks import sounds

pytestmark = pytest.mark.sip

TONE = (8000 * np.sin(np.arange(3 * 8000) * 2 * np.pi * 440 / 8000)).astype("<i2").tobytes()


def loud_seconds(pcm: bytes | bytearray) -> list[float]:
    """Lengths of the stretches of sound."""
    return [end - begin for begin, end in sounds(np.frombuffer(bytes(pcm), np.int16))]


async def test_port_in_use_is_named_and_the_next_start_works() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        with pytest.raises(PortInUse, match=f"127.0.0.1:{port} "):
            await SipCarrier(SipSettings(port=port)).start()
    carrier = SipCarrier(SipSettings(port=port))
    await carrier.start()
    await carrier.stop()


def account(registrar: int, password: str) -> Registration:
    return Registration(f"127.0.0.1:{registrar}", "robot", password)


async def test_registers_with_digest(sipp: Sipp) -> None:
    registrar = free_port()
    pbx = asyncio.create_task(sipp.run("registrar", port=registrar, password="a secret"))
    await asyncio.sleep(0.3)
    async with running(None, registration=account(registrar, "a secret")):
        await pbx


async def test_wrong_password_is_told_with_the_status(sipp: Sipp) -> None:
    registrar = free_port()
    pbx = asyncio.create_task(sipp.run("registrar", port=registrar, password="a secret"))
    await asyncio.sleep(0.3)
    with pytest.raises(RegistrationFailed) as failure:
        async with running(None, registration=account(registrar, "wrong")):
            pass
    assert failure.value.status == 403
    await pbx


def test_password_is_not_shown() -> None:
    assert "a secret" not in repr(SipSettings(registration=account(5060, "a secret")))


async def test_key_silences_the_robot_at_once() -> None:
    """Measured in the audio that the caller received, in which three seconds were to come."""
    seen = []

    async def robot(line: Line) -> None:
        await line.answer()
        line.write(TONE)
        async for event in line.events():
            if isinstance(event, KeyPressed):
                before = line.queued()
                line.flush()
                seen.append((before, line.queued()))
                await asyncio.sleep(0.5)
                line.write(TONE[: 16000 // 2])
            else:
                seen.append(event)

    async with running(robot) as carrier:
        line = await carrier.dial(f"sip:88003000@127.0.0.1:{carrier.settings.port}")
        side = ScriptedCaller([Step(At(0.8), keys="7")], patience=1.0)
        heard = await converse(line, side)
        await asyncio.sleep(0.1)
    (before, after), end = seen
    assert before == pytest.approx(2.2, abs=0.2)
    assert after == 0
    assert end == CallerHungUp("hung up")
    assert loud_seconds(heard.pcm) == [pytest.approx(0.8, abs=0.2), pytest.approx(0.5, abs=0.1)]
    assert len(heard.arrivals) == len(heard.pcm) // 320


async def test_words_written_right_after_a_flush_are_said() -> None:
    async def robot(line: Line) -> None:
        await line.answer()
        line.write(TONE)
        await asyncio.sleep(0.3)
        line.flush()
        line.write(TONE[:8000])
        await asyncio.sleep(line.queued() + 0.3)

    async with running(robot) as carrier:
        line = await carrier.dial(f"sip:88003000@127.0.0.1:{carrier.settings.port}")
        heard = await converse(line, ScriptedCaller([], patience=5.0))
    assert sum(loud_seconds(heard.pcm)) == pytest.approx(0.3 + 0.5, abs=0.2)


async def test_caller_shows_the_number_it_is_given() -> None:
    callers = []

    async def robot(line: Line) -> None:
        callers.append(line.caller)
        await line.answer()

    async with running(robot) as carrier:
        target = f"sip:88003000@127.0.0.1:{carrier.settings.port}"
        for number in ("+79031112233", "79031112233"):
            line = await carrier.dial(target, caller=number)
            await converse(line, ScriptedCaller([]))
    assert callers == ["+79031112233"] * 2


async def test_nobody_answers_or_everybody_declines() -> None:
    async with running(None) as carrier:
        with pytest.raises(CallRefused) as declined:
            await carrier.dial(f"sip:1@127.0.0.1:{carrier.settings.port}")
        with pytest.raises(CallRefused) as silent:
            await carrier.dial(f"sip:1@127.0.0.1:{free_port()}", patience=0.5)
    assert declined.value.status == 486
    assert silent.value.status is None


async def test_stop_hangs_up_and_ends_the_handlers() -> None:
    ended = []

    async def robot(line: Line) -> None:
        await line.answer()
        try:
            async for _ in line.events():
                pass
        finally:
            ended.append(line.closed)

    async with running(robot) as carrier:
        await carrier.dial(f"sip:1@127.0.0.1:{carrier.settings.port}")
    assert ended == [True]
