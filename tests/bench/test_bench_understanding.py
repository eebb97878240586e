"""`meterline bench understanding` as a user runs it, on a small pack and on broken ones."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from meterline.bench.base import base_of, base_without_callers
from meterline.bench.channel import Channel
from meterline.bench.expecting import expectation_of
from meterline.bench.jobs import Plan, judged
from meterline.bench.pack import PackTurn, read_pack
from meterline.bench.per_turn import line_of
from meterline.cli.main import app
from meterline.ears.acoustic.bundled import BundledModel
from meterline.language.turn import Asked

TURNS = Path(__file__).resolve().parents[1] / "data" / "turns"

Rows = list[dict[str, Any]]
Change = Callable[[Path], None]


def bench(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["bench", "understanding", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small pack with its first call only, to be spoilt."""
    copy = tmp_path / "pack"
    copytree(TURNS, copy)
    change_calls(lambda calls: None)(copy)
    return copy


def change_calls(change: Callable[[Rows], None]) -> Change:
    def changed(folder: Path) -> None:
        path = folder / "calls.jsonl"
        calls = [json.loads(line) for line in path.read_text("utf-8").splitlines()][:1]
        change(calls)
        path.write_text("".join(json.dumps(call) + "\n" for call in calls), "utf-8")

    return changed


def change_turn(**labels: Any) -> Change:
    return change_calls(lambda calls: calls[0]["turns"][0].update(labels))


def rename_column(table: str, old: str, new: str) -> Change:
    def changed(folder: Path) -> None:
        path = folder / table
        path.write_text(path.read_text("utf-8-sig").replace(old, new, 1), "utf-8")

    return changed


def cut_audio(folder: Path) -> None:
    (folder / "calls.opus").unlink()
    soundfile.write(folder / "calls.wav", np.zeros(8000, np.int16), 8000)


BROKEN = [
    (lambda folder: (folder / "customers.csv").unlink(), "the pack has no customers.csv"),
    (lambda folder: (folder / "readings.csv").unlink(), "the pack has no readings.csv"),
    (rename_column("customers.csv", "name", "fio"), "customers.csv of the pack has no column name"),
    (rename_column("meters.csv", "digits", "size"), "meters.csv of the pack has no column digits"),
    (rename_column("readings.csv", ";single;", ";dusk;"), "cannot be used: 'dusk'"),
    (cut_audio, "calls.wav ends at sample 8000"),
    (change_turn(slots={"readings": {"dusk": 5}}), "one_breath at sample 0: no zone 'dusk'"),
    (change_turn(slots={"readings": {"day": "5,1"}}), "a reading is not whole digits"),
    (change_turn(slots={"readings": [5]}), "readings are not zone and value"),
    (change_turn(slots={"confirm": "yes"}), "confirm is neither true nor false"),
    (change_turn(length=0), "no length"),
    (change_calls(lambda calls: calls.clear()), "no turn is labelled"),
]


@pytest.mark.parametrize(("spoil", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_what_is_wrong_with_a_pack_is_said_in_two_lines(
    spoil: Change, message: str, folder: Path
) -> None:
    spoil(folder)
    shown = bench("--pack", folder, "--jobs", "1")
    assert shown.exit_code == 2
    first, second = shown.stderr.splitlines()
    assert message in first
    assert second.startswith("mend: ")


COMPILES = pytest.mark.timeout(400)
"""The first to hear something compiles the search, which takes long on a busy machine."""

OPTIONS = [
    (("--noise", "30-10"), "no noise of 30-10 dB"),
    (("--codec", "opus"), "no codec opus"),
    (("--plot", "curve.txt"), "no picture curve.txt"),
]


@pytest.mark.parametrize(("options", "message"), OPTIONS)
def test_options_that_cannot_be(options: tuple[str, str], message: str) -> None:
    shown = bench("--pack", TURNS, *options)
    assert shown.exit_code == 2
    assert message in shown.stderr


def test_the_curve_needs_matplotlib(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    shown = bench("--pack", TURNS, "--plot", tmp_path / "curve.png")
    assert shown.exit_code == 2
    assert "pip install 'meterline[bench]'" in shown.stderr


@COMPILES
def test_figures_turns_and_curve_are_written(folder: Path, tmp_path: Path) -> None:
    change_turn(role="account_with_pauses", slots={"account": "1", "mood": "good"})(folder)
    figures, lines, curve = (tmp_path / name for name in ("f.json", "t.jsonl", "c.svg"))
    shown = bench(
        "--pack", folder, "--jobs", "1", "--noise", "10-30",
        "--json", figures, "--per-turn", lines, "--plot", curve,
    )  # fmt: skip
    assert shown.exit_code == 0, shown.output
    written = json.loads(figures.read_text("utf-8"))
    turns = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert written["turns"] == len(turns) == 8
    assert written["by_role"]["account_with_pauses"]["n"] == 1
    assert written["measures"]["one_breath"]["n"] == 0
    assert written["measures"]["account_not_in_base"]["n"] == 1
    assert written["measures"]["name_differs"]["n"] == 1
    assert written["reliability"]["account"]["n"] >= 1
    assert 10 <= turns[0]["line"]["noise"] <= 30
    assert turns[0]["said"] == {"account": "1", "mood": "good"}
    assert "<svg" in curve.read_text("utf-8")
    assert "yes no commands" in shown.output


@COMPILES
def test_what_is_heard_does_not_depend_on_the_number_of_processes() -> None:
    pack = read_pack(TURNS)
    plan = Plan(
        replace(pack, calls=pack.calls[:2]), BundledModel, Channel(hard=True, seed=3), jobs=1
    )
    one, two = ([line_of(item) for item in judged(replace(plan, jobs=jobs))] for jobs in (1, 2))
    for line in (*one, *two):
        del line["heard"]["core_seconds"]
    assert one == two


def test_processes_are_as_many_as_asked_for_but_no_more_than_calls() -> None:
    plan = Plan(read_pack(TURNS), BundledModel, Channel())
    assert 1 <= plan.processes <= 4
    assert replace(plan, jobs=3).processes == 3
    assert replace(plan, jobs=50).processes == 6


def test_callers_are_taken_from_the_base_and_their_neighbours_stay() -> None:
    pack = read_pack(TURNS)
    full, without = base_of(pack, 40), base_without_callers(pack, 40)
    for call in pack.calls:
        assert full.find(call.account) is not None
        assert without.find(call.account) is None
        assert any(
            len(other) == len(call.account)
            and sum(a != b for a, b in zip(other, call.account, strict=True)) <= 2
            for other in map(without.account, range(len(without)))
        )


QUESTIONS = [
    ("account", {"account": "1"}, Asked.ACCOUNT),
    ("repeat", {"command": "repeat"}, Asked.MENU),
    ("account_with_pauses", {"account": "1"}, Asked.ACCOUNT),
    ("all_at_once", {"account": "1", "readings": {}}, Asked.ONE_BREATH),
    ("who_and_what", {"name": "Белов", "readings": {}}, Asked.ONE_BREATH),
    ("surname", {"name": "Белов"}, Asked.NAME),
    ("value", {"readings": {}, "serial": "5"}, Asked.READING),
    ("no_but", {"confirm": False, "readings": {}}, Asked.CONFIRM),
    ("help", {"command": "help"}, Asked.MENU),
    ("where", {"region": "tuva"}, Asked.REGION),
    ("chat", {}, Asked.FREE),
]


@pytest.mark.parametrize(("role", "slots", "asked"), QUESTIONS)
def test_an_unknown_role_is_asked_by_what_it_says(
    role: str, slots: dict[str, Any], asked: Asked
) -> None:
    base = base_of(read_pack(TURNS), 0)
    assert expectation_of(PackTurn(role, "", slots, 0, 1), "1", base).asked is asked
