"""Cost of hearing, start of the robot, memory of a call and of a recognition process."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from meterline.bench.base import base_of
from meterline.bench.company import found_company
from meterline.bench.expecting import expectation_of
from meterline.bench.pack import SAMPLE_RATE, Pack
from meterline.bench.preparing import preparing_figures
from meterline.bench.robot_process import RobotProcess, RobotSettings, free_port
from meterline.bench.worker_memory import worker_memory
from meterline.ears.acoustic.bundled import BundledModel
from meterline.ears.endpointing import PauseReached, SpeechGoesOn, TurnTaker
from meterline.ears.searching import Searcher
from meterline.ears.understanding import Understander
from meterline.language.turn import Expectation
from meterline.lines.caller import converse
from meterline.lines.callers import At, ScriptedCaller, Step
from meterline.lines.port import FRAME_SAMPLES
from meterline.lines.sip import SipCarrier, SipSettings

ROBOT_RTP, CALLERS_RTP = range(20000, 22000), (22000, 23998)
IDLE_CALLS = 20
IDLE_SECONDS = 6.0
SILENCE_AFTER = np.zeros(2 * SAMPLE_RATE, np.int16)

Samples = np.ndarray[Any, np.dtype[np.int16]]


def bench_speed(pack: Pack, turns: int, bases: Sequence[int] = ()) -> dict[str, float]:
    """Figures of the pack's first `turns` turns, of a robot of its own, and of a recognition
    process in made-up bases of so many accounts."""
    base = base_of(pack, 0)
    heard = [
        (pack.samples(turn), expectation_of(turn, call.account, base))
        for call in pack.calls
        for turn in call.turns
    ][:turns]
    model = BundledModel()
    hearing = Hearing(model, Understander(base, model.name))
    seconds = sum(len(samples) for samples, _ in heard) / SAMPLE_RATE
    return {
        "audio_seconds": seconds,
        "core_seconds_per_audio_second_once": hearing.once(heard) / seconds,
        "core_seconds_per_audio_second_with_partial_results": hearing.in_parts(heard) / seconds,
        "search_core_ms_per_audio_second": hearing.search(heard, Searcher(base)) / seconds * 1000,
        **robot_figures(pack),
        **{
            f"{name}_at_{accounts}": value
            for accounts in bases
            for name, value in base_figures(pack, accounts).items()
        },
    }


def base_figures(pack: Pack, accounts: int) -> dict[str, float]:
    """What depends on the size of the customer base."""
    memory = worker_memory(pack, accounts)
    return {
        **preparing_figures(accounts),
        "worker_60_turns_rss_mb": memory.resident,
        "worker_60_turns_pss_mb": memory.proportional,
        "worker_60_turns_anonymous_mb": memory.anonymous,
    }


class Hearing:
    """Model and understanding in this process, on one thread."""

    def __init__(self, model: BundledModel, understander: Understander) -> None:
        self._model = model
        self._understander = understander

    def once(self, heard: list[tuple[Samples, Expectation]]) -> float:
        """CPU seconds to hear each turn as a whole."""
        began = time.process_time()
        for samples, expectation in heard:
            [(letters, _)] = self._model.forward([_floats(samples)], [self._model.start()])
            self._understander.understand(letters.logp, self._model.frame_seconds, expectation)
        return time.process_time() - began

    def search(self, heard: list[tuple[Samples, Expectation]], searcher: Searcher) -> float:
        """CPU seconds of the search alone, each turn as a whole, letters found beforehand."""
        found = [
            (self._model.forward([_floats(samples)], [self._model.start()])[0][0].logp, asked)
            for samples, asked in heard
        ]
        began = time.process_time()
        for logp, expectation in found:
            searcher.inside(logp, expectation)
        return time.process_time() - began

    def in_parts(self, heard: list[tuple[Samples, Expectation]]) -> float:
        """CPU seconds to hear each turn as a call does: every 0.3 s of speech and in pauses."""
        began = time.process_time()
        for samples, expectation in heard:
            self._follow(np.concatenate([samples, SILENCE_AFTER]), expectation)
        return time.process_time() - began

    def _follow(self, samples: Samples, expectation: Expectation) -> None:
        taker, state = TurnTaker(), self._model.start()
        logp = np.zeros((0, 34), np.float32)
        for frame in _frames(samples):
            told = {type(event) for event in taker.feed(frame)}
            if not told & {PauseReached, SpeechGoesOn}:
                continue
            interim = PauseReached not in told
            [(letters, state)] = self._model.forward([taker.take()], [state], interim=interim)
            logp = np.concatenate([logp[: letters.start_frame], letters.logp])
            heard = self._understander.understand(logp, self._model.frame_seconds, expectation)
            taker.understood(heard, taker.seconds)
            if taker.ended:
                return


def robot_figures(pack: Pack) -> dict[str, float]:
    """Seconds until a robot is ready, and megabytes that a call adds."""
    with TemporaryDirectory(prefix="meterline-bench-") as folder:
        home = Path(folder)
        found_company(pack, 0, home)
        settings = RobotSettings(home, pack.now, free_port(), free_port(), ROBOT_RTP)
        with RobotProcess(settings):
            pass  # the first start fills the caches: customer base, compiled search
        began = time.monotonic()
        with RobotProcess(settings) as robot:
            ready = time.monotonic() - began
            asyncio.run(_idle_calls(settings.sip_port, 2))
            before = robot.megabytes()
            during = asyncio.run(_idle_calls(settings.sip_port, IDLE_CALLS, robot))
        return {
            "robot_start_seconds": ready,
            "robot_megabytes": before,
            "megabytes_per_call": (during - before) / IDLE_CALLS,
        }


async def _idle_calls(port: int, calls: int, robot: RobotProcess | None = None) -> float:
    """Place calls at once, and read the robot's memory while they go on."""
    carrier = SipCarrier(SipSettings(port=0, rtp_ports=CALLERS_RTP, max_calls=calls + 2))
    await carrier.start()
    try:
        lines = [await carrier.dial(f"sip:bench@127.0.0.1:{port}") for _ in range(calls)]
        silent = ScriptedCaller([Step(At(IDLE_SECONDS))], patience=0.0)
        talks = [asyncio.create_task(converse(line, silent, limit=IDLE_SECONDS)) for line in lines]
        await asyncio.sleep(IDLE_SECONDS * 0.8)
        megabytes = robot.megabytes() if robot else 0.0
        await asyncio.gather(*talks)
    finally:
        await carrier.stop()
    return megabytes


def _floats(samples: Samples) -> np.ndarray[Any, np.dtype[np.float32]]:
    return (samples / 32768).astype(np.float32)


def _frames(samples: Samples) -> Iterator[Samples]:
    for start in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield samples[start : start + FRAME_SAMPLES]
