"""Behaviours of callers, one YAML file each, against the pure conversation."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from scenario_player import Player

SCENARIOS = sorted(Path(__file__).with_name("scenarios").glob("*.yaml"))
ENDINGS = ("stored", "draft", "recorded", "transferred", "ended")
KEYS = {"behaviour", "caller", "company", "talk", "never_heard", *ENDINGS}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario(path: Path) -> None:
    scenario: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    assert set(scenario) <= KEYS
    player = Player(scenario)
    player.recent = player.heard
    for number, turn in enumerate(scenario["talk"], start=1):
        try:
            player.play(turn)
        except AssertionError as failure:
            raise AssertionError(f"step {number} of {path.name}: {failure}") from failure
    for key in set(ENDINGS) & set(scenario):
        assert player.result(key) == scenario[key], key
    assert not set(scenario.get("never_heard", ())) & set(player.heard)
