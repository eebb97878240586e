"""The options of `meterline robot`; each has a variable of the environment."""

import typer

from meterline.cli.robot_settings import PASSWORD_VARIABLE

TALKS_A_PROCESS = 20
"""Conversations that one recognition process serves: they take some 0.6 of a core."""

SIP_HOST = typer.Option(
    "127.0.0.1", envvar="METERLINE_SIP_HOST", help="Address for SIP; 0.0.0.0 for all."
)

SIP_PORT = typer.Option(5060, envvar="METERLINE_SIP_PORT", help="Port for SIP, UDP and TCP.")

RTP_PORTS = typer.Option(
    "10000-10998", envvar="METERLINE_RTP_PORTS", help="First and last UDP port of the media."
)

REGISTER = typer.Option(
    None,
    envvar="METERLINE_SIP_REGISTER",
    help=f"user@pbx[:port] to register as; the password comes from {PASSWORD_VARIABLE}. "
    "Without it the robot is the end of a trunk.",
)

BROWSER_PORT = typer.Option(
    8043, envvar="METERLINE_SIGNALLING_PORT", help="Loopback port for the site's calls."
)

WORKERS = typer.Option(0, envvar="METERLINE_EARS", help="Recognition processes; 0: by the cores.")

MAX_CALLS = typer.Option(
    60, envvar="METERLINE_MAX_CALLS", help="Calls at once; the next is answered 486."
)

MAX_TALKS = typer.Option(
    0,
    envvar="METERLINE_MAX_TALKS",
    help="Conversations at once; further callers leave a message. "
    f"0: {TALKS_A_PROCESS} a recognition process.",
)

REMINDER_LINES = typer.Option(
    0, envvar="METERLINE_REMINDER_LINES", help="Reminding calls at once; 0: none."
)

REMINDER_TARGET = typer.Option(
    "",
    envvar="METERLINE_REMINDER_TARGET",
    help="Where reminding calls go, as sip:{number}@trunk.example.ru.",
)

MODEL = typer.Option(
    None,
    envvar="METERLINE_MODEL",
    help="Name of an installed letter model, or its .onnx file; else the bundled one.",
)

NOW = typer.Option(
    None, help="Begin at this moment (ISO 8601 with zone), to try a pack at its own date."
)
