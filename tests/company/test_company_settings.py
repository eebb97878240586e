"""Where the data lie, and the secret key."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from meterline.customers.search import search_term
from meterline.customers.text import fold
from meterline.settings import database, kept_secret


def test_the_secret_is_made_once_and_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret.key"
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(kept_secret, [path] * 8))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret.key"]


def test_data_lie_in_sqlite_or_where_the_url_says(tmp_path: Path) -> None:
    sqlite = database(tmp_path, None)
    assert sqlite["NAME"] == tmp_path / "meterline.sqlite3"
    assert sqlite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    postgres = database(tmp_path, "postgres://u:p@db:5433/meters")
    assert (postgres["ENGINE"], postgres["NAME"], postgres["PORT"]) == (
        "django.db.backends.postgresql",
        "meters",
        5433,
    )


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Фёдорова", "федорова"),
        ("  ООО «Уют»,  Мира ", "ооо уют мира"),
        ("школа № 115", "школа № 115"),
        ("722 818-662-011", "722818662011"),
        ("8 (913) 442-34-35", "9134423435"),
        ("+7 913 442-34-35", "79134423435"),
        ("85037862", "85037862"),
        ("", ""),
    ],
)
def test_what_is_typed_and_what_is_searched(typed: str, searched: str) -> None:
    assert search_term(typed) == searched


def test_folding_twice_changes_nothing() -> None:
    assert fold(fold("АО «Ёлка»")) == fold("АО «Ёлка»") == "ао елка"
