"""The tests' own data folder, and which tests touch the database."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.sqlite3.base import DatabaseWrapper

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database through a fixture, so that `-m django_db` runs all of it."""
    for item in items:
        if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """METERLINE_HOME of the tests and of the programs that they start."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("METERLINE_HOME", str(folder))
        patch.setattr(settings, "METERLINE_HOME", folder)
        patch.setattr(settings, "METERLINE_RECORDINGS", folder / "recordings")
        patch.setattr(settings, "METERLINE_NUMBERING", folder / "numbering")
        yield folder


@pytest.fixture(scope="session", autouse=True)
def emptied_ledger() -> Iterator[None]:
    """Let SQLite's tables be emptied after a test though the ledger refuses to delete rows.

    PostgreSQL truncates, which asks no trigger. SQLite deletes, so the triggers are taken off
    and put on again in the transaction that empties the tables.
    """
    operations = DatabaseWrapper.ops_class
    flush = operations.sql_flush

    def flush_without_triggers(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        off = [f"DROP TRIGGER {name}" for name, _ in triggers]
        return [*off, *flush(self, style, tables, **options), *(made for _, made in triggers)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", flush_without_triggers)
        yield


@pytest.fixture(scope="session")
def chromium() -> str | None:
    """Path of a browser for Playwright; None lets it take the one that it brings itself."""
    found = (shutil.which(name) for name in ("chromium", "google-chrome"))
    return next((path for path in found if path), os.environ.get("METERLINE_CHROMIUM"))
