"""The site between browser and robot: who may call, how often, who may read the log."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from customers_made_up import customer
from django.http import StreamingHttpResponse
from django.test import AsyncClient, Client
from django.utils import timezone
from webrtc_caller import WebrtcCaller

from meterline.calls.services import Logged, log_events
from meterline.lines.browser import BrowserCarrier
from meterline.lines.port import Line
from meterline.robot.measures import Measures
from meterline.robot.signalling import start_signalling

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("loopback_media"),
]


class Robot:
    """Takes calls and remembers who called."""

    def __init__(self) -> None:
        self.callers: list[str | None] = []

    async def __call__(self, line: Line) -> None:
        self.callers.append(line.caller)
        await line.answer()


@pytest.fixture
async def robot(settings: Any) -> AsyncIterator[Robot]:
    robot = Robot()
    carrier = BrowserCarrier(robot)
    runner = await start_signalling(carrier, 0, Measures().exposition)
    settings.METERLINE_SIGNALLING_URL = f"http://127.0.0.1:{runner.addresses[0][1]}"
    settings.METERLINE_DEMO = False
    yield robot
    await carrier.close()
    await runner.cleanup()


async def ring(client: AsyncClient, **body: Any) -> tuple[int, dict[str, Any]]:
    reply = await client.post("/call/offer", data=json.dumps(body), content_type="application/json")
    return reply.status_code, json.loads(reply.content)


async def call(client: AsyncClient, **body: Any) -> str:
    """Place a call that the robot takes; its key."""
    async with WebrtcCaller() as caller:
        status, answer = await ring(client, sdp=await caller.offer(), **body)
    assert status == 200
    assert sorted(answer) == ["key", "sdp", "type"]
    return str(answer["key"])


@pytest.mark.parametrize("demo", [True, False])
async def test_only_a_demo_lets_the_caller_name_a_number(
    robot: Robot, settings: Any, demo: bool
) -> None:
    settings.METERLINE_DEMO = demo
    await call(AsyncClient(), caller="+79130001122")
    await call(AsyncClient(), caller="nonsense")
    assert robot.callers == ["+79130001122" if demo else None, None]


@pytest.mark.parametrize(
    "body", [{}, {"sdp": 1}, {"sdp": "not an offer"}, {"sdp": "x" * 70_000}], ids=str
)
async def test_bad_offer_is_told_in_russian(robot: Robot, body: dict[str, Any]) -> None:
    status, answer = await ring(AsyncClient(), **body)
    assert status == 400
    assert "Обновите страницу" in answer["message"]
    assert robot.callers == []


async def test_robot_that_is_down_is_told(settings: Any) -> None:
    settings.METERLINE_SIGNALLING_URL = "http://127.0.0.1:1"
    assert (await ring(AsyncClient(), sdp="v=0"))[0] == 502


async def test_seventh_call_of_a_minute_has_to_wait(robot: Robot) -> None:
    client = AsyncClient()
    statuses = [(await ring(client, sdp="v=0"))[0] for _ in range(7)]
    assert statuses == [400] * 6 + [429]


async def test_offer_from_another_sites_page_is_refused(robot: Robot) -> None:
    client = AsyncClient(enforce_csrf_checks=True)
    reply = await client.post("/call/offer", data="{}", content_type="application/json")
    assert reply.status_code == 403


async def write(key: str, *events: tuple[str, dict[str, Any]]) -> None:
    logged = [Logged(kind, timezone.now(), data) for kind, data in events]
    await sync_to_async(log_events)(uuid.UUID(key), logged)


async def stream(client: AsyncClient, key: str, **headers: str) -> AsyncIterator[str]:
    reply = await client.get(f"/call/{key}/log", headers=headers)
    assert isinstance(reply, StreamingHttpResponse)
    assert reply["Content-Type"] == "text/event-stream"
    async for chunk in reply:
        yield chunk.decode()


def messages(text: str) -> list[dict[str, Any]]:
    rows = [row.removeprefix("data: ") for row in text.splitlines() if row.startswith("data: ")]
    return [json.loads(row) for row in rows]


async def test_log_follows_the_call_to_its_end(robot: Robot) -> None:
    client = AsyncClient()
    key = await call(client)
    text = ""
    async with asyncio.timeout(20):
        async for chunk in stream(client, key):
            if not text:
                await write(key, ("rang", {}), ("said", {"text": "Здравствуйте"}))
            if "Здравствуйте" in chunk:
                await write(key, ("hidden", {}), ("ended", {"outcome": "done"}))
            text += chunk
    shown = [message.get("text") for message in messages(text)]
    assert shown == ["Робот снимает трубку", "Здравствуйте", "Звонок завершён", None]
    assert text.endswith("event: end\ndata: {}\n\n")


async def test_reader_who_comes_back_gets_only_what_he_missed(robot: Robot) -> None:
    client = AsyncClient()
    key = await call(client)
    await write(key, ("rang", {}), ("said", {"text": "раз"}), ("ended", {"outcome": "done"}))
    text = "".join([chunk async for chunk in stream(client, key, **{"last-event-id": "1"})])
    assert [message.get("text") for message in messages(text)] == ["Звонок завершён", None]


async def test_strangers_cannot_read_a_call(robot: Robot) -> None:
    key = await call(AsyncClient())
    assert (await AsyncClient().get(f"/call/{key}/log")).status_code == 404
    assert (await AsyncClient().get(f"/call/{uuid.uuid4()}/log")).status_code == 404


@pytest.mark.parametrize("demo", [True, False])
def test_page_shows_demo_customers_only_in_a_demo(settings: Any, demo: bool) -> None:
    settings.METERLINE_DEMO = demo
    customer("426002592", "organisation", "Аптека «Алтай»", {"single": (500, 900)})
    reply = Client().get("/call/")
    page = reply.content.decode()
    assert "Позвонить" in page
    assert ("Аптека «Алтай»" in page) is demo
    assert "script-src 'self'" in reply["Content-Security-Policy"]


def test_page_brings_no_inline_script_or_style_and_nothing_from_outside() -> None:
    page = Client().get("/call/").content.decode()
    assert "<style" not in page
    assert 'style="' not in page
    assert "onclick" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert page.count("<script") == page.count("<script src=")
