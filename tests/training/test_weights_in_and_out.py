"""Weights read from a model's file, mixed, and written into another one."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from training.__main__ import app
from training.features import mel_filters, positions, spectrum_basis
from training.mixing import mixed
from training.quantised import Weights, read_weights, write_weights
from training.weights_file import keep, load
from typer.testing import CliRunner

from meterline.ears.acoustic.bundled import MODEL, BundledModel

ENCODER = 19_800_000
"""Weights that Whisper base's encoder has, about."""


@pytest.fixture(scope="module")
def bundled() -> Weights:
    return read_weights(MODEL)


def tensors(file: Path) -> dict[str, np.ndarray]:
    graph = onnx.load(str(file)).graph
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}


def test_all_weights_of_the_bundled_model_are_read(bundled: Weights) -> None:
    assert sum(value.size for value in bundled.values()) > ENCODER
    assert bundled["net.head.weight"].shape == (34, 512)
    assert bundled["net.down.weight"].shape == (512, 1024)


def test_weights_read_and_written_give_the_same_numbers(bundled: Weights, tmp_path: Path) -> None:
    write_weights(bundled, MODEL, tmp_path / "again.onnx")
    before, after = tensors(MODEL), tensors(tmp_path / "again.onnx")
    assert before.keys() == after.keys()
    for name, value in before.items():
        np.testing.assert_allclose(after[name], value, rtol=1e-5, atol=1e-7, err_msg=name)


def test_a_missing_layer_is_named(bundled: Weights, tmp_path: Path) -> None:
    without = {name: value for name, value in bundled.items() if name != "net.head.weight"}
    with pytest.raises(KeyError, match=r"net\.head\.weight"):
        write_weights(without, MODEL, tmp_path / "bad.onnx")


def test_the_features_are_those_that_the_bundled_model_computes(bundled: Weights) -> None:
    np.testing.assert_allclose(mel_filters(), bundled["front.mel"], atol=1e-6)
    np.testing.assert_allclose(spectrum_basis(), bundled["front.basis"], atol=1e-4)
    np.testing.assert_allclose(positions(1500, 512), bundled["net.pe"], atol=1e-3)


def test_a_mixture_lies_between_its_parts() -> None:
    one, other = {"a": np.array([0.0, 4.0], np.float32)}, {"a": np.array([2.0, 0.0], np.float32)}
    found = mixed([one, other], [0.75, 0.25])
    np.testing.assert_allclose(found["a"], [0.5, 3.0])


@pytest.mark.parametrize("shares", [[0.5, 0.6], [1.0], [0.2, 0.2]])
def test_shares_that_make_no_whole_are_refused(shares: list[float]) -> None:
    part = {"a": np.zeros(1, np.float32)}
    with pytest.raises(ValueError, match="do not add up to 1"):
        mixed([part, part], shares)


def test_the_commands_lead_from_a_model_to_a_model_that_hears(tmp_path: Path) -> None:
    weights, blend, model = tmp_path / "a.npz", tmp_path / "b.npz", tmp_path / "new.int8.onnx"
    run(["unpack", str(MODEL), "--to", str(weights)])
    loud = {name: value * np.float32(1.5) for name, value in load(weights).items()}
    keep(loud, tmp_path / "loud.npz")
    run(["mix", f"{weights}=1.5", f"{tmp_path / 'loud.npz'}=-0.5", "--to", str(blend)])
    keep(load(weights), blend)
    run(["export", str(blend), "--like", str(MODEL), "--to", str(model)])
    assert BundledModel(model).name == "new"


def run(arguments: list[str]) -> None:
    found = CliRunner().invoke(app, arguments)
    assert found.exit_code == 0, found.output
