"""One run of a branch at a time, whoever starts it; a killed one stands in nobody's way."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from meterline.customers.models import Branch
from meterline.errors import Mendable

SPACE = 0x6D65746572
"""Keeps these locks apart from other programs' on the same PostgreSQL ("meter")."""


class AlreadyRunning(Mendable):
    """Somebody charges this branch just now."""

    def __init__(self, branch: str) -> None:
        super().__init__(
            f"{branch}: начисление уже идёт", "дождитесь его конца и запустите команду снова"
        )

    def __reduce__(self) -> tuple[type["AlreadyRunning"], tuple[str]]:  # type: ignore[override]
        """Go to another process with the branch's name."""
        return type(self), (self.message.partition(":")[0],)


@contextmanager
def alone(branch: Branch) -> Iterator[None]:
    """Hold the branch's lock. Raises AlreadyRunning where another process or thread has it."""
    held = _postgresql(branch) if connection.vendor == "postgresql" else _file(branch)
    with held:
        yield


@contextmanager
def _file(branch: Branch) -> Iterator[None]:
    """SQLite: a file beside the data base, whose lock ends with the process that holds it."""
    folder = Path(settings.METERLINE_HOME)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"charging-{branch.key}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise AlreadyRunning(branch.name) from taken
        yield


@contextmanager
def _postgresql(branch: Branch) -> Iterator[None]:
    """PostgreSQL: an advisory lock, which ends with the connection that holds it."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [SPACE << 24 | branch.pk])
            [got] = cursor.fetchone()
        if not got:
            raise AlreadyRunning(branch.name)
        yield
    finally:
        own.close()
