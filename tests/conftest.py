"""The tests' own data folder, and which tests touch the database."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

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


@pytest.fixture(scope="session")
def chromium() -> str | None:
    """Path of a browser for Playwright; None lets it take the one that it brings itself."""
    found = (shutil.which(name) for name in ("chromium", "google-chrome"))
    return next((path for path in found if path), os.environ.get("METERLINE_CHROMIUM"))
