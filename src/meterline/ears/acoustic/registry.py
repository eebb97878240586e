"""The letter models that this program knows, and how each is opened."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from meterline.ears.acoustic.bundled import MODEL, BundledModel
from meterline.ears.acoustic.gigaam import V2, V3, GigaAmModel
from meterline.ears.acoustic.installed import read_note
from meterline.ears.acoustic.sessions import ModelUnreadable
from meterline.ears.acoustic.t_one import TOneModel
from meterline.ears.port import AcousticModel


@dataclass(frozen=True)
class KnownModel:
    """A letter model that can be installed. `streaming`: letters are final as they come."""

    name: str
    purpose: str
    licence: str
    size: str
    publisher: str
    file: str
    """Name of the file as its publisher calls it, or as its export does."""
    streaming: bool
    open: Callable[[Path], AcousticModel]


BUNDLED = KnownModel(
    "letters-ru-8k",
    "calls on a small machine; the default",
    "MIT (from Whisper base)",
    "27 MB",
    "bundled",
    MODEL.name,
    streaming=False,
    open=BundledModel,
)

T_ONE = KnownModel(
    "t-one",
    "calls, where there are cores for it",
    "Apache-2.0",
    "71 M parameters",
    "voicekit-team/T-one",
    "model.onnx",
    streaming=True,
    open=TOneModel,
)

GIGAAM_V2 = KnownModel(
    "gigaam-v2-ctc",
    "message box and re-checks",
    "MIT",
    "242 M parameters",
    "salute-developers/GigaAM",
    "v2_ctc.onnx",
    streaming=False,
    open=lambda path: GigaAmModel(path, V2),
)

GIGAAM_V3 = KnownModel(
    "gigaam-v3-ctc",
    "message box and re-checks",
    "MIT",
    "some 240 M parameters",
    "salute-developers/GigaAM",
    "v3_ctc.onnx",
    streaming=False,
    open=lambda path: GigaAmModel(path, V3),
)

KNOWN = {model.name: model for model in (BUNDLED, T_ONE, GIGAAM_V2, GIGAAM_V3)}


def load_model(path: Path | None) -> AcousticModel:
    """The bundled model (None), an installed one (its folder), or one of the bundled kind
    (its .onnx file). Raises ModelMissing, ModelUnreadable.
    """
    if path is None or not path.is_dir():
        return BundledModel(path)
    note = read_note(path)
    if note.model not in KNOWN:
        known = ", ".join(KNOWN)
        raise ModelUnreadable(f"{path} holds an unknown model {note.model}", f"known: {known}")
    return KNOWN[note.model].open(path / note.file)
