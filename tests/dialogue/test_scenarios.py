"""Behaviours of callers, one YAML file each, against the pure conversation."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from scenario_player import DEMANDS, Player

from meterline.dialogue.events import CallerLeft
from meterline.dialogue.state import Stage

SCENARIOS = sorted(Path(__file__).with_name("scenarios").glob("*.yaml"))
ENDINGS = (
    *("stored", "draft", "draft_forgotten", "linked", "reminders_stopped"),
    *("recorded", "transferred", "ended"),
)
KEYS = {"behaviour", "caller", "company", "talk", "never_heard", *ENDINGS}


def acts(scenario: dict[str, Any]) -> list[dict[str, Any]]:
    """What happens in a scenario, without what it demands."""
    return [turn for turn in scenario["talk"] if not DEMANDS & set(turn)]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_hanging_up_at_any_step_stores_nothing_more_and_keeps_a_draft(path: Path) -> None:
    scenario: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    talk = acts(scenario)
    for length in range(len(talk) + 1):
        player = Player(scenario)
        for turn in talk[:length]:
            player.play(turn)
        stored, open_claim, ended = player.result("stored"), player.state.claim, player.state.stage
        player.done.clear()
        player.send(CallerLeft())
        assert player.result("stored") == stored
        assert player.state.stage is Stage.ENDED
        assert (player.result("draft") is None) == (open_claim.empty or ended is Stage.ENDED)


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
