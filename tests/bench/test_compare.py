"""The comparison counts what each way says of the same turns, heard from the same sound."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meterline.bench import compare
from meterline.bench.channel import Channel
from meterline.bench.compare import ROLES, Comparison, Transcribed
from meterline.bench.pack import read_pack
from meterline.bench.plain_slots import PlainSlots
from meterline.ears.port import Pcm
from meterline.language.turn import Asked, Decision, Expectation, Slot, Understanding

DEMO = Path(__file__).parents[2] / "src" / "meterline" / "demo"
TURNS = 12


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return Comparison.of(read_pack(DEMO), TURNS, Channel())


class Knows:
    """Says the truth of each turn in order, or one account for all, or nothing."""

    def __init__(self, comparison: Comparison, account: str | None, decision: Decision) -> None:
        self._turns = iter(comparison.asked())
        self._account = account
        self._decision = decision
        self.sounds: list[int] = []

    def understand(self, pcm: Pcm, expectation: Expectation) -> Understanding:
        turn = next(self._turns).turn
        self.sounds.append(len(pcm))
        value = self._account or turn.slots.get("account")
        if value is None or expectation.asked not in (Asked.ACCOUNT, Asked.ACCOUNT_BY_DIGIT):
            return Understanding()
        return Understanding(account=Slot(value, 1.0, self._decision))


def of_accounts(way: dict[str, Any]) -> tuple[int, int, int, int]:
    """Turns, right, wrong and asked of both roles that say an account."""
    counts = [way["by_role"].get(role, {}) for role in ("account", "account_by_digit")]
    n, right, wrong, asked = (
        sum(each.get(kind, 0) for each in counts) for kind in ("n", "right", "wrong", "asked")
    )
    return n, right, wrong, asked


def test_right_wrong_and_asked_are_counted_apart(comparison: Comparison) -> None:
    ways = {
        "right": Knows(comparison, None, Decision.SURE),
        "wrong": Knows(comparison, "1234567", Decision.SURE),
        "asked": Knows(comparison, None, Decision.ASK),
        "offered": Knows(comparison, None, Decision.CONFIRM),
    }
    figures = comparison.run(dict(ways))
    n = of_accounts(figures["ways"]["right"])[0]
    assert n > 0
    assert of_accounts(figures["ways"]["right"]) == (n, n, 0, 0)
    assert of_accounts(figures["ways"]["wrong"]) == (n, 0, n, 0)
    assert of_accounts(figures["ways"]["asked"]) == (n, 0, 0, n)
    assert of_accounts(figures["ways"]["offered"]) == (n, 0, 0, n)
    offered = figures["ways"]["offered"]["by_role"].values()
    assert sum(counts["confirm_right"] for counts in offered) == n


def test_all_ways_hear_the_same_sound(comparison: Comparison) -> None:
    first, second = (Knows(comparison, None, Decision.SURE) for _ in range(2))
    figures = comparison.run({"first": first, "second": second})
    assert first.sounds == second.sounds == [one.turn.length for one in comparison.asked()]
    assert figures["turns"] == TURNS
    assert figures["audio_seconds"] == sum(first.sounds) / 8000


def test_time_is_told_by_turn_and_by_second_of_audio(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(10_000))
    monkeypatch.setattr(compare.time, "process_time", lambda: float(next(ticks)))
    figures = comparison.run({"way": Knows(comparison, None, Decision.SURE)})
    way = figures["ways"]["way"]
    assert way["core_seconds_per_turn"] == 1.0
    assert way["core_seconds_per_audio_second"] == TURNS / figures["audio_seconds"]


def test_the_same_seed_draws_the_same_turns_of_the_roles_compared(comparison: Comparison) -> None:
    again = Comparison.of(comparison.pack, TURNS, Channel())
    other = Comparison.of(comparison.pack, TURNS, Channel(seed=2))
    assert [one.turn for one in comparison.asked()] == [one.turn for one in again.asked()]
    assert [one.turn for one in comparison.asked()] != [one.turn for one in other.asked()]
    assert {one.turn.role for one in comparison.every()} == set(ROLES)


def test_parsers_are_judged_by_the_packs_own_words(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = {
        " ".join(one.turn.text.split()): str(one.turn.slots["account"])
        for one in comparison.every()
        if "account" in one.turn.slots
    }
    knowing = {"knows": lambda: lambda text: accounts.get(text, ""), "deaf": lambda: lambda _: ""}
    monkeypatch.setattr(compare, "PARSERS", knowing)
    right = comparison.parsers()
    gained = ["account" in one.turn.slots and not one.turn.ambiguous for one in comparison.every()]
    assert right["knows"] - right["deaf"] == sum(gained) > 0
    assert right["deaf"] >= sum(one.turn.role in ("yes", "no") for one in comparison.every())


def test_a_transcript_is_read_by_the_parser(comparison: Comparison) -> None:
    class Writes:
        def words(self, pcm: Pcm) -> str:
            return f"лицевой {len(pcm)}"

    way = Transcribed(Writes(), PlainSlots(lambda text: text, comparison.base))
    heard = way.understand(np.zeros(8000, np.float32), Expectation(Asked.ACCOUNT))
    assert heard.account is not None
    assert (heard.account.value, heard.text) == ("8000", "лицевой 8000")
