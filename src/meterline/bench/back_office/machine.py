"""On what the figures were measured."""

import os
import platform
import sqlite3
from pathlib import Path

import psycopg


def describe(server_url: str | None) -> str:
    """Cores, memory, system, Python and data base in a line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    parts = (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        _database(server_url),
        f"load before: {os.getloadavg()[0]:.1f}",
    )
    return "; ".join(parts)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _database(server_url: str | None) -> str:
    if server_url is None:
        return f"SQLite {sqlite3.sqlite_version}"
    with psycopg.connect(server_url) as server:
        version = server.info.parameter_status("server_version")
        row = server.execute("SELECT setting FROM pg_settings WHERE name = 'fsync'").fetchone()
    return f"PostgreSQL {version} (fsync {row[0] if row else '?'})"
