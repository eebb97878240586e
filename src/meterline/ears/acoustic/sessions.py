"""ONNX models on one CPU thread, and what is said when one cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from meterline.errors import Mendable

Array = np.ndarray[Any, np.dtype[Any]]


class ModelMissing(Mendable):
    """The model file is not there."""


class ModelUnreadable(Mendable):
    """The model file is there, and is no letter model that can be run."""


def open_session(path: Path, mend: str) -> onnxruntime.InferenceSession:
    """The model of a file on one thread. Raises ModelMissing, ModelUnreadable with `mend`."""
    if not path.is_file():
        raise ModelMissing(f"letter model not found: {path}", mend)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    with readable(path, mend):
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


@contextmanager
def readable(path: Path, mend: str) -> Iterator[None]:
    """Whatever goes wrong with a model inside becomes ModelUnreadable with `mend`."""
    try:
        yield
    except Mendable:
        raise
    except Exception as error:
        reason = str(error).partition("\n")[0]
        raise ModelUnreadable(f"letter model {path} cannot be run: {reason}", mend) from error


def check_letters(logp: Array, shape: tuple[int, ...], path: Path, mend: str) -> None:
    """A trial's output has this shape and is log-probabilities. Raises ModelUnreadable."""
    if logp.shape != shape:
        raise ModelUnreadable(f"letter model {path} gives {logp.shape}, not {shape}", mend)
    if not np.allclose(np.logaddexp.reduce(logp, axis=-1), 0, atol=0.05):
        raise ModelUnreadable(f"letter model {path} gives no log-probabilities", mend)
