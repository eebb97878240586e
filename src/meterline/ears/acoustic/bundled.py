"""The bundled letter model, and models of its kind: audio in, letters of the port out."""

import json
from pathlib import Path

import numpy as np

from meterline.ears.acoustic.sessions import (
    ModelMissing,
    ModelUnreadable,
    check_letters,
    open_session,
    readable,
)
from meterline.ears.acoustic.whole import BUCKET, FRAME, WholeUtteranceModel
from meterline.ears.port import ALPHABET, COLUMNS, LogProbs, Pcm

MODEL = Path(__file__).parent.parent / "models" / "letters-ru-8k.int8.onnx"

_QUIETEST_PEAK = 0.005

_MEND = "reinstall the package, or name a letter model by its .onnx file"


class BundledModel(WholeUtteranceModel):
    """AcousticModel of the package (see `models/README.md`)."""

    def __init__(self, path: Path | None = None) -> None:
        """Load `path`, by default the bundled model. Raises ModelMissing, ModelUnreadable."""
        path = path or MODEL
        self.name = _model_name(path)
        self._session = open_session(path, _MEND)
        _check_description(path.with_name(self.name + ".json"))
        with readable(path, _MEND):
            self._input = self._session.get_inputs()[0].name
            found = self.encode(np.zeros((1, BUCKET * FRAME), dtype=np.float32))
        check_letters(found, (1, BUCKET, COLUMNS), path, _MEND)

    def encode(self, stretches: Pcm) -> LogProbs:
        """See WholeUtteranceModel; each stretch is brought to full scale first."""
        peaks = np.abs(stretches).max(axis=1, keepdims=True)
        scaled = stretches / np.maximum(peaks, np.float32(_QUIETEST_PEAK))
        (logp,) = self._session.run(None, {self._input: scaled})
        letters: LogProbs = logp
        return letters


def _model_name(path: Path) -> str:
    """`letters-ru-8k` of `letters-ru-8k.int8.onnx`: thresholds and description go by it."""
    return path.name.removesuffix(".onnx").removesuffix(".int8")


def _check_description(path: Path) -> None:
    """The JSON beside a model names its letters: a model of another alphabet is refused."""
    if not path.is_file():
        raise ModelMissing(f"description of the letter model not found: {path}", _MEND)
    try:
        alphabet = json.loads(path.read_text(encoding="utf-8"))["alphabet"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnreadable(f"description {path}: {error!r}", _MEND) from error
    if alphabet != ["<blank>", *ALPHABET]:
        raise ModelUnreadable(f"description {path} names other letters", _MEND)
