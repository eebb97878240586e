"""What one robot process needs to know, made of the command line's texts."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from meterline.errors import Mendable
from meterline.lines.sip import Registration, SipSettings

PASSWORD_VARIABLE = "METERLINE_SIP_PASSWORD"  # noqa: S105 - the variable's name, not a secret


@dataclass(frozen=True)
class RobotSettings:
    """All that one robot process needs to know.

    Callers beyond `most_talks` conversations are asked to leave a message; those beyond
    the SIP settings' calls are turned away. Reminders go over `reminder_target`, an address
    with `{number}` in it, at most `reminder_lines` at once (0: none).
    """

    home: Path
    sip: SipSettings
    browser_port: int
    workers: int
    now: datetime | None
    model: Path | None
    most_talks: int | None = None
    reminder_lines: int = 0
    reminder_target: str = ""


def sip_settings(
    host: str, port: int, rtp_ports: str, register: str | None, max_calls: int
) -> SipSettings:
    """SIP settings from the command line's texts. Raises BadParameter, Mendable."""
    first, _, last = rtp_ports.partition("-")
    if not (first.isdigit() and last.isdigit()):
        raise typer.BadParameter("expected --rtp-ports FIRST-LAST, as 10000-10998")
    return SipSettings(
        host=host,
        port=port,
        rtp_ports=(int(first), int(last)),
        registration=registration(register) if register else None,
        max_calls=max_calls,
    )


def registration(account: str) -> Registration:
    """The PBX account `user@domain`. Raises BadParameter, Mendable."""
    user, _, domain = account.partition("@")
    if not (user and domain):
        raise typer.BadParameter("expected --register USER@PBX or USER@PBX:PORT")
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None:
        raise Mendable("the PBX account has no password", f"set {PASSWORD_VARIABLE}")
    return Registration(domain, user, password)


def checked_target(target: str, lines: int) -> str:
    """Where reminding calls go. Raises BadParameter where there are lines and no target."""
    if lines and "{number}" not in target:
        raise typer.BadParameter("expected --reminder-target sip:{number}@TRUNK")
    return target
