"""`meterline call`: a program plays the caller, into a robot of its own or over real SIP."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import typer

from meterline.cli.home import HOME_OPTION, parse_now, set_up
from meterline.cli.robot_settings import RobotSettings
from meterline.errors import Mendable
from meterline.lines.callers import CallerSide, RobotSilent, ScriptedCaller, Step
from meterline.lines.sip import SipSettings
from meterline.lines.wav import AudioUnreadable, read_pcm

BEFORE = "7"
AFTER = "12"
"""Keys after the words: «верно» to the read-back, «нет» to another account."""

ANSWER_PAUSE = 0.8
"""Seconds of the robot's silence that make a question."""

CALLERS_RTP = (24000, 24998)

DEFAULT_NUMBER = "88003000"


def call(
    file: Path | None = typer.Argument(
        None, exists=True, dir_okay=False, help="WAV of one breath: name, account, values."
    ),
    pack: Path | None = typer.Option(
        None, exists=True, file_okay=False, help="Pack of labelled calls, instead of a file."
    ),
    number: int = typer.Option(0, help="Which call of the pack, from 0."),
    to: str | None = typer.Option(
        None, help="Dial a running robot (sip:NUMBER@ADDRESS:PORT); without it one is started."
    ),
    caller: str | None = typer.Option(None, help="Caller's number, +7…; a pack names its own."),
    now: str | None = typer.Option(None, help="The robot's date and time (ISO 8601 with zone)."),
    home: Path = HOME_OPTION,
) -> None:
    """Call the robot and print the call's log: what was said, heard, checked, stored."""
    side, phone = labelled(pack, number) if pack else recorded(file)
    phone = caller or phone
    settings = RobotSettings(set_up(home), SipSettings(), 0, 1, parse_now(now), None)
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up
    from meterline.logs import set_up_logs  # noqa: PLC0415

    set_up_logs(logging.WARNING)
    require_migrated()
    asyncio.run(dial(side, to, phone) if to else play(side, settings, phone))


def recorded(file: Path | None) -> tuple[CallerSide, str | None]:
    """A caller who presses 7, plays the file and agrees to what is read back."""
    if file is None:
        raise typer.BadParameter("name a WAV file, or --pack FOLDER")
    try:
        pcm = read_pcm(file)
    except AudioUnreadable as error:
        raise Mendable(str(error), "name a sound file, such as a WAV") from error
    asked = RobotSilent(ANSWER_PAUSE)
    words = [Step(asked, keys=BEFORE), Step(asked, pcm=pcm)]
    return ScriptedCaller([*words, *(Step(asked, keys=key) for key in AFTER)]), None


def labelled(folder: Path, number: int) -> tuple[CallerSide, str | None]:
    """The caller of a pack's call, who listens and answers with the matching turn."""
    from meterline.bench.answers import Memory  # noqa: PLC0415 - loads numba
    from meterline.bench.callers import CallerBrain  # noqa: PLC0415
    from meterline.bench.channel import Channel, LineVoice  # noqa: PLC0415
    from meterline.bench.clips import bundled_table  # noqa: PLC0415
    from meterline.bench.listener import Listener  # noqa: PLC0415
    from meterline.bench.pack import read_pack  # noqa: PLC0415
    from meterline.bench.truth import TruthOfPack  # noqa: PLC0415

    pack = read_pack(folder)
    if not 0 <= number < len(pack.calls):
        raise typer.BadParameter(f"the pack has calls 0 to {len(pack.calls) - 1}")
    chosen = pack.calls[number]
    memory = Memory(chosen, TruthOfPack(pack).of(chosen))
    voice = LineVoice(pack, chosen, Channel())
    return CallerBrain(memory, Listener(bundled_table()), voice, seed=number), chosen.phone


async def play(side: CallerSide, settings: RobotSettings, phone: str | None) -> None:
    """Let the caller talk to a robot of this process, without a telephone."""
    import time  # noqa: PLC0415

    from meterline.cli.serving import running_robot  # noqa: PLC0415 - needs Django set up
    from meterline.lines.recording import RecordingLine  # noqa: PLC0415

    line = RecordingLine(side, caller=phone, dialled=DEFAULT_NUMBER, clock=time.monotonic)
    async with running_robot(settings) as robot, printing_log(line.key):
        await robot.handle(line)


async def dial(side: CallerSide, target: str, phone: str | None) -> None:
    """Let the caller talk to a running robot over SIP. Raises Mendable."""
    from meterline.lines.caller import converse  # noqa: PLC0415
    from meterline.lines.sip import CallRefused, SipCarrier  # noqa: PLC0415

    carrier = SipCarrier(SipSettings(port=0, rtp_ports=CALLERS_RTP))
    await carrier.start()
    try:
        line = await carrier.dial(target, caller=phone)
        typer.echo(f"answered: {target}")
        heard = await converse(line, side)
        typer.echo(f"call ended after {len(heard.pcm) / 16000:.0f} s")
    except CallRefused as refusal:
        raise Mendable(
            f"{target} did not take the call: {refusal}", "run: meterline robot (or meterline demo)"
        ) from refusal
    finally:
        await carrier.stop()


@asynccontextmanager
async def printing_log(key: str) -> AsyncIterator[None]:
    """Print the call's log as it is written."""
    from meterline.cli.call_log import print_log  # noqa: PLC0415 - needs Django set up

    printing = asyncio.create_task(print_log(key))
    yield
    await printing
