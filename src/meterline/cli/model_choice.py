"""Which letter model a command works with: by its name, or by its file."""

from pathlib import Path

from meterline.ears.calibration import DEFAULT_MODEL
from meterline.errors import Mendable

MODELS = "models"
"""Folder of the installed models in the data folder, one folder each."""


def chosen_model(choice: str | None, home: Path) -> Path | None:
    """What `load_model` takes: None for the bundled model, a folder, or an .onnx file.

    `choice` is the name of an installed model or a path. Raises Mendable.
    """
    if not choice or choice == DEFAULT_MODEL:
        return None
    for place in (home / MODELS / choice, Path(choice)):
        if place.exists():
            return place
    raise Mendable(
        f"letter model {choice} is neither installed nor a file",
        f"meterline models list names them; meterline models fetch {choice} brings one",
    )
