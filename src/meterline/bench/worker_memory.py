"""Memory of one recognition process with many turns open, in a base of a given size."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from meterline.bench.large_base import large_base
from meterline.bench.pack import SAMPLE_RATE, Pack
from meterline.ears.port import Pcm
from meterline.ears.workers.messages import Ask, Setup
from meterline.ears.workers.parts import standard_parts
from meterline.ears.workers.process import WorkerProcess
from meterline.language.turn import Asked, Expectation

STREAMS = 60
SECONDS_OF_EACH = 6
PIECES = 2


@dataclass(frozen=True)
class Memory:
    """Megabytes: `resident` all of it, `proportional` with shared pages divided among those
    who share them, `anonymous` without files (model, base and code are files)."""

    resident: float
    proportional: float
    anonymous: float


def worker_memory(pack: Pack, accounts: int, streams: int = STREAMS) -> Memory:
    """Memory with `streams` turns open that have been half heard and understood."""
    with TemporaryDirectory(prefix="meterline-bench-") as folder:
        large_base(accounts).save(Path(folder))
        return asyncio.run(_with_streams(Path(folder), list(_sounds(pack, streams))))


def memory_of(pid: int) -> Memory:
    """What the kernel tells of a process (proc(5): smaps_rollup)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, rest in (x.split(":") for x in lines)}
    return Memory(
        resident=kilobytes["Rss"] / 1024,
        proportional=kilobytes["Pss"] / 1024,
        anonymous=kilobytes["Anonymous"] / 1024,
    )


async def _with_streams(base: Path, sounds: Sequence[Pcm]) -> Memory:
    worker = await WorkerProcess.start(Setup(standard_parts, None, base))
    answers = asyncio.create_task(worker.run())
    try:
        for piece in range(PIECES):
            for turn, sound in enumerate(sounds):
                part = np.array_split(sound, PIECES)[piece]
                await worker.request(
                    partial(
                        Ask, turn=str(turn), pcm=part, expectation=Expectation(Asked.ONE_BREATH)
                    )
                )
        return memory_of(worker.pid)
    finally:
        answers.cancel()
        with suppress(asyncio.CancelledError):
            await answers
        await worker.close()


def _sounds(pack: Pack, streams: int) -> Iterator[Pcm]:
    """So many turns of the pack, from its first again where it has fewer."""
    turns = [turn for call in pack.calls for turn in call.turns if turn.length > SAMPLE_RATE]
    for at in range(streams):
        samples = pack.samples(turns[at % len(turns)])[: SECONDS_OF_EACH * SAMPLE_RATE]
        yield (samples / 32768).astype(np.float32)
