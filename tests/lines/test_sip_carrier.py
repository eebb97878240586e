"""The carrier's own beginning and end: ports, registration, outgoing calls, silence on a key."""

import asyncio
import socket

import numpy as np
import pytest
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
from sip_peers import Sipp, free_port, running

pytestmark = pytest.mark.sip

TONE = (8000 * np.sin(np.arange(3 * 8000) * 2 * np.pi * 440 / 8000)).astype("<i2").tobytes()


def loud_seconds(pcm: bytes) -> tuple[float, float]:
    """First and last loud moment."""
    loud = np.flatnonzero(np.abs(np.frombuffer(pcm, "<i2").astype(int)) > 1000)
    return loud[0] / 8000, (loud[-1] + 1) / 8000


async def test_port_in_use_is_named_and_the_next_start_works():
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


async def test_registers_with_digest(sipp: Sipp):
    registrar = free_port()
    pbx = asyncio.create_task(sipp.run("registrar", port=registrar, password="a secret"))
    await asyncio.sleep(0.3)
    async with running(None, registration=account(registrar, "a secret")):
        await pbx


async def test_wrong_password_is_told_with_the_status(sipp: Sipp):
    registrar = free_port()
    pbx = asyncio.create_task(sipp.run("registrar", port=registrar, password="a secret"))
    await asyncio.sleep(0.3)
    with pytest.raises(RegistrationFailed) as failure:
        async with running(None, registration=account(registrar, "wrong")):
            pass
    assert failure.value.status == 403
    await pbx


def test_password_is_not_shown():
    assert "a secret" not in repr(SipSettings(registration=account(5060, "a secret")))


async def test_key_silences_the_robot_within_60_ms_of_audio():
    """Measured in the caller's own audio: the key's place in what it sent and heard is known."""
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
    samples = np.abs(np.frombuffer(bytes(heard.pcm), "<i2").astype(int)) > 1000
    first, last = loud_seconds(bytes(heard.pcm))
    # What went out before the key and half a second after it, not the three seconds written.
    assert samples.sum() * 1.1 / 8000 == pytest.approx(0.8 + 0.5, abs=0.25)
    assert last - first == pytest.approx(0.8 + 0.5 + 0.5, abs=0.25)
    assert len(heard.arrivals) == len(heard.pcm) // 320


async def test_words_written_right_after_a_flush_are_said():
    async def robot(line: Line) -> None:
        await line.answer()
        line.write(TONE)
        await asyncio.sleep(0.3)
        line.flush()
        line.write(TONE[:8000])
        while line.queued():
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)

    async with running(robot) as carrier:
        line = await carrier.dial(f"sip:88003000@127.0.0.1:{carrier.settings.port}")
        heard = await converse(line, ScriptedCaller([], patience=5.0))
    first, last = loud_seconds(bytes(heard.pcm))
    assert last - first == pytest.approx(0.3 + 0.5, abs=0.2)


async def test_caller_shows_the_number_it_is_given():
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


async def test_nobody_answers_or_everybody_declines():
    async with running(None) as carrier:
        with pytest.raises(CallRefused) as declined:
            await carrier.dial(f"sip:1@127.0.0.1:{carrier.settings.port}")
        with pytest.raises(CallRefused) as silent:
            await carrier.dial(f"sip:1@127.0.0.1:{free_port()}", patience=0.5)
    assert declined.value.status == 486
    assert silent.value.status is None


async def test_stop_hangs_up_and_ends_the_handlers():
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
