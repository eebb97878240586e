"""Why a turn was understood as it was: the steps of understanding, told and drawn."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from customers_heard import DAY_NIGHT, PHARMACY, SINGLE, base
from scipy.signal import resample_poly
from spoken_letters import letters_of
from typer.testing import CliRunner, Result

from meterline.bench.pack import PackTurn, read_pack
from meterline.cli import main
from meterline.ears.explanation import Explainer, Explanation
from meterline.language.turn import Asked, Decision, Expectation

TURNS = Path(__file__).resolve().parents[1] / "data" / "turns"
ACCOUNT = "семьсот двадцать два восемьсот восемнадцать шестьсот шестьдесят два ноль одиннадцать"


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    return Explainer(base())


def explained(explainer: Explainer, words: str, expectation: Expectation) -> Explanation:
    return explainer.explain(letters_of(words), 0.04, expectation)


def test_letters_and_words_stand_where_they_were_said(explainer: Explainer) -> None:
    told = explained(explainer, "да верно", Expectation(Asked.CONFIRM, (SINGLE,)))
    assert "".join(letter.letter for letter in told.letters) == "да верно"
    assert [word.letters for word in told.words] == ["да", "верно"]
    # Five frames of silence, then a frame for each letter and one after it.
    assert told.words[0].start == pytest.approx(0.2)
    assert told.words[1].start == pytest.approx(0.2 + 3 * 0.08)
    assert min(letter.probability for letter in told.letters) > 0.98


def test_the_base_is_weighed_against_any_account(explainer: Explainer) -> None:
    inside = explained(explainer, ACCOUNT, Expectation(Asked.ACCOUNT)).base
    assert inside is not None
    assert (inside.free_account, inside.inside_account) == (SINGLE.account, SINGLE.account)
    assert inside.gap == pytest.approx(0.0, abs=0.1)
    stranger = ACCOUNT.replace("одиннадцать", "двенадцать")
    outside = explained(explainer, stranger, Expectation(Asked.ACCOUNT)).base
    assert outside is not None
    assert outside.free_account == "722818662012"
    assert outside.gap > 5.0


def test_without_an_account_there_is_nothing_to_say_of_the_base(explainer: Explainer) -> None:
    assert explained(explainer, "да", Expectation(Asked.CONFIRM, (SINGLE,))).base is None


def test_a_dictation_in_the_menu_is_explained_as_one(explainer: Explainer) -> None:
    told = explained(explainer, f"симонов {ACCOUNT}", Expectation(Asked.MENU))
    assert told.meanings[0].account == SINGLE.account
    assert told.base is not None
    assert told.base.inside_account == SINGLE.account
    assert [reason.value for reason in told.reasons if reason.kind == "account"] == [SINGLE.account]


def test_the_plausible_range_moves_a_meaning_up(explainer: Explainer) -> None:
    words = "день сорок семь четыреста восемь ночь десять восемьсот"
    told = explained(explainer, words, Expectation(Asked.READING, (DAY_NIGHT,)))
    ranks = [one.values for one in told.by_sound]
    moved = [ranks.index(one.values) for one in told.meanings if one.values in ranks]
    assert moved != sorted(moved)
    scores = [one.sound + one.prior for one in told.meanings]
    assert scores == sorted(scores, reverse=True)
    assert [m.sound for m in told.by_sound] == sorted(
        (m.sound for m in told.by_sound), reverse=True
    )
    assert sum(one.share for one in told.meanings) == pytest.approx(1.0, abs=0.01)


def test_every_decision_has_its_reason(explainer: Explainer) -> None:
    words = f"симонов {ACCOUNT} показания сто шестьдесят пять тысяч двести"
    told = explained(explainer, words, Expectation(Asked.ONE_BREATH))
    assert [reason.kind for reason in told.reasons] == ["account", "reading"]
    heard = told.understanding
    assert heard.account is not None
    account, reading = told.reasons
    assert (account.value, account.decision) == (heard.account.value, heard.account.decision)
    assert reading.decision is heard.readings[0].slot.decision
    for reason in told.reasons:
        odds = reason.bias + sum(one.odds for one in reason.weighed)
        assert reason.probability == pytest.approx(1 / (1 + np.exp(-odds)), abs=0.002)
        if reason.decision is Decision.SURE:
            assert reason.probability >= reason.sure_from
    assert told.name is not None
    assert (told.name.name, told.name.agrees) == (SINGLE.name, True)
    assert told.name.score >= told.name.agrees_from


def test_an_owner_known_by_name_alone_is_explained(explainer: Explainer) -> None:
    words = "аптека алтай четыреста двенадцать тысяч сто шестнадцать"
    told = explained(explainer, words, Expectation(Asked.ONE_BREATH))
    assert "owner" in [reason.kind for reason in told.reasons]
    assert told.name is not None
    assert told.name.name == PHARMACY.name
    assert told.meanings[0].values[0].serial == PHARMACY.meters[0].serial


def test_no_sound_is_no_turn(explainer: Explainer) -> None:
    with pytest.raises(ValueError, match="no sound"):
        explainer.explain(np.zeros((0, 34), np.float32), 0.04, Expectation(Asked.ACCOUNT))


# The command -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def turn() -> tuple[str, PackTurn]:
    """The account and the first reading of the small pack."""
    call = read_pack(TURNS).calls[0]
    found = call.first("reading")
    assert found is not None
    return call.account, found


@pytest.fixture(scope="module")
def recording(turn: tuple[str, PackTurn], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The turn on the left of a stereo recording at 48 kHz, from the second second on."""
    speech = resample_poly(read_pack(TURNS).samples(turn[1]) / 32768, 6, 1)
    stereo = np.zeros((len(speech) + 2 * 48000, 2))
    stereo[48000 : 48000 + len(speech), 0] = speech
    stereo[:, 1] = 0.3 * np.sin(np.arange(len(stereo)) / 20)
    path = tmp_path_factory.mktemp("recordings") / "call.flac"
    soundfile.write(path, stereo, 48000)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main.build(), ["explain", *map(str, arguments)])


def test_a_turn_of_a_recording_is_told_and_drawn(
    turn: tuple[str, PackTurn], recording: Path, tmp_path: Path
) -> None:
    account, said = turn
    png, file = tmp_path / "turn.png", tmp_path / "turn.json"
    cut = ("--from", 0.9, "--to", 1.2 + said.length / 8000)
    known = ("--asked", "reading", "--account", account, "--base", TURNS)
    shown = run(recording, *cut, *known, "--png", png, "--json", file)
    assert shown.exit_code == 0, shown.output
    for title in ("letters over time", "best meanings", "what the prior changed", "decisions"):
        assert title in shown.stdout
    heard: dict[str, Any] = json.loads(file.read_text("utf-8"))
    values = {v["zone"]: int(v["digits"]) for v in heard["meanings"][0]["values"]}
    assert values == said.slots["readings"]
    assert heard["words"][0]["start"] < 1.0
    picture = png.read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 20_000


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--account", "1234567"], "no such account"),
        (["--from", "3600"], "no sound"),
        (["--base", "{folder}"], "no customer base"),
    ],
)
def test_what_can_be_mended_is_said(
    recording: Path, tmp_path: Path, arguments: list[str], problem: str
) -> None:
    filled = [each.format(folder=tmp_path) for each in arguments]
    base_of_turns = [] if "--base" in filled else ["--base", str(TURNS)]
    shown = run(recording, *filled, *base_of_turns)
    assert shown.exit_code == 2
    assert problem in shown.stderr


def test_a_file_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("сто двадцать")
    shown = run(file, "--base", TURNS)
    assert (shown.exit_code, "name a sound file" in shown.stderr) == (2, True)


@pytest.mark.parametrize("key", ["nothing.wav", "0b3c1b3e-0000-4000-8000-000000000000"])
def test_a_turn_that_is_not_there_is_refused(db: None, home: Path, key: str) -> None:
    shown = run(key, "--home", home)
    assert (shown.exit_code, "no file and no call" in shown.stderr) == (2, True)


def test_without_matplotlib_the_mend_is_told(
    recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    shown = run(recording, "--png", tmp_path / "turn.png")
    assert (shown.exit_code, "pip install 'meterline[bench]'" in shown.stderr) == (2, True)
