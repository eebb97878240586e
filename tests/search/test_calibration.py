"""How sure a value is, what follows from it, and data files that are not what they should be."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.ears.calibration import (
    CERTAIN,
    DEFAULT_MODEL,
    Case,
    Costs,
    Curve,
    Kind,
    SlotCalibration,
    Term,
    calibration_in,
    calibration_of,
    is_tuned,
)
from meterline.errors import Mendable
from meterline.language.turn import Decision

COSTS = Costs(wrong=1000, again=18, question=8, keys=45, slip=0.01)
SLOT = SlotCalibration(
    Curve(-3.0, (Term("margin", 0, 10, 1.0), Term("gap", 0, 10, -1.0))),
    Curve(3.0, (Term("unclear", 0, 1, -6.0),)),
    COSTS,
)
CLEAR, FOUL = 0.05, 0.9

FOR = ("margin", "heard", "odds", "prior", "name", "account", "name_score")
AGAINST = ("gap", "unclear", "strain", "open", "stray", "values", "digits", "owners")


@pytest.mark.parametrize(
    ("margin", "gap", "unclear", "rule", "decision"),
    [
        (10, 0, CLEAR, False, Decision.SURE),
        (99, 0, CLEAR, False, Decision.SURE),
        (10, 0, FOUL, False, Decision.SURE),
        (10, 0, CLEAR, True, Decision.CONFIRM),
        (10, 3, CLEAR, False, Decision.CONFIRM),
        (5, 0, CLEAR, False, Decision.CONFIRM),
        (5, 0, FOUL, False, Decision.CONFIRM),
        (3, 0, CLEAR, False, Decision.ASK),
        (0, 0, CLEAR, False, Decision.ASK),
        (3, 0, FOUL, False, Decision.GIVE_UP),
        (10, 9, FOUL, False, Decision.GIVE_UP),
        (-5, 0, FOUL, True, Decision.GIVE_UP),
    ],
)
def test_what_is_done_with_an_account(
    margin: float, gap: float, unclear: float, rule: bool, decision: Decision
) -> None:
    case = Case(Kind.ACCOUNT, "1", {"margin": margin, "gap": gap}, unclear, never_sure=rule)
    assert SLOT.judge(case).decision is decision


@pytest.mark.parametrize(
    ("costs", "sure", "confirm", "give_up"),
    [
        (COSTS, 1 - 8 / 972, 1 - 10 / 28, 0.4),
        (Costs(wrong=100, again=18, question=8), 1 - 8 / 82, 1 - 10 / 18, 0.0),
        (Costs(wrong=600, again=6), 0.99, 1.0, 0.0),
        (Costs(wrong=5, again=6), 0.0, 1.0, 0.0),
        (Costs(wrong=1000, again=6, question=8), 1 - 8 / 994, 1.0, 0.0),
    ],
)
def test_decisions_follow_from_costs(
    costs: Costs, sure: float, confirm: float, give_up: float
) -> None:
    assert costs.sure_from == pytest.approx(sure)
    assert costs.confirm_from == pytest.approx(confirm)
    assert costs.give_up_below == pytest.approx(give_up)


@given(cheap=st.floats(60, 1e5), more=st.floats(1.0, 100.0), slip=st.floats(0, 0.1))
def test_the_dearer_a_wrong_value_the_surer_it_must_be(
    cheap: float, more: float, slip: float
) -> None:
    costs = Costs(cheap, 18, 8, 45, slip)
    dearer = Costs(cheap * more, 18, 8, 45, slip)
    assert dearer.sure_from >= costs.sure_from
    assert dearer.confirm_from >= costs.confirm_from


def test_where_no_question_helps_a_value_is_taken_or_asked_for_again() -> None:
    slot = SlotCalibration(SLOT.curve, SLOT.again, Costs(wrong=600, again=6))
    decisions = {
        slot.judge(Case(Kind.YES, "True", {"margin": m}, FOUL)).decision for m in range(12)
    }
    assert decisions == {Decision.SURE, Decision.ASK}


EVIDENCE = st.fixed_dictionaries(
    {name: st.floats(-35, 35) for name in (*FOR, *AGAINST)},
)


@given(
    kind=st.sampled_from(list(Kind)),
    evidence=EVIDENCE,
    name=st.sampled_from((*FOR, *AGAINST)),
    more=st.floats(0, 40),
)
def test_more_evidence_never_lowers_a_probability(
    kind: Kind, evidence: dict[str, float], name: str, more: float
) -> None:
    calibration = calibration_of(DEFAULT_MODEL)
    sign = 1 if name in FOR else -1
    better = {**evidence, name: evidence[name] + sign * more}
    before, after = (
        calibration.judge(Case(kind, "1", e, CLEAR)).probability for e in (evidence, better)
    )
    assert 1 - CERTAIN <= before <= after + 1e-12
    assert after <= CERTAIN


@given(kind=st.sampled_from([Kind.ACCOUNT, Kind.READING]), evidence=EVIDENCE)
def test_what_the_prior_alone_decided_is_never_sure(kind: Kind, evidence: dict[str, float]) -> None:
    case = Case(kind, "1", evidence, CLEAR, never_sure=True)
    assert calibration_of(DEFAULT_MODEL).judge(case).decision is not Decision.SURE


def test_a_model_that_nobody_tuned_goes_by_the_bundled_one_and_says_so() -> None:
    stranger, bundled = calibration_of("somebody-elses-model"), calibration_of(DEFAULT_MODEL)
    assert (stranger.model, stranger.own) == ("somebody-elses-model", False)
    assert stranger.slots == bundled.slots
    assert not is_tuned("somebody-elses-model")
    assert is_tuned(DEFAULT_MODEL)


@pytest.fixture
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A company's own file, used while the test runs."""
    file = tmp_path / "own.json"
    monkeypatch.setenv("METERLINE_CALIBRATION", str(file))
    calibration_of.cache_clear()
    yield file
    calibration_of.cache_clear()


def test_a_companys_own_file_goes_before_the_packaged_one(own_file: Path) -> None:
    table = packaged()
    table["names"] = {"name_agrees": -7.0, "name_differs": -8.0, "name_sure": -1.0}
    own_file.write_text(json.dumps({"models": {"ours": table}}), "utf-8")
    assert calibration_of("ours").own
    assert calibration_of("ours").names.name_agrees == -7.0
    assert calibration_of(DEFAULT_MODEL).own
    assert calibration_of(DEFAULT_MODEL).names.name_agrees > -7.0


def test_a_companys_own_file_that_is_gone_is_told(own_file: Path) -> None:
    with pytest.raises(Mendable) as failure:
        calibration_of(DEFAULT_MODEL)
    assert own_file.name in failure.value.message


def packaged() -> dict[str, object]:
    text = files("meterline.ears").joinpath("calibration.json").read_text("utf-8")
    table: dict[str, object] = json.loads(text)["models"][DEFAULT_MODEL]
    return table


def without(table: object, *path: str) -> object:
    if not isinstance(table, dict):
        raise TypeError(path)
    if len(path) == 1:
        return {key: value for key, value in table.items() if key != path[0]}
    return {**table, path[0]: without(table[path[0]], *path[1:])}


@pytest.mark.parametrize(
    "path",
    [
        ("slots",),
        ("names",),
        ("names", "name_agrees"),
        ("slots", "reading"),
        ("slots", "account", "curve"),
        ("slots", "account", "curve", "bias"),
        ("slots", "account", "curve", "terms"),
        ("slots", "yes", "costs", "wrong"),
    ],
    ids="/".join,
)
def test_a_file_that_lacks_something_says_what_to_do(tmp_path: Path, path: tuple[str, ...]) -> None:
    file = tmp_path / "calibration.json"
    file.write_text(json.dumps({"models": {DEFAULT_MODEL: without(packaged(), *path)}}), "utf-8")
    with pytest.raises(Mendable) as failure:
        calibration_in(file, DEFAULT_MODEL)
    assert path[-1] in failure.value.message
    assert "meterline tune" in failure.value.mend


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"models": 3}', '{"models": {}}', "nonsense"])
def test_a_file_that_is_none_says_what_to_do(tmp_path: Path, text: str) -> None:
    file = tmp_path / "calibration.json"
    file.write_text(text, "utf-8")
    with pytest.raises(Mendable):
        calibration_in(file, DEFAULT_MODEL)


def test_a_file_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Mendable):
        calibration_in(tmp_path / "none.json", DEFAULT_MODEL)
