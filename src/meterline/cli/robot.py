"""`meterline robot`: the program that answers calls, over SIP and from browsers."""

import asyncio
import os
from pathlib import Path

from meterline.cli import robot_options as options
from meterline.cli.home import HOME_OPTION, parse_now, set_up
from meterline.cli.model_choice import chosen_model
from meterline.cli.robot_settings import (
    RobotSettings,
    checked_target,
    sip_settings,
)
from meterline.logs import set_up_logs

RESERVED_CORES = 1
"""Cores left to the SIP stack and the conversation when counting recognition processes."""

FEWEST_EARS = 2
"""So that one remains while a dead one is replaced."""


def robot(
    sip_host: str = options.SIP_HOST,
    sip_port: int = options.SIP_PORT,
    rtp_ports: str = options.RTP_PORTS,
    register: str | None = options.REGISTER,
    browser_port: int = options.BROWSER_PORT,
    workers: int = options.WORKERS,
    max_calls: int = options.MAX_CALLS,
    max_talks: int = options.MAX_TALKS,
    reminder_lines: int = options.REMINDER_LINES,
    reminder_target: str = options.REMINDER_TARGET,
    model: str | None = options.MODEL,
    now: str | None = options.NOW,
    home: Path = HOME_OPTION,
) -> None:
    """Answer calls until interrupted; calls in progress are then seen through."""
    workers = workers or max(FEWEST_EARS, (os.cpu_count() or 1) - RESERVED_CORES)
    settings = RobotSettings(
        home=set_up(home),
        sip=sip_settings(sip_host, sip_port, rtp_ports, register, max_calls),
        browser_port=browser_port,
        workers=workers,
        now=parse_now(now),
        model=chosen_model(model, home.absolute()),
        most_talks=max_talks or options.TALKS_A_PROCESS * workers,
        reminder_lines=reminder_lines,
        reminder_target=checked_target(reminder_target, reminder_lines),
    )
    set_up_logs()
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up
    from meterline.cli.serving import serve  # noqa: PLC0415

    require_migrated()
    asyncio.run(serve(settings))
