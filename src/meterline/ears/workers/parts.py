"""What every worker of the product works with."""

from pathlib import Path

from meterline.ears.acoustic.registry import load_model
from meterline.ears.base import CustomerBase
from meterline.ears.understanding import Understander
from meterline.ears.workers.messages import Parts
from meterline.errors import Mendable


class BaseMissing(Mendable):
    """The snapshot of the customer base cannot be opened."""


def standard_parts(model_path: Path | None) -> Parts:
    """The model at `model_path` (see `load_model`), and understanding by the customer base.

    Raises ModelMissing, ModelUnreadable; opening a base raises BaseMissing.
    """
    model = load_model(model_path)

    def open_base(folder: Path) -> Understander:
        try:
            return Understander(CustomerBase.open(folder), model.name)
        except OSError as error:
            raise BaseMissing(
                f"snapshot of the customer base cannot be opened: {error}",
                "import the customers, then start the robot again",
            ) from error

    return Parts(model, open_base)
