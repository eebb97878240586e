"""What IT installs beside the robot: rules that Prometheus takes, and figures that there are."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from meterline.health.figures import exposition
from meterline.robot.measures import Measures

DEPLOY = Path(__file__).parents[2] / "deploy"
FIGURE = re.compile(r"\bmeterline_[a-z_]+\b")


def promtool(*words: str) -> None:
    program = shutil.which("promtool")
    assert program, "promtool is missing: sh scripts/system-packages.sh"
    done = subprocess.run(
        [program, *words], cwd=DEPLOY / "prometheus", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("check", "rules", "alerts.yml"),
        ("check", "config", "--syntax-only", "prometheus.yml"),
        ("test", "rules", "alerts_test.yml"),
    ],
    ids=" ".join,
)
def test_prometheus_takes_what_is_shipped(words: tuple[str, ...]) -> None:
    promtool(*words)


class Idle:
    """A robot and ears with nothing to do."""

    calls = room = waiting = 0
    pids: tuple[int, ...] = ()


@pytest.fixture
def told() -> set[str]:
    """Names of all figures that a robot and a site tell."""
    measures = Measures()
    measures.watch_calls(Idle())
    measures.watch_recognition(Idle())
    names = set()
    for text in (measures.exposition(), exposition()):
        for family in text_string_to_metric_families(text.decode()):
            names.add(family.name)
            names |= {f"{family.name}_{end}" for end in ("total", "bucket", "count", "sum")}
    return names


@pytest.mark.django_db
@pytest.mark.parametrize("file", ["prometheus/alerts.yml", "grafana/meterline.json"])
def test_rules_and_pictures_ask_for_figures_that_there_are(file: str, told: set[str]) -> None:
    asked = set(FIGURE.findall((DEPLOY / file).read_text("utf-8")))
    assert asked
    assert asked <= told


def test_each_picture_has_a_title_and_asks_something() -> None:
    board = json.loads((DEPLOY / "grafana" / "meterline.json").read_text("utf-8"))
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert all(panel["title"] and panel["targets"] for panel in board["panels"])
