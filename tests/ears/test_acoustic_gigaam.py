"""GigaAM's adapter: features by their definition, letters in the port's order, refusals."""

from pathlib import Path

import numpy as np
import pytest
from recorded_turns import BY_NAME
from tiny_models import text_of, tiny_gigaam

from meterline.ears.acoustic import gigaam, t_one
from meterline.ears.acoustic.alphabets import BLANK_SIGN, to_port
from meterline.ears.acoustic.contract import heard
from meterline.ears.acoustic.gigaam import V2, V3, GigaAmModel, Version
from meterline.ears.acoustic.mel import FILTERS, HOP, RATE, LogMel, bfloat16, mel_filters
from meterline.ears.acoustic.sessions import ModelMissing, ModelUnreadable
from meterline.ears.port import ALPHABET, BLANK, COLUMNS, Pcm

BOTH = pytest.mark.parametrize("version", [V2, V3], ids=lambda version: version.name)


def tone(hertz: float, seconds: float = 0.5) -> Pcm:
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE).astype(np.float32)


def by_definition(audio: Pcm, start: int, window: int) -> np.ndarray:
    """One column of features, written out: Fourier sums, triangles, logarithm."""
    samples = np.arange(window)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * samples / window)
    piece = audio[start : start + window] * hann
    mels = np.linspace(0, 2595 * np.log10(1 + 8000 / 700), FILTERS + 2)
    corners = 700 * (10 ** (mels / 2595) - 1)
    column = np.zeros(FILTERS)
    for bin_ in range(window // 2 + 1):
        power = abs(np.sum(piece * np.exp(-2j * np.pi * bin_ * samples / window))) ** 2
        for number, (low, middle, high) in enumerate(
            zip(corners, corners[1:], corners[2:], strict=False)
        ):
            hertz = bin_ * RATE / window
            rise, fall = (hertz - low) / (middle - low), (high - hertz) / (high - middle)
            column[number] += power * max(0.0, min(rise, fall))
    return np.log(np.clip(column, 1e-9, 1e9))


def test_features_are_what_the_definition_says() -> None:
    audio = np.random.default_rng(3).standard_normal(4000).astype(np.float32)
    whole = LogMel(320, centred=False, rounded=False)(audio[None])[0]
    assert whole.shape == (64, (4000 - 320) // HOP + 1)
    assert np.allclose(whole[:, 5], by_definition(audio, 5 * HOP, 320), atol=1e-4)
    centred = V2.features(audio[None])[0]
    assert centred.shape == (64, 4000 // HOP + 1)
    assert np.allclose(centred[:, 7], by_definition(audio, 7 * HOP - 200, 400), atol=1e-4)
    mirrored = np.concatenate([audio[200:0:-1], audio])
    assert np.allclose(centred[:, 0], by_definition(mirrored, 0, 400), atol=1e-4)


FILTERS_COMPARED = [0, 8, 16, 32, 50, 63]
PEER = {
    ("gigaam-v2-ctc", 0): [3.661, 4.792, -0.242, -3.788, -6.164, -6.780],
    ("gigaam-v2-ctc", 20): [-15.378, -9.354, 0.715, -20.723, -20.723, -20.723],
    ("gigaam-v2-ctc", 45): [-15.746, -13.580, -8.865, -13.280, -20.723, -20.723],
    ("gigaam-v3-ctc", 0): [-4.219, 1.837, -9.775, -11.303, -9.859, -10.096],
    ("gigaam-v3-ctc", 20): [-11.024, -6.209, 3.182, -12.063, -9.598, -10.964],
    ("gigaam-v3-ctc", 45): [-15.149, -10.955, -7.497, -10.815, -9.770, -9.299],
}
"""Features of a rising tone by the preprocessing graphs of onnx-asr 0.12, by spectrum."""


@BOTH
@pytest.mark.parametrize("spectrum", [0, 20, 45])
def test_features_are_those_of_another_program(version: Version, spectrum: int) -> None:
    at = np.arange(8000) / RATE
    rising = (0.3 * np.sin(2 * np.pi * (200 * at + 900 * at**2))).astype(np.float32)
    features = version.features(rising[None])[0]
    expected = PEER[version.name, spectrum]
    assert np.allclose(features[FILTERS_COMPARED, spectrum], expected, atol=0.01)


@pytest.mark.parametrize(
    ("number", "rounded"),
    [(0.0, 0.0), (1.0, 1.0), (0.1, 0.10009765625), (1 + 1 / 256, 1.0), (1 + 3 / 256, 1.015625)],
)
def test_bfloat16_keeps_8_bits(number: float, rounded: float) -> None:
    assert bfloat16(np.array([number, -number])).tolist() == [rounded, -rounded]


@BOTH
@pytest.mark.parametrize(("hertz", "loudest"), [(200.0, 6), (1000.0, 22), (3000.0, 42)])
def test_a_tone_is_loudest_in_the_filter_around_it(
    version: Version, hertz: float, loudest: int
) -> None:
    """Filter i stands around (i + 1) / 65 of the mel scale up to 8 kHz, 2840 mel."""
    features = version.features(tone(hertz)[None])[0]
    mel = 2595 * np.log10(1 + hertz / 700)
    assert abs(loudest - (mel / 2840 * 65 - 1)) < 1
    assert abs(int(features[:, 20].argmax()) - loudest) <= 1


@BOTH
def test_silence_has_the_lowest_features_there_are(version: Version) -> None:
    assert np.allclose(version.features(np.zeros((1, 3200), np.float32)), np.log(1e-9))


def test_filters_hand_over_to_one_another() -> None:
    """Between the first and the last middle the triangles add up to one."""
    assert np.allclose(mel_filters(4001)[50:3700].sum(axis=1), 1)


@pytest.mark.parametrize("classes", [gigaam.CLASSES, t_one.CLASSES], ids=["gigaam", "t-one"])
def test_every_class_becomes_its_letter(classes: tuple[str, ...]) -> None:
    sure = np.full((len(classes), len(classes)), -30.0, np.float16)
    np.fill_diagonal(sure, 0)
    columns = to_port(sure, classes).argmax(axis=1)
    port = [BLANK_SIGN, *ALPHABET]
    assert [port[column] for column in columns] == ["е" if c == "ё" else c for c in classes]
    assert len(set(columns)) == COLUMNS
    assert port[BLANK] == BLANK_SIGN


def test_rounded_probabilities_sum_to_one_again() -> None:
    rng = np.random.default_rng(1)
    scores = rng.standard_normal((50, len(t_one.CLASSES))) * 5
    rounded = (scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))).astype(np.float16)
    letters = to_port(rounded, t_one.CLASSES)
    assert letters.dtype == np.float32
    assert np.allclose(np.exp(letters).sum(axis=1), 1, atol=1e-6)


@BOTH
def test_speech_has_letters_where_it_is_and_silence_has_none(
    version: Version, tmp_path: Path
) -> None:
    model = GigaAmModel(tiny_gigaam(tmp_path / "m.onnx"), version)
    turn = BY_NAME["elena-yes"]
    logp = heard(model, [np.pad(turn.sound, (8000, 0))])
    spoken = np.flatnonzero(logp.argmax(axis=1))
    begin, end = (25 * (1 + second) for second in turn.speech)
    assert abs(spoken[0] - begin) < 4
    assert abs(spoken[-1] - end) < 12
    assert text_of(heard(model, [np.zeros(8000, np.float32)])) == ""


@BOTH
def test_half_a_minute_is_heard_in_windows(version: Version, tmp_path: Path) -> None:
    model = GigaAmModel(tiny_gigaam(tmp_path / "m.onnx"), version)
    hiss = np.random.default_rng(0).standard_normal(30 * 8000).astype(np.float32) * 0.1
    assert heard(model, [hiss]).shape == (30 * 25, COLUMNS)


def test_a_missing_file_names_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as raised:
        GigaAmModel(tmp_path / "v3_ctc.onnx", V3)
    assert "meterline models fetch gigaam-v3-ctc" in raised.value.mend


def test_variants_with_other_classes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreadable, match=r"\(1, 10, 257\), not \(1, 10, 34\)"):
        GigaAmModel(tiny_gigaam(tmp_path / "m.onnx", classes=257), V3)


def test_graphs_with_other_inputs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreadable, match="it is not GigaAM CTC"):
        GigaAmModel(tiny_gigaam(tmp_path / "m.onnx", features_name="audio"), V2)


def test_a_file_that_is_no_model_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_text("<html>Not found</html>", encoding="utf-8")
    with pytest.raises(ModelUnreadable, match=r"m\.onnx"):
        GigaAmModel(tmp_path / "m.onnx", V2)
