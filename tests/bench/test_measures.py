"""The arithmetic of the measures, on turns judged by hand."""

from itertools import repeat

import pytest

from meterline.bench.channel import Line
from meterline.bench.judging import SlotJudged, Verdict
from meterline.bench.measures import measures, reliability
from meterline.bench.pack import PackCall, PackTurn
from meterline.bench.tables import tables
from meterline.bench.turns import Judged, Trial, Tried
from meterline.bench.understanding import figures
from meterline.language.turn import Understanding

R, W, C, A = Verdict.RIGHT, Verdict.WRONG, Verdict.CONFIRM, Verdict.ASKED
CALL = PackCall(1, "100", "", None, "", ())


def item(role: str, verdict: Verdict, *slots: SlotJudged, tried: tuple[Tried, ...] = ()) -> Judged:
    turn = PackTurn(role, "", {}, 0, 16000)
    return Judged(CALL, turn, Line(), Understanding(), list(slots), verdict, 0.02, tried)


def said(kind: str, verdict: Verdict) -> SlotJudged:
    return SlotJudged(kind, "5", "5", verdict, 0.9, True)


ACCOUNTS = [
    *repeat(item("account", R), 16),
    item("account", C),
    item("account", C),
    item("account", W),
    item("account", A),
]


def test_a_measure_counts_sure_and_offered_values_and_says_how_far_it_may_be_off() -> None:
    account = measures(ACCOUNTS, hard=False)["account"]
    assert (account["n"], account["right"], account["to_confirm"]) == (20, 18, 2)
    assert account["right_share"] == 0.9
    assert account["right_interval"] == pytest.approx([0.6990, 0.9721], abs=1e-4)
    assert (account["wrong"], account["wrong_share"]) == (1, 0.05)
    assert account["wanted"] == {"right_at_least": 0.98, "wrong_at_most": 0.003}


WANTED = [
    ("account", False, 0.98, 0.003),
    ("reading", False, 0.97, 0.003),
    ("one_breath", False, 0.93, 0.005),
    ("yes_no_commands", False, 0.98, 0.005),
    ("name_agrees", False, 0.98, None),
    ("name_differs", False, 0.98, None),
    ("account", True, 0.92, 0.005),
    ("reading", True, 0.92, 0.005),
    ("one_breath", True, 0.80, 0.005),
    ("yes_no", True, 0.95, 0.005),
    ("name_differs", True, None, None),
]


@pytest.mark.parametrize(("name", "hard", "right", "wrong"), WANTED)
def test_what_is_wanted_depends_on_the_line(
    name: str, hard: bool, right: float | None, wrong: float | None
) -> None:
    wanted = measures(ACCOUNTS, hard)[name]["wanted"]
    assert wanted == {"right_at_least": right, "wrong_at_most": wrong}


ROLES = [
    ("account_by_digit", set()),
    ("yes", {"yes_no", "yes_no_commands"}),
    ("repeat", {"yes_no_commands"}),
    ("reading", {"reading"}),
    ("name", {"name_agrees"}),
    ("an unknown one", set()),
]


@pytest.mark.parametrize(("role", "names"), ROLES)
def test_a_turn_counts_in_the_measures_of_its_role(role: str, names: set[str]) -> None:
    found = measures([item(role, R)], hard=False)
    assert {name for name, each in found.items() if each.get("n")} == names


def test_one_breath_is_counted_by_slot_too() -> None:
    turns = [
        item("one_breath", A, said("account", R), said("reading", A)),
        item("one_breath", A, said("account", A), said("reading", A)),
        item("one_breath", W, said("account", W), said("reading", C)),
        item("one_breath", R, SlotJudged("account", None, "5", R, 0.9, True)),
    ]
    found = measures(turns, hard=False)["one_breath_by_slot"]
    assert found["asked_as_a_whole"] == 1
    account, reading = found["slots"]["account"], found["slots"]["reading"]
    assert (account["n"], account["right"], account["wrong"]) == (3, 1, 1)
    assert (reading["n"], reading["right"], reading["to_confirm"]) == (3, 1, 1)


def impostor(trial: Trial, outcome: str) -> Judged:
    return item("name", R, tried=(Tried(trial, "200", outcome),))


def test_impostors_are_right_when_found_or_unclear() -> None:
    turns = [
        impostor(Trial.NEAR_IMPOSTOR, "let_through"),
        impostor(Trial.NEAR_IMPOSTOR, "found"),
        impostor(Trial.OTHER_IMPOSTOR, "unclear"),
        impostor(Trial.OTHER_IMPOSTOR, "found"),
    ]
    found = measures(turns, hard=False)["name_differs"]
    assert (found["n"], found["right"], found["right_share"]) == (4, 3, 0.75)
    assert (found["found"], found["unclear"], found["let_through"]) == (2, 1, 1)
    assert found["near_surnames"]["right_share"] == 0.5
    assert found["other_surnames"]["right_share"] == 1.0


def test_accounts_that_are_not_in_the_base_must_not_be_taken() -> None:
    outcomes = ("sure", "confirm", "ask", "ask")
    turns = [item("account", R, tried=(Tried(Trial.NOT_IN_BASE, "5", o),)) for o in outcomes]
    found = measures(turns, hard=False)["account_not_in_base"]
    assert (found["n"], found["accepted_as_sure"], found["offered_for_confirmation"]) == (4, 1, 1)
    assert found["accepted_as_sure_share"] == 0.25


def test_reliability_goes_by_kind_over_every_value_heard() -> None:
    turns = [
        item("account", R, SlotJudged("account", "5", "5", R, 0.95, True)),
        item("account", A, SlotJudged("account", "5", "6", A, 0.35, False)),
        item("account", A, SlotJudged("account", "5", None, A)),
        item("one_breath", R, said("account", R), SlotJudged("name", "Белов", "белов", R)),
    ]
    found = reliability(turns)
    assert found.keys() == {"account"}
    assert found["account"]["n"] == 3
    # (|0.35 - 0| + 2 * |0.925 - 1|) / 3
    assert found["account"]["expected_calibration_error"] == pytest.approx(0.1666667)
    assert [each["n"] for each in found["account"]["bins"]] == [1, 2]


def test_the_agreed_keys_are_there_and_their_counts_fit() -> None:
    found = figures(ACCOUNTS, hard=False)
    assert found["turns"] == 20
    assert found["by_role"] == {
        "account": {"n": 20, "right": 16, "wrong": 1, "asked": 3, "confirm_right": 2}
    }
    assert found["core_seconds_per_audio_second"] == pytest.approx(0.01)


def test_nothing_heard_is_told_as_nothing() -> None:
    found = figures([], hard=True)
    account = found["measures"]["account"]
    assert (account["n"], account["right_share"], account["right_interval"]) == (0, None, [0, 1])
    assert found["core_seconds_per_audio_second"] == 0.0
    assert "–" in [str(cell) for cell in list(tables(found))[1].columns[2].cells]
