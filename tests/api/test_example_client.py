"""The documented example as a home automation runs it: a program of its own, over HTTP."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from company_made_up import make_account
from pytest_django.live_server_helper import LiveServer

from meterline.api.scopes import OWN
from meterline.api.tokens import Owner, make_token
from meterline.customers.models import Account
from meterline.readings.models import Reading, Repeat

PROGRAM = Path(__file__).parents[2] / "examples" / "submit_reading.py"


@pytest.fixture
def account(transactional_db: None) -> Account:
    return make_account("100000001", {"single": [10_000, 10_100, 10_200]})


def run(site: str, account: Account, *values: str) -> "subprocess.CompletedProcess[str]":
    _, token = make_token(Owner("дом", "test", account=account), sorted(OWN))
    return subprocess.run(
        [sys.executable, str(PROGRAM), site, *values],
        env={**os.environ, "METERLINE_TOKEN": token, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_submits_and_shows_acceptance(live_server: LiveServer, account: Account) -> None:
    done = run(live_server.url, account, "10310")
    assert done.returncode == 0, done.stderr
    assert "Расписка №" in done.stdout
    assert "Показания за месяц приняты" in done.stdout
    assert Reading.objects.filter(value=10_310, source="web").count() == 1


def test_run_again_it_stores_nothing_twice(live_server: LiveServer, account: Account) -> None:
    first = run(live_server.url, account, "10310")
    again = run(live_server.url, account, "10310")
    assert again.stdout == first.stdout
    assert Reading.objects.filter(value=10_310).count() == 1
    # Another token is another program: the same value by it is evidence, not a reading.
    assert Repeat.objects.count() == 1


def test_a_refusal_says_why_and_what_may_be_meant(
    live_server: LiveServer, account: Account
) -> None:
    refused = run(live_server.url, account, "103105")
    assert refused.returncode == 1
    assert "103105 → 10310?" in refused.stderr
    assert not Reading.objects.filter(value__gt=10_200).exists()


def test_a_line_that_is_down_is_told() -> None:
    """With its waits cut short: it tries five times."""
    code = "import sys, time, runpy; time.sleep = abs; sys.argv = sys.argv[1:]; "
    done = subprocess.run(
        [
            *(sys.executable, "-c", code + "runpy.run_path(sys.argv[0], None, '__main__')"),
            *(str(PROGRAM), "http://127.0.0.1:1", "10310"),
        ],
        env={**os.environ, "METERLINE_TOKEN": "ml_x", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "Линия недоступна" in done.stderr
