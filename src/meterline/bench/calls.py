"""Whole calls over real SIP: a base, a robot and listening callers, all of the bench's own."""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from meterline.bench.answers import Memory
from meterline.bench.callers import CallerBrain, CallNotes
from meterline.bench.channel import Channel, LineVoice
from meterline.bench.clips import ClipTable, bundled_table
from meterline.bench.company import found_company
from meterline.bench.delays import delays_of
from meterline.bench.lateness import Lateness
from meterline.bench.listener import Listener
from meterline.bench.pack import Pack, PackCall
from meterline.bench.report import CallResult, Measured, Stored, figures, percentile, stored
from meterline.bench.robot_process import RobotProcess, RobotSettings, free_port
from meterline.bench.truth import CallTruth, TruthOfPack
from meterline.lines.caller import converse
from meterline.lines.capture import Capture, CaptureNotPermitted
from meterline.lines.port import SAMPLE_RATE
from meterline.lines.sip import CallRefused, SipCarrier, SipSettings
from meterline.lines.tracks import CapturedCall

if TYPE_CHECKING:  # its module needs Django set up
    from meterline.bench.aftermath import Aftermath

ROBOT_RTP = range(20000, 22000)
CALLERS_RTP = (22000, 23998)
LONGEST_CALL = 300.0
WITHHELD = "anonymous"
"""The user part of From where a caller hides his number (RFC 3323)."""


@dataclass(frozen=True)
class Plan:
    """What is to be measured."""

    pack: Pack
    calls: int
    concurrency: int
    extra_customers: int = 0
    channel: Channel = field(default_factory=Channel)


@dataclass
class Placed:
    """One call that was placed: when it was answered, and what the caller remembers."""

    call: PackCall
    truth: CallTruth
    began: float
    notes: CallNotes
    refused: str | None = None


def bench_calls(plan: Plan) -> dict[str, Any]:
    """Run the bench; the figures as the JSON has them. Raises Mendable."""
    plan.channel.check()
    with TemporaryDirectory(prefix="meterline-bench-") as folder:
        home = Path(folder)
        found_company(plan.pack, plan.extra_customers, home)
        _remember_callers(plan.pack)
        settings = RobotSettings(home, plan.pack.now, free_port(), free_port(), ROBOT_RTP)
        with RobotProcess(settings) as robot:
            before = robot.cpu_seconds()
            lateness = Lateness()
            placed, captured = _place_calls(plan, settings.sip_port, lateness)
            cpu_seconds = robot.cpu_seconds() - before
        measured = Measured(
            cpu_seconds, "wire" if captured else "none", percentile(lateness.milliseconds, 99)
        )
        return figures(_results(placed, captured), measured)


def _remember_callers(pack: Pack) -> None:
    from meterline.bench.aftermath import remember_callers  # noqa: PLC0415 - needs Django set up

    remember_callers(pack.now)


def _place_calls(
    plan: Plan, port: int, lateness: Lateness
) -> tuple[list[Placed], list[CapturedCall]]:
    """All calls of the plan, and what was on the wire where it may be read."""
    with ExitStack() as stack:
        try:
            capture = stack.enter_context(Capture(ROBOT_RTP))
        except CaptureNotPermitted:
            capture = None
        placed = asyncio.run(_callers(plan, port, lateness))
        return placed, capture.calls() if capture else []


async def _callers(plan: Plan, port: int, lateness: Lateness) -> list[Placed]:
    carrier = SipCarrier(SipSettings(port=0, rtp_ports=CALLERS_RTP, max_calls=plan.concurrency + 2))
    table, truths = bundled_table(), TruthOfPack(plan.pack)
    calls = plan.pack.calls[: plan.calls]
    placed = [Placed(call, truths.of(call), 0.0, CallNotes()) for call in calls]
    waiting = iter(placed)
    await carrier.start()
    watching = asyncio.create_task(lateness.watch())
    try:
        callers = (_caller(plan, carrier, port, table, waiting) for _ in range(plan.concurrency))
        await asyncio.gather(*callers)
    finally:
        watching.cancel()
        await carrier.stop()
    return placed


async def _caller(
    plan: Plan, carrier: SipCarrier, port: int, table: ClipTable, waiting: Any
) -> None:
    """One telephone: places the next waiting call, until none is left."""
    for placed in waiting:
        await asyncio.sleep(random.Random(placed.call.call).uniform(0.0, 1.0))
        voice = await asyncio.to_thread(LineVoice, plan.pack, placed.call, plan.channel)
        memory = Memory(placed.call, placed.truth)
        brain = CallerBrain(memory, Listener(table), voice, seed=placed.call.call)
        placed.notes = brain.notes
        target = f"sip:{dialled(placed.call)}@127.0.0.1:{port}"
        try:
            line = await carrier.dial(target, caller=placed.call.phone or WITHHELD)
        except CallRefused as refusal:
            placed.refused = str(refusal)
            continue
        placed.began = time.time()
        await converse(line, brain, limit=LONGEST_CALL)


def dialled(call: PackCall) -> str:
    """The user part that a call dials: by it the call is found again in the database."""
    return f"bench-{call.call}"


def _results(placed: Sequence[Placed], captured: Sequence[CapturedCall]) -> list[CallResult]:
    from meterline.bench.aftermath import aftermaths  # noqa: PLC0415 - needs Django set up

    left = aftermaths()
    return [_result(each, left[dialled(each.call)], captured) for each in placed]


def _result(placed: Placed, after: "Aftermath", captured: Sequence[CapturedCall]) -> CallResult:
    truth = {(placed.truth.account, *each): value for each, value in placed.truth.values.items()}
    kept = stored(truth, after.values)
    return CallResult(
        call=placed.call.call,
        stored=kept,
        without_person=kept is not Stored.NOT and not after.for_a_person,
        seconds=placed.notes.ended / SAMPLE_RATE,
        to_receipt=_to_receipt(placed.notes),
        known_phone=placed.truth.account in after.linked,
        called_before=after.called_before,
        dead_air=placed.notes.dead_air.longest,
        delays=tuple(delays_of(placed.notes, placed.began, captured)),
        story=tuple(_story(placed, after)),
    )


def _to_receipt(notes: CallNotes) -> float | None:
    """From the key in the menu to the robot's «номер обращения»."""
    pressed = next((spoken.start for spoken in notes.spoken if spoken.role == "menu"), None)
    told = next((clip.end for clip in notes.heard if clip.key == "accepted.number"), None)
    return (told - pressed) / SAMPLE_RATE if pressed is not None and told is not None else None


def _story(placed: Placed, after: "Aftermath") -> list[str]:
    """Both sides' log in the order of time, seconds from each side's own beginning."""
    notes = placed.notes
    lines = [(clip.end / SAMPLE_RATE, f"caller hears {clip.key}") for clip in notes.heard]
    lines += [(spoken.start / SAMPLE_RATE, f"caller says {spoken.role}") for spoken in notes.spoken]
    ends = [text for text in (placed.refused, notes.gave_up) if text]
    lines += [(notes.ended / SAMPLE_RATE, f"caller gives up: {text}") for text in ends]
    return [f"{seconds:6.1f} {text}" for seconds, text in sorted(after.story + lines)]
