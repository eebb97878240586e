"""Weights of a letter model out of its 8-bit ONNX file, and back into one."""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

Weights = dict[str, NDArray[np.float32]]
"""By the names of `LetterModel.state_dict`."""

LARGEST = 127
"""Of a symmetric number of 8 bits."""


def read_weights(file: Path) -> Weights:
    """The weights of an exported model. Raises KeyError for a file of another kind."""
    graph = onnx.load(str(file)).graph
    kept = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = {
        (name if name.startswith("net.") else f"front.{name}"): value
        for name, value in kept.items()
        if name.startswith("net.") or name in {"basis", "mel"}
    }
    for node, layer in _products(graph, _biases(graph)):
        stem = kept[node.input[1]].astype(np.float32)
        name = node.input[1].removesuffix("_quantized")
        middle = kept[f"{name}_zero_point"].astype(np.float32)
        weights[f"{layer}.weight"] = ((stem - middle) * kept[f"{name}_scale"]).T.copy()
    return weights


def _biases(graph: onnx.GraphProto) -> dict[str, str]:
    """The bias that each addition of one adds, by the name of its result."""
    return {
        node.output[0]: name
        for node in graph.node
        if node.op_type == "Add"
        for name in node.input
        if name.endswith(".bias")
    }


def _products(graph: onnx.GraphProto, biases: dict[str, str]) -> list[tuple[onnx.NodeProto, str]]:
    """Each product with 8-bit weights, and the layer whose bias is added to it."""
    order = [
        node for node in graph.node if node.op_type == "MatMulInteger" or node.output[0] in biases
    ]
    found = []
    waiting = None
    for node in order:
        if node.op_type == "MatMulInteger":
            waiting = node
        elif waiting is not None:
            found.append((waiting, biases[node.output[0]].removesuffix(".bias")))
            waiting = None
    return found


def write_weights(weights: Weights, template: Path, file: Path) -> None:
    """Write `weights` in 8 bits as a model that computes what `template` does.

    Products are quantised symmetrically with a scale for each column (their inputs are
    quantised at run time); all else stays in 32 bits. Raises KeyError where a layer is missing.
    """
    model = onnx.load(str(template))
    graph = model.graph
    new = {name.removeprefix("front."): value for name, value in weights.items()}
    for node, layer in _products(graph, _biases(graph)):
        name = node.input[1].removesuffix("_quantized")
        stem = weights[f"{layer}.weight"].T
        scale = np.maximum(np.abs(stem).max(axis=0), 1e-8) / LARGEST
        new[f"{name}_quantized"] = np.round(stem / scale).astype(np.int8)
        new[f"{name}_scale"] = scale.astype(np.float32)
        new[f"{name}_zero_point"] = np.zeros(scale.size, np.int8)
    for tensor in graph.initializer:
        value = np.ascontiguousarray(new[tensor.name])
        tensor.CopyFrom(numpy_helper.from_array(value, tensor.name))
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(file))
