"""The composition root: a robot with its carriers, ears, voice and the company's data."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import structlog
import typer
from aiohttp.web import AppRunner
from django.conf import settings as django_settings
from django.db import Error as DatabaseFailure

from meterline.cli.checks import udp_port_free
from meterline.cli.company import DjangoCompany, require_branches
from meterline.cli.reminding import DjangoReminders, dialler
from meterline.cli.robot_settings import RobotSettings
from meterline.cli.snapshot import newest_snapshot, write_snapshot
from meterline.cli.voice import CompanyVoice, keep_voice
from meterline.cli.web import require_free_port
from meterline.cli.working_off import keep_working_off
from meterline.ears.service import EarsUnavailable
from meterline.ears.workers.pool import EarsPool
from meterline.errors import Mendable
from meterline.language.speech import Phrase
from meterline.lines.browser import BrowserCarrier
from meterline.lines.sip import CarrierFailed, PortInUse, SipCarrier, SipSettings
from meterline.mouth.flow import hours_said, required_clips
from meterline.robot.call import Parts
from meterline.robot.clock import Clock, clock_from, wall_clock
from meterline.robot.measures import Measures
from meterline.robot.reminding import Reminder
from meterline.robot.robot import Robot
from meterline.robot.signalling import LOOPBACK, start_signalling

log = structlog.get_logger()

FIRST_PHRASES = ("notice.recording", "menu.open", "menu.closed", "dictate.ask", "dictate.known")
"""Said to nearly every caller, before anything else has been decoded."""

REFRESH_SECONDS = 600.0
"""How often the ears get a new snapshot of the customer base."""

DRAIN_SECONDS = 30.0
"""How long calls in progress may go on after the robot was told to stop."""


async def serve(settings: RobotSettings) -> None:
    """Answer calls until SIGTERM or SIGINT. Raises Mendable."""
    # Asked first, so that a busy port is told at once and not after everything is loaded.
    udp_port_free(settings.sip.host, settings.sip.port)
    require_free_port(LOOPBACK, settings.browser_port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, stop.set)
    async with running_parts(settings) as parts, AsyncExitStack() as stack:
        robot = await _started(parts, settings)
        messages = asyncio.create_task(keep_working_off(parts))
        stack.callback(messages.cancel)
        sip = await _listen(settings.sip, robot)
        stack.push_async_callback(sip.stop)
        stack.callback(_remind(robot, sip, parts.clock, settings).cancel)
        browser = BrowserCarrier(robot.handle, dialled=settings.sip.number)
        stack.push_async_callback(browser.close)
        stack.push_async_callback(robot.drain, DRAIN_SECONDS)
        door = await _open_door(browser, settings.browser_port, parts.measures)
        stack.push_async_callback(door.cleanup)
        typer.echo(f"meterline robot ready: sip:{settings.sip.host}:{settings.sip.port}")
        await stop.wait()


@asynccontextmanager
async def running_robot(settings: RobotSettings) -> AsyncIterator[Robot]:
    """A robot with ears, voice and data, without carriers."""
    async with running_parts(settings) as parts:
        yield await _started(parts, settings)


async def _started(parts: Parts, settings: RobotSettings) -> Robot:
    robot = Robot(parts, settings.most_talks)
    parts.measures.watch_calls(robot)
    await robot.start()
    return robot


@asynccontextmanager
async def running_parts(settings: RobotSettings) -> AsyncIterator[Parts]:
    """What a robot's calls share: the ears run, the voice is warm, the data can be had."""
    clock = clock_from(settings.now) if settings.now else wall_clock
    await asyncio.to_thread(require_branches, clock())
    base = newest_snapshot(settings.home)
    fresh = base is None
    if base is None:
        base = await asyncio.to_thread(write_snapshot, settings.home, clock())
    ears = EarsPool(settings.workers, settings.model, base)
    _, voice = await asyncio.gather(ears.start(), asyncio.to_thread(warm_voice))
    recordings = Path(django_settings.METERLINE_RECORDINGS)
    company = DjangoCompany(clock, lambda: hours_said(voice.clips.has))
    refreshing = asyncio.create_task(_refresh(ears, settings.home, clock, at_once=not fresh))
    changing = asyncio.create_task(keep_voice(voice))
    try:
        parts = Parts(ears, voice.mouth, company, clock, recordings)
        parts.measures.watch_recognition(ears)
        yield parts
    finally:
        refreshing.cancel()
        changing.cancel()
        await ears.stop()


def warm_voice() -> CompanyVoice:
    """The voice with the phrases of every call's beginning decoded already.

    Raises Mendable if something of the flow cannot be said.
    """
    voice = CompanyVoice()
    voice.clips.check(required_clips())
    if voice.spoilt:
        log.error("recordings of phrases cannot be read", keys=voice.spoilt)
    for key in FIRST_PHRASES:
        voice.mouth.render((Phrase(key),))
    return voice


async def _refresh(ears: EarsPool, home: Path, clock: Clock, *, at_once: bool) -> None:
    """Give the ears a new snapshot now and then; a failure leaves them the old one."""
    await asyncio.sleep(0 if at_once else REFRESH_SECONDS)
    while True:
        try:
            await ears.refresh(await asyncio.to_thread(write_snapshot, home, clock()))
        except (EarsUnavailable, OSError, DatabaseFailure) as failure:
            log.warning("customer base not refreshed", reason=repr(failure))
        await asyncio.sleep(REFRESH_SECONDS)


def _remind(
    robot: Robot, sip: SipCarrier, clock: Clock, settings: RobotSettings
) -> asyncio.Task[None]:
    reminder = Reminder(
        DjangoReminders(clock),
        dialler(sip, settings.reminder_target),
        lambda line, due: robot.remind(line, due.account),
        settings.reminder_lines,
        robot.may_remind,
    )
    return asyncio.create_task(reminder.run())


async def _listen(settings: SipSettings, robot: Robot) -> SipCarrier:
    sip = SipCarrier(settings)
    try:
        await sip.start(robot.handle)
    except PortInUse as taken:
        raise Mendable(
            f"SIP port {taken.port} on {taken.host} is in use",
            "stop the other program or choose another with --sip-port",
        ) from taken
    except CarrierFailed as failure:
        raise Mendable(
            f"SIP does not start: {failure}", "check --sip-host, --register and the PBX"
        ) from failure
    return sip


async def _open_door(browser: BrowserCarrier, port: int, measures: Measures) -> AppRunner:
    try:
        return await start_signalling(browser, port, measures.exposition)
    except OSError as error:
        raise Mendable(
            f"port {port} on 127.0.0.1 is in use",
            "stop the other program or choose another with --browser-port",
        ) from error
