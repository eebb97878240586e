"""T-one's adapter, on a tiny graph with the same inputs and outputs."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto
from tiny_models import LAG, STATE, said_to_t_one, text_of, tiny_t_one

from meterline.bench.base import base_of
from meterline.bench.expecting import expectation_of
from meterline.bench.pack import read_pack
from meterline.ears.acoustic.contract import heard
from meterline.ears.acoustic.sessions import ModelMissing, ModelUnreadable
from meterline.ears.acoustic.t_one import CHUNK, FRAME, TOneModel
from meterline.ears.port import COLUMNS, Pcm
from meterline.ears.understanding import Understander

TEXT = "восемь два ноль"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TOneModel:
    return TOneModel(tiny_t_one(tmp_path_factory.mktemp("t-one") / "model.onnx"))


@pytest.mark.parametrize(
    ("said", "written"),
    [(TEXT, TEXT), ("ё", "е"), ("съёмка жёлтая", "съемка желтая"), ("а", "а"), ("", "")],
)
def test_what_is_said_is_heard_with_yo_written_as_e(
    model: TOneModel, said: str, written: str
) -> None:
    assert text_of(heard(model, [said_to_t_one(said)])) == written


def test_yo_and_e_add_up_to_one_letter(model: TOneModel) -> None:
    """Between the levels of е and ё both are half likely; the letter is certain."""
    between = (said_to_t_one("е") + said_to_t_one("ё")) / 2
    logp = heard(model, [between])
    assert np.exp(logp[0].max()) > 0.95
    assert text_of(logp) == "е"


@pytest.mark.parametrize("lead", [0, 1, 7, 33, 100])
def test_frame_0_is_the_beginning_of_the_audio(model: TOneModel, lead: int) -> None:
    sound = np.pad(said_to_t_one("да"), (lead * FRAME, 0))
    logp = heard(model, [sound])
    assert len(logp) == len(sound) // FRAME
    assert np.flatnonzero(logp.argmax(axis=1)).tolist() == [lead, lead + 1, lead + 4, lead + 5]


@given(st.lists(st.integers(0, 9000), max_size=6))
def test_chunks_of_any_size_give_the_same_letters(model: TOneModel, cuts: list[int]) -> None:
    sound = said_to_t_one(TEXT)
    pieces = np.split(sound, sorted(min(cut, len(sound)) for cut in cuts))
    assert np.array_equal(heard(model, pieces), heard(model, [sound]))


@pytest.mark.parametrize("cut", [2 * FRAME, 2 * FRAME - 1, FRAME + 1])
@pytest.mark.parametrize("lead", range(CHUNK // FRAME))
def test_the_last_letter_is_told_though_nothing_follows(
    model: TOneModel, lead: int, cut: int
) -> None:
    sound = np.pad(said_to_t_one("да"), (lead * FRAME, 0))[:-cut]
    assert text_of(heard(model, [sound])) == "да"


def test_audio_may_follow_after_the_last_letter_was_told(model: TOneModel) -> None:
    first, second = said_to_t_one("да нет"), said_to_t_one("сорок")
    ((letters, state),) = model.forward([first], [model.start()])
    assert text_of(letters.logp) == "да нет"
    ((more, _),) = model.forward([second], [state])
    whole = np.concatenate([letters.logp[: more.start_frame], more.logp])
    assert np.array_equal(whole, heard(model, [np.concatenate([first, second])]))


def test_letters_of_whole_chunks_are_never_told_again(model: TOneModel) -> None:
    sound, state, starts = said_to_t_one(TEXT * 4), model.start(), []
    for at in range(0, len(sound), CHUNK):
        ((letters, state),) = model.forward([sound[at : at + CHUNK]], [state])
        starts.append(letters.start_frame)
        assert len(letters.logp) <= (2 * CHUNK) // FRAME + LAG
    assert starts == sorted(starts)
    assert starts[-1] > 0


def test_interim_letters_are_those_that_stay(model: TOneModel) -> None:
    sound = said_to_t_one(TEXT)
    final = heard(model, [sound])
    ((letters, state),) = model.forward([sound], [model.start()], interim=True)
    assert np.array_equal(letters.logp, final[: len(letters.logp)])
    assert len(final) - len(letters.logp) < 21
    ((rest, _),) = model.forward([sound[:0]], [state])
    assert np.array_equal(np.concatenate([letters.logp[: rest.start_frame], rest.logp]), final)


@pytest.mark.parametrize("samples", [TensorProto.INT32, TensorProto.INT16])
def test_samples_go_in_as_the_graph_wants_them(tmp_path: Path, samples: int) -> None:
    model = TOneModel(tiny_t_one(tmp_path / "model.onnx", samples=samples))
    loud: Pcm = np.array([2.0, -2.0] * 5 * FRAME, dtype=np.float32)
    assert text_of(heard(model, [said_to_t_one("да")])) == "да"
    assert heard(model, [loud]).shape == (10, COLUMNS)


def test_streams_are_heard_together_whatever_they_wait_for(model: TOneModel) -> None:
    texts = ["да", "", TEXT, "сорок один"]
    sounds = [said_to_t_one(text) for text in texts]
    together = model.forward(sounds, [model.start() for _ in sounds])
    assert [text_of(letters.logp) for letters, _ in together] == texts
    assert together[2][1].memory.shape == (STATE,)


def test_an_account_is_understood_at_33_frames_a_second(model: TOneModel) -> None:
    pack = read_pack(Path(__file__).parent.parent / "data" / "turns")
    base, call = base_of(pack, 0), pack.calls[0]
    turn = call.all_of("account_by_digit")[0]
    sound = said_to_t_one(turn.text, frames=1)
    expectation = expectation_of(turn, call.account, base)
    understood = Understander(base, model.name).understand(
        heard(model, [sound]), model.frame_seconds, expectation
    )
    assert understood.account
    assert understood.account.value == call.account
    assert understood.speech_end == pytest.approx(len(sound) / 8000, abs=0.1)


def test_a_missing_file_is_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"model\.onnx") as raised:
        TOneModel(tmp_path / "model.onnx")
    assert "meterline models fetch t-one" in raised.value.mend


@pytest.mark.parametrize("length", [0, 10, 900])
def test_a_file_that_was_cut_short_is_unreadable(tmp_path: Path, length: int) -> None:
    path = tiny_t_one(tmp_path / "model.onnx")
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ModelUnreadable, match=r"model\.onnx") as raised:
        TOneModel(path)
    assert "meterline models fetch t-one" in raised.value.mend


def test_graphs_of_another_alphabet_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreadable, match=r"\(1, 10, 36\), not \(1, 10, 35\)"):
        TOneModel(tiny_t_one(tmp_path / "model.onnx", classes=36))


def test_graphs_without_probabilities_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreadable, match="no log-probabilities"):
        TOneModel(tiny_t_one(tmp_path / "model.onnx", softmax=False))


def test_graphs_with_other_inputs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreadable, match="it is not T-one"):
        TOneModel(tiny_t_one(tmp_path / "model.onnx", state_name="cache"))
