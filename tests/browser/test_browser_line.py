"""`BrowserLine` against a real WebRTC peer on 127.0.0.1."""

import asyncio
import uuid
from collections.abc import Callable

import pytest
from tones import loudest, tone
from webrtc_caller import WebrtcCaller

from meterline.lines.browser import BrowserCarrier, BrowserLine, OfferRefused
from meterline.lines.port import (
    CallerHungUp,
    KeyPressed,
    Line,
    LineClosed,
    LineEvent,
    TransferRefused,
)

pytestmark = pytest.mark.usefixtures("loopback_media")


class Robot:
    """Answers and waits; the test plays the robot's part on `line`."""

    def __init__(self) -> None:
        self.calls: asyncio.Queue[BrowserLine] = asyncio.Queue()
        self.events: list[LineEvent] = []
        self.ended = asyncio.Event()

    async def __call__(self, line: Line) -> None:
        assert isinstance(line, BrowserLine)
        await line.answer()
        self.calls.put_nowait(line)
        async for event in line.events():
            self.events.append(event)
        self.ended.set()


async def until(met: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not met():  # noqa: ASYNC110 - what is waited for lies in another peer
            await asyncio.sleep(0.02)


async def gather(read: Callable[[], bytes], hertz: float) -> bytes:
    """Read until half a second of the tone has come."""
    pcm = b""

    def heard() -> bool:
        nonlocal pcm
        pcm += read()
        return len(pcm) >= 8000 and abs(loudest(pcm[-8000:]) - hertz) < 10

    await until(heard)
    return pcm


@pytest.mark.parametrize("codec", ["audio/PCMA", "audio/PCMU", "audio/opus"])
async def test_both_hear_each_other(codec: str) -> None:
    robot = Robot()
    carrier = BrowserCarrier(robot, dialled="88001000000")
    async with WebrtcCaller(codec) as caller:
        caller.voice.write(tone(440, 5))
        await caller.dial(carrier, "+79130000000")
        line = await robot.calls.get()
        assert (line.carrier, line.caller, line.dialled) == (
            "browser",
            "+79130000000",
            "88001000000",
        )
        assert uuid.UUID(line.key) == uuid.UUID(caller.key)
        line.write(tone(1200, 5))
        await gather(line.read, 440)
        await gather(caller.heard.take, 1200)
        await until(lambda: line.statistics().packets_received > 0)
        assert line.statistics().packets_lost == 0
        await carrier.close()


async def test_robot_falls_silent_when_flushed() -> None:
    robot = Robot()
    carrier = BrowserCarrier(robot)
    async with WebrtcCaller() as caller:
        await caller.dial(carrier)
        line = await robot.calls.get()
        line.write(tone(1200, 10))
        await gather(caller.heard.take, 1200)
        line.flush()
        assert line.queued() == 0
        await until(lambda: loudest(caller.heard.take()[-1600:]) == 0)
        await carrier.close()


async def test_keys_come_in_order_and_nothing_else_counts() -> None:
    robot = Robot()
    carrier = BrowserCarrier(robot)
    async with WebrtcCaller() as caller:
        await caller.dial(carrier)
        for message in ["7", "1", "77", "", "a", "*", "#", "0"]:
            caller.send(message)
        await until(lambda: len(robot.events) == 5)
        assert robot.events == [KeyPressed(key) for key in "71*#0"]
        await carrier.close()


async def test_hang_up_button_ends_the_call() -> None:
    robot = Robot()
    carrier = BrowserCarrier(robot)
    async with WebrtcCaller() as caller:
        await caller.dial(carrier)
        caller.send("7")
        caller.send("hang-up")
        await asyncio.wait_for(robot.ended.wait(), 10)
        assert robot.events == [KeyPressed("7"), CallerHungUp("the caller hung up")]
        await until(lambda: carrier.calls == 0)


async def test_closed_browser_ends_the_call() -> None:
    robot = Robot()
    carrier = BrowserCarrier(robot)
    async with WebrtcCaller() as caller:
        await caller.dial(carrier)
        await robot.calls.get()
        await caller.vanish()
        await asyncio.wait_for(robot.ended.wait(), 10)
        assert isinstance(robot.events[-1], CallerHungUp)
        await until(lambda: carrier.calls == 0)


async def test_robot_hangs_up() -> None:
    robot = Robot()
    carrier = BrowserCarrier(robot)
    async with WebrtcCaller() as caller:
        await caller.dial(carrier)
        line = await robot.calls.get()
        await line.hang_up()
        await line.hang_up()
        await asyncio.wait_for(caller.hung_up.wait(), 10)
        await asyncio.wait_for(robot.ended.wait(), 10)
        assert robot.events == []
        line.write(tone(500, 0.02))
        assert line.queued() == 0


async def test_transfer_is_refused_and_the_call_lives() -> None:
    robot = Robot()
    carrier = BrowserCarrier(robot)
    async with WebrtcCaller() as caller:
        await caller.dial(carrier)
        line = await robot.calls.get()
        with pytest.raises(TransferRefused):
            await line.transfer("sip:700@127.0.0.1")
        caller.send("5")
        await until(lambda: robot.events == [KeyPressed("5")])
        await carrier.close()


async def test_caller_who_never_connects_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meterline.lines.browser.CONNECT_SECONDS", 0.2)
    closed: asyncio.Queue[LineClosed] = asyncio.Queue()

    async def handler(line: Line) -> None:
        try:
            await line.answer()
        except LineClosed as error:
            closed.put_nowait(error)
            raise

    carrier = BrowserCarrier(handler)
    async with WebrtcCaller() as caller:
        await carrier.offer(await caller.offer())
        assert isinstance(await asyncio.wait_for(closed.get(), 10), LineClosed)
        await until(lambda: carrier.calls == 0)


async def test_no_more_calls_than_allowed() -> None:
    robot = Robot()
    carrier = BrowserCarrier(robot, max_calls=1)
    async with WebrtcCaller() as first, WebrtcCaller() as second:
        offers = [await first.offer(), await second.offer()]
        results = await asyncio.gather(*map(carrier.offer, offers), return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == [
            "BrowserAnswer",
            "CarrierBusy",
        ]
        await carrier.close()
    assert carrier.has_room


async def test_closing_ends_calls_that_have_only_just_arrived() -> None:
    carrier = BrowserCarrier(Robot())
    async with WebrtcCaller() as caller:
        answer = await carrier.offer(await caller.offer())
        closing = asyncio.create_task(carrier.close())
        connecting = asyncio.create_task(caller.take_answer(answer.sdp))
        await closing
        done, _ = await asyncio.wait([connecting], timeout=0.5)
        assert not done
        connecting.cancel()
        assert carrier.calls == 0


async def test_failing_handler_ends_only_its_call() -> None:
    async def handler(line: Line) -> None:
        await line.answer()
        raise RuntimeError("broken robot")

    carrier = BrowserCarrier(handler)
    async with WebrtcCaller() as caller:
        await caller.dial(carrier)
        assert await asyncio.wait_for(caller.hung_up.wait(), 10)
        await until(lambda: carrier.has_room and carrier.calls == 0)


AUDIO = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\n"


@pytest.mark.parametrize(
    "sdp",
    ["", "hello", "v=0\r\n", AUDIO, AUDIO + AUDIO[-33:], "m=audio x", "\x00" * 100],
    ids=["empty", "text", "no media", "no keys", "two streams", "broken", "zeros"],
)
async def test_garbage_is_refused_and_leaves_no_call(sdp: str) -> None:
    carrier = BrowserCarrier(Robot())
    with pytest.raises(OfferRefused):
        await carrier.offer(sdp)
    assert carrier.calls == 0


async def test_offer_with_too_many_candidates_is_refused() -> None:
    carrier = BrowserCarrier(Robot())
    async with WebrtcCaller() as caller:
        sdp = await caller.offer()
        candidate = next(row for row in sdp.splitlines() if row.startswith("a=candidate"))
        with pytest.raises(OfferRefused, match="candidates"):
            await carrier.offer(sdp + 100 * f"{candidate}\r\n")


async def test_offer_of_video_only_is_refused() -> None:
    carrier = BrowserCarrier(Robot())
    async with WebrtcCaller() as caller:
        sdp = (await caller.offer()).replace("m=audio", "m=video")
        with pytest.raises(OfferRefused):
            await carrier.offer(sdp)
