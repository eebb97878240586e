"""The company's own commands, each timed and weighed in a process of its own."""

import resource
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass

from meterline.bench.back_office.memory import Peak, tree
from meterline.bench.back_office.place import Place
from meterline.errors import Mendable

DONE = frozenset({0})


@dataclass(frozen=True)
class Cost:
    """What a command cost, its start included.

    `cpu` is of the command's own processes; `server` is PostgreSQL's memory, 0 where it
    cannot be seen. Memory in megabytes.
    """

    seconds: float
    cpu: float
    memory: float
    server: float
    output: str


def meterline(place: Place, *arguments: object, fine: Collection[int] = DONE) -> Cost:
    """Run a command of meterline; `fine` are the statuses with which it may end."""
    return program(place, "meterline", *arguments, fine=fine)


def program(place: Place, module: str, *arguments: object, fine: Collection[int] = DONE) -> Cost:
    """Run a module of Python. Raises Mendable, with what it said, where it ends otherwise."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    began, cpu = time.perf_counter(), _cpu()
    with subprocess.Popen(  # noqa: S603 - our own program
        command,
        env=dict(place.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        own = Peak(lambda: tree(process.pid))
        server = Peak(lambda: tree(place.server) if place.server else iter(()))
        with own, server:
            output, errors = process.communicate()
    if process.returncode not in fine:
        raise Mendable(
            f"{' '.join(command[2:])} ended with {process.returncode}: {errors.strip()[-2000:]}",
            "mend that first; the bench measures what works",
        )
    seconds = time.perf_counter() - began
    return Cost(seconds, _cpu() - cpu, own.megabytes, server.megabytes, output)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
