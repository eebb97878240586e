"""Letters from sound by the bundled model."""

import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein
from recorded_turns import BY_NAME, TURNS, RecordedTurn, Sound

from meterline.ears.acoustic.bundled import MODEL, BundledModel
from meterline.ears.acoustic.sessions import ModelMissing, ModelUnreadable
from meterline.ears.acoustic.silences import gap_to_cut, quiet_runs, silence_to_cut
from meterline.ears.acoustic.whole import WINDOW
from meterline.ears.port import ALPHABET, BLANK, COLUMNS, AcousticModel, LogProbs, Pcm


@pytest.fixture(scope="module")
def model() -> AcousticModel:
    return BundledModel()


def text_of(logp: LogProbs) -> str:
    """The likeliest letters."""
    best = logp.argmax(axis=1)
    kept = best[(best != BLANK) & (np.diff(best, prepend=BLANK) != 0)]
    return " ".join("".join(ALPHABET[letter - 1] for letter in kept).split())


def letters_of(model: AcousticModel, sound: Sound, *marks: int) -> LogProbs:
    """Letters of an utterance fed in pieces that end at `marks` and at its end."""
    state, logp = model.start(), np.zeros((0, COLUMNS), dtype=np.float32)
    for start, end in pairwise([0, *marks, len(sound)]):
        ((letters, state),) = model.forward([sound[start:end]], [state])
        logp = np.concatenate([logp[: letters.start_frame], letters.logp])
    return logp


def errors(heard: str, said: str) -> float:
    """Letters wrong, of all letters said."""
    return Levenshtein.distance(heard, said) / len(said)


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.name)
def test_letters_of_a_turn_are_what_was_said(model: AcousticModel, turn: RecordedTurn) -> None:
    assert errors(text_of(letters_of(model, turn.sound)), turn.text) < 0.1


def test_letters_come_as_logarithms_of_probabilities_25_times_a_second(
    model: AcousticModel,
) -> None:
    turn = BY_NAME["elena-reading"]
    logp = letters_of(model, turn.sound)
    assert logp.shape == (int(np.ceil(len(turn.sound) / 320)), COLUMNS)
    assert model.frame_seconds == 0.04
    assert np.allclose(np.exp(logp).sum(axis=1), 1, atol=1e-3)


def test_frame_0_is_the_beginning_of_the_audio(model: AcousticModel) -> None:
    """Letters stand where they are spoken, to within a few frames."""
    turn = BY_NAME["elena-name"]
    spoken = np.flatnonzero(
        letters_of(model, np.pad(turn.sound, (8000, 0))).argmax(axis=1) != BLANK
    )
    begin, end = (1 + second for second in turn.speech)
    assert begin - 0.12 < spoken[0] * 0.04 < begin + 0.25
    assert end - 0.25 < spoken[-1] * 0.04 < end + 0.12


@pytest.mark.parametrize("step", [0.5, 1.7, 6.0])
def test_pieces_of_any_length_give_the_same_words(model: AcousticModel, step: float) -> None:
    turn = BY_NAME["aleksandr-hq-one_breath"]
    marks = range(round(step * 8000), len(turn.sound), round(step * 8000))
    logp = letters_of(model, turn.sound, *marks)
    assert len(logp) == int(np.ceil(len(turn.sound) / 320))
    assert errors(text_of(logp), turn.text) < 0.03


def test_two_minutes_at_once_are_heard_in_windows(model: AcousticModel) -> None:
    turns = [turn for turn in TURNS if len(turn.sound) > 16_000] * 3
    sound = np.concatenate([np.pad(turn.sound, (0, 3200)) for turn in turns])
    assert len(sound) > 5 * WINDOW * 320
    said = " ".join(turn.text for turn in turns)
    logp = letters_of(model, sound)
    assert len(logp) == int(np.ceil(len(sound) / 320))
    assert errors(text_of(logp), said) < 0.05


def test_open_audio_stays_bounded_while_somebody_talks_on(model: AcousticModel) -> None:
    sound = np.concatenate([np.pad(turn.sound, (0, 3200)) for turn in TURNS])
    state, longest = model.start(), 0
    for start in range(0, len(sound), 12_000):
        ((letters, state),) = model.forward([sound[start : start + 12_000]], [state])
        longest = max(longest, len(letters.logp))
    assert longest <= WINDOW + 12_000 // 320


def test_turns_heard_together_are_heard_as_alone(model: AcousticModel) -> None:
    sounds = [turn.sound for turn in TURNS]
    together = model.forward(sounds, [model.start() for _ in sounds])
    for turn, (letters, _) in zip(TURNS, together, strict=True):
        alone = text_of(letters_of(model, turn.sound))
        assert errors(text_of(letters.logp), alone) < 0.05


def test_states_are_not_changed_in_place(model: AcousticModel) -> None:
    sound = BY_NAME["elena-reading"].sound
    ((_, state),) = model.forward([sound[:8000]], [model.start()])
    first, second = (model.forward([sound[8000:]], [state])[0][0].logp for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize("level", [0.0, 1e-4])
def test_silence_has_no_letters(model: AcousticModel, level: float) -> None:
    hiss = np.random.default_rng(0).standard_normal(16_000).astype(np.float32) * level
    assert text_of(letters_of(model, hiss)) == ""


def test_no_audio_at_all_has_no_frames(model: AcousticModel) -> None:
    assert letters_of(model, np.zeros(0, dtype=np.float32)).shape == (0, COLUMNS)


def picture(frames: str) -> LogProbs:
    """Log-probabilities from a picture: `-` blank, `_` space, letters themselves."""
    logp = np.full((len(frames), COLUMNS), -10.0, dtype=np.float32)
    for row, sign in zip(logp, frames, strict=True):
        row[BLANK if sign == "-" else ALPHABET.index(sign.replace("_", " ")) + 1] = 0.0
    return logp


@pytest.mark.parametrize(
    ("frames", "first", "cut"),
    [
        ("аб-_------вг", 0, 6),
        ("аб-_------вг---_-----д", 0, 16),
        ("аб-_------вг", 3, None),
        ("аб---------вг", 0, None),
        ("аб-_-вг", 0, None),
        ("аб-_--------", 0, None),
    ],
    ids=["pause", "last pause", "too early", "drawn vowel", "short", "nothing after it"],
)
def test_cuts_fall_into_pauses_between_words(frames: str, first: int, cut: int | None) -> None:
    assert silence_to_cut(picture(frames), first, 8) == cut


@pytest.mark.parametrize(
    ("frames", "first", "cut"), [("аб---вг-д", 0, 3), ("аб---вг-д", 5, 7), ("абвгд", 2, 4)]
)
def test_without_a_pause_the_longest_gap_is_cut(frames: str, first: int, cut: int) -> None:
    assert gap_to_cut(picture(frames), first) == cut


def test_quiet_runs_are_told_in_order() -> None:
    assert list(quiet_runs(picture("--аб_-в-"))) == [(0, 2), (4, 6), (7, 8)]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the model with its description, which may be broken."""
    for name in (MODEL.name, "letters-ru-8k.json"):
        shutil.copy(MODEL.with_name(name), tmp_path / name)
    return tmp_path / MODEL.name


def test_a_missing_model_is_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"none\.onnx") as raised:
        BundledModel(tmp_path / "none.onnx")
    assert "reinstall" in raised.value.mend


def test_a_model_without_its_description_is_refused(copy: Path) -> None:
    copy.with_name("letters-ru-8k.json").unlink()
    with pytest.raises(ModelMissing, match=r"letters-ru-8k\.json"):
        BundledModel(copy)


@pytest.mark.parametrize("size", [0, 1000, 1_000_000])
def test_a_model_that_was_cut_short_is_unreadable(copy: Path, size: int) -> None:
    copy.write_bytes(copy.read_bytes()[:size])
    with pytest.raises(ModelUnreadable, match=r"letters-ru-8k\.int8\.onnx"):
        BundledModel(copy)


@pytest.mark.parametrize(
    "description", ["", "[]", "{}", json.dumps({"alphabet": ["<blank>", "a"]})]
)
def test_a_model_of_other_letters_is_refused(copy: Path, description: str) -> None:
    copy.with_name("letters-ru-8k.json").write_text(description, encoding="utf-8")
    with pytest.raises(ModelUnreadable, match=r"letters-ru-8k\.json"):
        BundledModel(copy)


def in_glances(model: AcousticModel, sound: Pcm, samples: int) -> list[LogProbs]:
    """The letters after each chunk, all but the last one an interim result."""
    state, logp, after = model.start(), np.zeros((0, COLUMNS), dtype=np.float32), []
    for start in range(0, len(sound), samples):
        last = start + samples >= len(sound)
        ((letters, state),) = model.forward(
            [sound[start : start + samples]], [state], interim=not last
        )
        logp = np.concatenate([logp[: letters.start_frame], letters.logp])
        after.append(logp)
    return after


@pytest.mark.parametrize("samples", [2400, 6400, 24_000])
def test_interim_letters_leave_no_trace_in_the_final_ones(
    model: AcousticModel, samples: int
) -> None:
    sound = BY_NAME["elena-reading"].sound
    after = in_glances(model, sound, samples)
    assert text_of(after[-1]) == text_of(letters_of(model, sound))


def test_interim_letters_cover_all_that_was_said_so_far(model: AcousticModel) -> None:
    sound = BY_NAME["elena-reading"].sound
    for chunk, logp in enumerate(in_glances(model, sound, 2400), start=1):
        assert len(logp) == -(-min(2400 * chunk, len(sound)) // 320)


def test_an_interim_result_is_nearly_what_was_said(model: AcousticModel) -> None:
    sound = BY_NAME["elena-reading"].sound
    shown = in_glances(model, sound, 2400)[-2]
    assert errors(text_of(shown), text_of(letters_of(model, sound))) < 0.2
