"""Calls of a pack heard by several processes at once, one thread each."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from meterline.bench.base import base_of, base_without_callers, customers_of
from meterline.bench.channel import Channel
from meterline.bench.impostors import impostors
from meterline.bench.pack import Pack
from meterline.bench.strangers import strangers
from meterline.bench.turns import Ground, Judged, Listening
from meterline.ears.base import CustomerBase
from meterline.ears.port import AcousticModel

MOST_BY_DEFAULT = 4
OTHER_SURNAMES = 300
"""Made-up customers among whom impostors are looked for, beside the pack's."""

ModelMaker = Callable[[], AcousticModel]
"""Makes the acoustic model in the process that uses it; it must be picklable."""

Calls = Iterator[list[Judged]]


@dataclass(frozen=True)
class Plan:
    """What to hear: `extra` made-up customers, `jobs` processes (0: one a core, at most 4)."""

    pack: Pack
    model: ModelMaker
    channel: Channel
    extra: int = 0
    jobs: int = 0

    @property
    def processes(self) -> int:
        """As many as asked for, but not more than there are calls."""
        wanted = self.jobs or min(MOST_BY_DEFAULT, len(os.sched_getaffinity(0)))
        return max(1, min(wanted, len(self.pack.calls)))


def judged(plan: Plan) -> Iterator[Judged]:
    """Every turn of the pack in its order, understood and judged.

    What is heard does not depend on the number of processes: all chances are the calls' own.
    """
    with _calls(plan) as calls:
        for turns in calls:
            yield from turns


@contextmanager
def _calls(plan: Plan) -> Iterator[Calls]:
    indices = range(len(plan.pack.calls))
    if plan.processes == 1:
        listening = Listening(_ground(plan, *_bases(plan)), plan.model())
        yield map(listening.call, indices)
        return
    with TemporaryDirectory(prefix="meterline-bench-") as folder:
        paths = Path(folder) / "base", Path(folder) / "without"
        for base, path in zip(_bases(plan), paths, strict=True):
            base.save(path)
        with ProcessPoolExecutor(
            plan.processes, get_context("spawn"), _begin, (plan, *paths)
        ) as pool:
            yield pool.map(_hear, indices)


def _bases(plan: Plan) -> tuple[CustomerBase, CustomerBase]:
    seed = plan.channel.seed
    return base_of(plan.pack, plan.extra, seed), base_without_callers(plan.pack, plan.extra, seed)


def _ground(plan: Plan, base: CustomerBase, without_callers: CustomerBase) -> Ground:
    people = customers_of(plan.pack)
    seed = plan.channel.seed
    made_up = strangers([person.account for person in people], OTHER_SURNAMES, seed)
    drawn = impostors(plan.pack, [*people, *made_up], seed)
    return Ground(plan.pack, plan.channel, base, without_callers, drawn)


_listening: Listening | None = None
"""What this worker process hears with."""


def _begin(plan: Plan, base: Path, without_callers: Path) -> None:
    global _listening  # noqa: PLW0603 - a worker's initializer has no other place
    opened = CustomerBase.open(base), CustomerBase.open(without_callers)
    _listening = Listening(_ground(plan, *opened), plan.model())


def _hear(index: int) -> list[Judged]:
    if _listening is None:
        raise RuntimeError("the worker has not begun")
    return _listening.call(index)
