"""A home and a database of the bench's own; the company's are never touched."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from meterline.bench.back_office.memory import parent_of
from meterline.errors import Mendable


@dataclass(frozen=True)
class Place:
    """Where one made-up company lies: on SQLite, or on PostgreSQL at `url`.

    `server` is the first process of PostgreSQL, None where it runs elsewhere.
    """

    home: Path
    url: str | None = None
    server: int | None = None

    @property
    def environment(self) -> Mapping[str, str]:
        """What the commands are started with: nothing of the company's own settings."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("METERLINE_") and name != "DATABASE_URL"
        }
        kept["METERLINE_HOME"] = str(self.home)
        return kept if self.url is None else {**kept, "DATABASE_URL": self.url}


@contextmanager
def new_place(server_url: str | None) -> Iterator[Place]:
    """An empty place that is removed at the end.

    `server_url` names a PostgreSQL server and a role that may create databases there.
    Raises Mendable where it may not.
    """
    with TemporaryDirectory(prefix="meterline-bench-") as folder:
        if server_url is None:
            yield Place(Path(folder))
        else:
            with _database(server_url) as (url, server):
                yield Place(Path(folder), url, server)


@contextmanager
def _database(server_url: str) -> Iterator[tuple[str, int | None]]:
    name = f"meterline_bench_{secrets.token_hex(4)}"
    quoted = sql.Identifier(name)
    try:
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
            process = _process_of(server)
    except psycopg.Error as error:
        raise Mendable(
            f"no database of the bench's own can be made: {str(error).strip()}",
            "name a server and a role that may create databases: "
            "--database-url postgres://ROLE@HOST/postgres",
        ) from error
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl(), process
    finally:
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


def _process_of(server: "psycopg.Connection[tuple[object, ...]]") -> int | None:
    """The server's first process, where it is one of this machine."""
    if server.info.host not in {"127.0.0.1", "localhost", "::1"} and server.info.host[:1] != "/":
        return None
    try:
        return parent_of(server.info.backend_pid)
    except OSError:
        return None
