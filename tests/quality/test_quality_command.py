"""The commands that a timer runs."""

from datetime import timedelta
from pathlib import Path

import pytest
from calls_made_up import make_call
from quality_made_up import NOW
from typer.testing import CliRunner

from meterline.bench.quality import missed
from meterline.cli.quality import app
from meterline.customers.models import Branch
from meterline.quality.models import CallSummary, Listening


def run(home: Path, *arguments: str) -> str:
    """What the command prints where it ends well."""
    ended = CliRunner().invoke(app, [*arguments, "--home", str(home)])
    assert ended.exit_code == 0, ended.output
    return ended.output.strip()


@pytest.mark.django_db
def test_calls_are_summarised_and_drawn(branch: Branch, home: Path) -> None:
    for outcome in ("done", "done", "done", "lost"):
        make_call(branch, NOW - timedelta(days=1), lasted=30, outcome=outcome)
    assert run(home, "summarise", "--now", NOW.isoformat()) == "calls summarised: 4"
    assert run(home, "summarise", "--now", NOW.isoformat()) == "calls summarised: 0"
    # Yesterday's: two of the three that were done, and the one that was lost.
    assert run(home, "draw") == "calls drawn: 3"
    assert run(home, "draw", "--day", "2026-11-20") == "calls drawn: 0"
    assert (CallSummary.objects.count(), Listening.objects.count()) == (4, 3)
    assert CliRunner().invoke(app, ["draw", "--day", "yesterday", "--home", str(home)]).exit_code


def test_a_page_misses_its_time_by_its_longest_answer() -> None:
    found = {
        "slow": {"median_ms": 100.0, "most_ms": 501.0, "kb": 1.0},
        "quick": {"median_ms": 400.0, "most_ms": 500.0, "kb": 1.0},
    }
    assert missed(1_000_000, found) == ["slow"]
    assert missed(2_000_000, found) == []
