"""`meterline tune` on the small pack: a file that the ears can use, and what it says."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from meterline.bench.fitting import Sample, Shape
from meterline.bench.tuning import FEWEST, FEWEST_WRONG, SHAPES, TIE, costs_of, curve_of
from meterline.cli.main import app
from meterline.ears.calibration import Curve, Kind, calibration_in

TURNS = Path(__file__).resolve().parents[1] / "data" / "turns"
MODEL = "letters-ru-8k"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tune")
    (folder / "out.json").write_text('{"models": {"another": {"kept": true}}}', "utf-8")
    names = {"--out": "out.json", "--errors": "errors.jsonl", "--picture": "curve.svg"}
    options = [part for option, name in names.items() for part in (option, str(folder / name))]
    arguments = ["--pack", str(TURNS), "--base", "300", "--home", str(folder / "home")]
    result = CliRunner().invoke(app, ["tune", *arguments, *options, "--wrong-cost", "500"])
    assert result.exit_code == 0, result.output
    assert "expected calibration error" in result.output
    return folder


def test_the_file_is_a_calibration_with_the_costs_asked_for(folder: Path) -> None:
    calibration = calibration_in(folder / "out.json", MODEL)
    assert calibration.own
    assert calibration.slots[Kind.ACCOUNT].costs.wrong == 500


def test_other_models_in_the_file_are_kept(folder: Path) -> None:
    models = json.loads((folder / "out.json").read_text("utf-8"))["models"]
    assert models["another"] == {"kept": True}


def test_the_figures_count_every_turn_once(folder: Path) -> None:
    models = json.loads((folder / "out.json").read_text("utf-8"))["models"]
    [rows] = models[MODEL]["measured"]["turns"].values()
    asked = {role: row for role, row in rows.items() if ":" not in role}
    calls = (TURNS / "calls.jsonl").read_text("utf-8").splitlines()
    assert sum(row["n"] for row in asked.values()) == sum(
        len(json.loads(line)["turns"]) for line in calls
    )
    assert sum(row["wrong"] for row in rows.values()) == 0


def test_errors_and_picture_are_written(folder: Path) -> None:
    for line in (folder / "errors.jsonl").read_text("utf-8").splitlines():
        assert {"blame", "text", "letters", "cases"} <= json.loads(line).keys()
    assert (folder / "curve.svg").read_text("utf-8").startswith("<?xml")


def test_letters_are_kept_for_the_next_time(folder: Path) -> None:
    assert [path.suffix for path in (folder / "home" / "cache").iterdir()] == [".npz"]


@pytest.mark.parametrize("kind", list(Kind))
def test_evidence_of_a_kind_has_one_sign_and_no_gap(kind: Kind) -> None:
    by_name: dict[str, list[Shape]] = {}
    for shape in SHAPES[kind]:
        by_name.setdefault(shape.of, []).append(shape)
    for shapes in by_name.values():
        assert len({shape.sign for shape in shapes}) == 1
        assert all(a.high == b.low for a, b in pairwise(shapes))


@pytest.mark.parametrize("kind", list(Kind))
def test_whatever_a_wrong_value_costs_there_is_a_probability_that_is_sure(kind: Kind) -> None:
    for wrong in (20.0, 1000.0, 1e6):
        assert 0.0 <= costs_of(kind, wrong).sure_from < 1.0


def clear_accounts() -> list[Sample]:
    """A model that hears well: whatever leads by much is right, but for a few strangers."""
    clear = {**TIE, "margin": 20.0, "odds": 12.0}
    strangers = [Sample({**clear, "gap": 12.0}, False)] * 20
    return [*[Sample(clear, True)] * 500, *strangers]


def test_two_accounts_that_sound_alike_are_asked_for_whatever_the_pack_has() -> None:
    curve = curve_of(Kind.ACCOUNT, clear_accounts(), Curve(0.0, ()))
    assert curve.probability(TIE) < costs_of(Kind.ACCOUNT, 1000.0).confirm_from


def test_an_account_that_leads_a_little_is_asked_about() -> None:
    """A lead of 3 nats is what an earlier hearing is worth at most: no reason to be sure."""
    curve = curve_of(Kind.ACCOUNT, clear_accounts(), Curve(0.0, ()))
    little = curve.probability({**TIE, "odds": 3.0, "margin": 3.0})
    assert little < costs_of(Kind.ACCOUNT, 1000.0).sure_from
    assert curve.probability({**TIE, "odds": 12.0, "margin": 20.0}) > little


def test_of_few_accounts_nothing_is_learnt() -> None:
    now = Curve(1.0, ())
    assert curve_of(Kind.ACCOUNT, clear_accounts()[: FEWEST - 1], now) == now
    assert curve_of(Kind.ACCOUNT, clear_accounts()[: 500 + FEWEST_WRONG - 1], now) == now
