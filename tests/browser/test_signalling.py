"""The robot's HTTP door: what the web site can rely on."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from webrtc_caller import WebrtcCaller

from meterline.lines.browser import BrowserCarrier
from meterline.lines.port import Line
from meterline.robot.measures import Measures
from meterline.robot.signalling import start_signalling

pytestmark = pytest.mark.usefixtures("loopback_media")


async def stay(line: Line) -> None:
    await line.answer()
    async for _ in line.events():
        pass


@pytest.fixture
async def door() -> AsyncIterator[str]:
    carrier = BrowserCarrier(stay, max_calls=1)
    runner = await start_signalling(carrier, 0, Measures().exposition)
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await carrier.close()
    await runner.cleanup()


async def post(url: str, body: object, content_type: str = "application/json") -> tuple[int, str]:
    data = body if isinstance(body, str) else json.dumps(body)
    async with (
        aiohttp.ClientSession() as session,
        session.post(url + "/offer", data=data, headers={"Content-Type": content_type}) as reply,
    ):
        return reply.status, await reply.text()


async def health(url: str) -> object:
    async with aiohttp.ClientSession() as session, session.get(url + "/health") as reply:
        return await reply.json()


async def test_offer_begins_a_call_and_a_second_one_finds_no_room(door: str) -> None:
    assert door.startswith("http://127.0.0.1:")
    async with WebrtcCaller() as caller, WebrtcCaller() as second:
        status, text = await post(door, {"sdp": await caller.offer(), "caller": "+79130000000"})
        answer = json.loads(text)
        assert status == 200
        assert sorted(answer) == ["key", "sdp", "type"]
        await caller.take_answer(answer["sdp"])
        assert await health(door) == {"calls": 1, "room": False}
        status, _ = await post(door, {"sdp": await second.offer()})
        assert status == 503


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ({}, 400),
        ({"sdp": 5}, 400),
        ({"sdp": "nonsense"}, 400),
        ({"sdp": "nonsense", "caller": "DROP TABLE"}, 400),
        ({"sdp": "nonsense", "caller": 79130000000}, 400),
        ({"sdp": "x" * 70_000}, 413),
    ],
)
async def test_bad_requests_are_refused(door: str, body: object, status: int) -> None:
    assert (await post(door, body))[0] == status
    assert await health(door) == {"calls": 0, "room": True}


async def test_plain_text_from_another_sites_page_is_refused(door: str) -> None:
    assert (await post(door, {"sdp": "x"}, "text/plain"))[0] == 415


async def test_port_in_use_is_told() -> None:
    carrier = BrowserCarrier(stay)
    runner = await start_signalling(carrier, 0, Measures().exposition)
    with pytest.raises(OSError, match="in use"):
        await start_signalling(carrier, runner.addresses[0][1], Measures().exposition)
    await runner.cleanup()
