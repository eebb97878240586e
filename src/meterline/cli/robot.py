"""`meterline robot`: the program that answers calls, over SIP and from browsers."""

import asyncio
import os
from pathlib import Path

import typer

from meterline.cli.home import HOME_OPTION, parse_now, set_up
from meterline.cli.model_choice import chosen_model
from meterline.cli.robot_settings import (
    PASSWORD_VARIABLE,
    RobotSettings,
    checked_target,
    sip_settings,
)
from meterline.logs import set_up_logs

RESERVED_CORES = 1
"""Cores left to the SIP stack and the conversation when counting recognition processes."""

TALKS_A_PROCESS = 20
"""Conversations that one recognition process serves: they take some 0.6 of a core."""

FEWEST_EARS = 2
"""So that one remains while a dead one is replaced."""


def robot(
    sip_host: str = typer.Option(
        "127.0.0.1", envvar="METERLINE_SIP_HOST", help="Address for SIP; 0.0.0.0 for all."
    ),
    sip_port: int = typer.Option(
        5060, envvar="METERLINE_SIP_PORT", help="Port for SIP, UDP and TCP."
    ),
    rtp_ports: str = typer.Option(
        "10000-10998", envvar="METERLINE_RTP_PORTS", help="First and last UDP port of the media."
    ),
    register: str | None = typer.Option(
        None,
        envvar="METERLINE_SIP_REGISTER",
        help=f"user@pbx[:port] to register as; the password comes from {PASSWORD_VARIABLE}. "
        "Without it the robot is the end of a trunk.",
    ),
    browser_port: int = typer.Option(
        8043, envvar="METERLINE_SIGNALLING_PORT", help="Loopback port for the site's calls."
    ),
    workers: int = typer.Option(
        0, envvar="METERLINE_EARS", help="Recognition processes; 0: by the cores."
    ),
    max_calls: int = typer.Option(
        60, envvar="METERLINE_MAX_CALLS", help="Calls at once; the next is answered 486."
    ),
    max_talks: int = typer.Option(
        0,
        envvar="METERLINE_MAX_TALKS",
        help="Conversations at once; further callers leave a message. "
        f"0: {TALKS_A_PROCESS} a recognition process.",
    ),
    reminder_lines: int = typer.Option(
        0, envvar="METERLINE_REMINDER_LINES", help="Reminding calls at once; 0: none."
    ),
    reminder_target: str = typer.Option(
        "",
        envvar="METERLINE_REMINDER_TARGET",
        help="Where reminding calls go, as sip:{number}@trunk.example.ru.",
    ),
    model: str | None = typer.Option(
        None,
        envvar="METERLINE_MODEL",
        help="Name of an installed letter model, or its .onnx file; else the bundled one.",
    ),
    now: str | None = typer.Option(
        None, help="Begin at this moment (ISO 8601 with zone), to try a pack at its own date."
    ),
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
        most_talks=max_talks or TALKS_A_PROCESS * workers,
        reminder_lines=reminder_lines,
        reminder_target=checked_target(reminder_target, reminder_lines),
    )
    set_up_logs()
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up
    from meterline.cli.serving import serve  # noqa: PLC0415

    require_migrated()
    asyncio.run(serve(settings))
