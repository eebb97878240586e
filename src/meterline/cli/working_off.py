"""Working off messages: in the robot's process again and again, or once by hand."""

import asyncio
from datetime import datetime
from pathlib import Path

import structlog
from django.conf import settings

from meterline.cli.company import DjangoCompany
from meterline.cli.message_store import DjangoMessages
from meterline.cli.snapshot import newest_snapshot, write_snapshot
from meterline.ears.service import EarsUnavailable
from meterline.ears.workers.pool import EarsPool
from meterline.errors import Mendable
from meterline.robot.call import Parts
from meterline.robot.clock import clock_from, wall_clock
from meterline.robot.company import CompanyUnavailable
from meterline.robot.errands import off_loop
from meterline.robot.left_behind import bring_in
from meterline.robot.message_work import MessageWork, Worked

log = structlog.get_logger()

EVERY_SECONDS = 60.0

PATIENCE = 120.0
"""Seconds for a message where no caller waits for the ears."""


async def keep_working_off(parts: Parts) -> None:
    """What callers left while a part was down, as soon as it is back; to be cancelled."""
    work = MessageWork(parts.ears, parts.company, DjangoMessages(parts.clock))
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await off_loop(bring_in, parts.recordings, parts.company)
            await work.run()
        except (EarsUnavailable, CompanyUnavailable) as failure:
            log.warning("messages have to wait", reason=repr(failure))
        except Exception:
            # A fault with one message must not end this for all others.
            log.exception("working off messages failed")


async def work_off_once(home: Path, model: Path | None, now: datetime | None) -> Worked:
    """Work off what waits with a recognition process of its own. Raises Mendable."""
    clock = clock_from(now) if now else wall_clock
    base = newest_snapshot(home)
    if base is None:
        base = await asyncio.to_thread(write_snapshot, home, clock())
    ears = EarsPool(1, model, base, timeout=PATIENCE)
    company = DjangoCompany(clock)
    await ears.start()
    try:
        await off_loop(bring_in, Path(settings.METERLINE_RECORDINGS), company)
        return await MessageWork(ears, company, DjangoMessages(clock)).run()
    except (EarsUnavailable, CompanyUnavailable) as failure:
        raise Mendable(
            f"messages have to wait: {failure!r}", "run: meterline doctor, then this again"
        ) from failure
    finally:
        await ears.stop()
