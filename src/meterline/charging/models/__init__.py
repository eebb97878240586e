"""Tables of charging."""

from meterline.charging.models.charges import Charge, Line
from meterline.charging.models.runs import Run, Uncharged
from meterline.charging.models.settings import BranchPolicy
from meterline.charging.models.sheets import Sheet

__all__ = ["BranchPolicy", "Charge", "Line", "Run", "Sheet", "Uncharged"]
