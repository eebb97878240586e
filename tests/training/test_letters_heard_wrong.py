"""The recipe's evaluation."""

import pytest
from training.evaluation import HeardTurn, counted, hear, voice_of

from meterline.bench.channel import Channel
from meterline.bench.pack import read_pack
from meterline.demo import FOLDER
from meterline.ears.acoustic.bundled import BundledModel


def turn(said: str, heard: str, kind: str = "numbers") -> HeardTurn:
    return HeardTurn("Anna", kind, said, heard)


def test_letters_are_counted_over_all_turns_of_a_kind() -> None:
    turns = [turn("сорок", "сорк"), turn("пять", "пять"), turn("да", "", "short answers")]
    rates = {kind: letters.rate for kind, letters in counted(turns, lambda t: t.kind).items()}
    assert rates == {"numbers": pytest.approx(100 / 9), "short answers": 100.0}


@pytest.mark.parametrize(
    ("speaker", "voice"),
    [("espeak+steph/125/60", "espeak"), ("festival/0.9", "festival"), ("Anna/81/84", "Anna")],
)
def test_a_voice_is_named_without_its_settings(speaker: str, voice: str) -> None:
    assert voice_of(speaker) == voice


def test_the_bundled_model_hears_the_demo_calls_well_and_hard_lines_worse() -> None:
    pack, model = read_pack(FOLDER), BundledModel()
    clean = list(hear(pack, model, Channel(), every=20))
    hard = list(hear(pack, model, Channel(hard=True), every=20))
    assert {heard.kind for heard in clean} >= {"numbers", "names", "short answers"}
    assert of_all(clean) < 5 < of_all(hard)


def of_all(turns: list[HeardTurn]) -> float:
    return counted(turns, lambda _: "all")["all"].rate
