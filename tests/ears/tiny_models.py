"""Tiny ONNX graphs with the inputs and outputs of T-one and GigaAM, and speech for them.

The letter that they hear in a frame is told by its level, so that tests can say any text
and know every letter that must come out, when, and how sure.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from meterline.ears.acoustic import gigaam, t_one
from meterline.ears.port import ALPHABET, BLANK, LogProbs, Pcm

STEP = 300.0
"""Difference of level, in units of 16-bit samples, between one class and the next."""

LAG = 11
"""Frames by which the tiny T-one, like the large one, names a letter after its sound."""

STATE = 219_729
SHARPNESS = 4.0

Ints = Sequence[int]


def _constant(name: str, values: object, dtype: type = np.int64) -> onnx.TensorProto:
    return numpy_helper.from_array(np.array(values, dtype=dtype), name)


def _save(
    path: Path,
    nodes: list[onnx.NodeProto],
    inputs: list[onnx.ValueInfoProto],
    outputs: list[onnx.ValueInfoProto],
    constants: list[onnx.TensorProto],
) -> Path:
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return path


def _classifier(centres: NDArray[np.float64]) -> list[onnx.TensorProto]:
    """−sharpness·(level − centre)² of each class, but for what is the same in all of them."""
    slope = (2 * SHARPNESS * centres)[None, None, :]
    return [
        _constant("slope", slope, np.float32),
        _constant("offset", -SHARPNESS * centres**2, np.float32),
    ]


def _letters(level: str, output: str, *, softmax: bool = True) -> list[onnx.NodeProto]:
    """From `level` [batch, frames, 1] to log-probabilities [batch, frames, classes]."""
    last = helper.make_node("LogSoftmax" if softmax else "Neg", ["scores"], [output])
    return [
        helper.make_node("Mul", [level, "slope"], ["sloped"]),
        helper.make_node("Add", ["sloped", "offset"], ["scores"]),
        last,
    ]


def tiny_t_one(
    path: Path,
    *,
    classes: int = len(t_one.CLASSES),
    samples: int = TensorProto.INT32,
    softmax: bool = True,
    state_name: str = "state",
) -> Path:
    """A graph that takes and gives what T-one does; its state is the levels of 20 frames."""
    centres = np.arange(classes) + 1.0
    centres[-1] = 0.0  # the blank is silence
    nodes = [
        helper.make_node("Cast", ["signal"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Abs", ["floats"], ["sizes"]),
        helper.make_node("Reshape", ["sizes", "frames"], ["framed"]),
        helper.make_node("ReduceMean", ["framed"], ["levels"], axes=[2], keepdims=0),
        helper.make_node("Cast", [state_name], ["known"], to=TensorProto.FLOAT),
        helper.make_node("Slice", ["known", "0", "20", "1"], ["past"]),
        helper.make_node("Slice", ["known", "20", "end", "1"], ["unused"]),
        helper.make_node("Concat", ["past", "levels"], ["both"], axis=1),
        helper.make_node("Slice", ["both", "lagging", "lagging_end", "1"], ["late"]),
        helper.make_node("Mul", ["late", "scale"], ["scaled"]),
        helper.make_node("Unsqueeze", ["scaled", "2"], ["level"]),
        *_letters("level", "logp", softmax=softmax),
        helper.make_node("Cast", ["logp"], ["logprobs"], to=TensorProto.FLOAT16),
        helper.make_node("Slice", ["both", "10", "30", "1"], ["future"]),
        helper.make_node("Concat", ["future", "unused"], ["next"], axis=1),
        helper.make_node("Cast", ["next"], ["state_next"], to=TensorProto.FLOAT16),
    ]
    numbers = {"0": 0, "1": 1, "2": 2, "10": 10, "20": 20, "30": 30, "end": STATE}
    lagging = {"lagging": 20 - LAG, "lagging_end": 30 - LAG}
    constants = [
        *(_constant(name, [value]) for name, value in (numbers | lagging).items()),
        _constant("frames", [-1, 10, 240]),
        _constant("scale", 1 / STEP, np.float32),
        *_classifier(centres),
    ]
    inputs = [
        helper.make_tensor_value_info("signal", samples, ["batch", 2400, 1]),
        helper.make_tensor_value_info(state_name, TensorProto.FLOAT16, ["batch", STATE]),
    ]
    outputs = [
        helper.make_tensor_value_info("logprobs", TensorProto.FLOAT16, ["batch", 10, classes]),
        helper.make_tensor_value_info("state_next", TensorProto.FLOAT16, ["batch", STATE]),
    ]
    return _save(path, nodes, inputs, outputs, constants)


def said_to_t_one(text: str, *, frames: int = 2) -> Pcm:
    """What the tiny T-one hears as `text`: `frames` frames a letter, as much silence after."""
    levels = [STEP * (t_one.CLASSES.index(letter) + 1) for letter in text]
    row = np.array([[level] * frames + [0.0] * frames for level in levels]).ravel()
    return (np.repeat(row, t_one.FRAME) / 32768).astype(np.float32)


def tiny_gigaam(
    path: Path, *, classes: int = len(gigaam.CLASSES), features_name: str = "features"
) -> Path:
    """A graph that takes and gives what GigaAM's CTC export does; a frame is its first of
    four spectra, its letter the mean of the features."""
    centres = np.linspace(-14, 4, classes)
    centres[-1] = np.log(1e-9)  # the blank is silence
    nodes = [
        helper.make_node("Slice", [features_name, "0", "end", "2", "4"], ["thinned"]),
        helper.make_node("ReduceMean", ["thinned"], ["means"], axes=[1], keepdims=0),
        helper.make_node("Unsqueeze", ["means", "2"], ["level"]),
        *_letters("level", "log_probs"),
    ]
    numbers = {"0": 0, "2": 2, "4": 4, "end": 2**31 - 1}
    constants = [
        *(_constant(name, [value]) for name, value in numbers.items()),
        *_classifier(centres),
    ]
    inputs = [
        helper.make_tensor_value_info(features_name, TensorProto.FLOAT, ["batch", 64, "spectra"]),
        helper.make_tensor_value_info("feature_lengths", TensorProto.INT64, ["batch"]),
    ]
    outputs = [
        helper.make_tensor_value_info("log_probs", TensorProto.FLOAT, ["batch", "f", classes])
    ]
    return _save(path, nodes, inputs, outputs, constants)


def text_of(logp: LogProbs) -> str:
    """The likeliest letters, spaces kept as they come."""
    best = logp.argmax(axis=1)
    kept = best[(best != BLANK) & (np.diff(best, prepend=BLANK) != 0)]
    return "".join(ALPHABET[letter - 1] for letter in kept)
