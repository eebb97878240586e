"""When a value is sure, worth a question of its own, or asked again: data of each model.

The numbers in thresholds.json are in nats of the model's letters and were tuned on the
development turns; another model, or real callers, need their own.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from meterline.language.turn import Decision

MOST_SHARE = 0.98


@dataclass(frozen=True)
class Thresholds:
    """Margins are minima, gaps maxima; those named `unclear_…` raise the minima
    for each nat by which the letters of the turn are unclear (see `greedy.clearness`);
    `account_gap_scale` turns a gap into a probability."""

    account_margin: float
    account_heard: float
    account_gap: float
    account_gap_scale: float
    account_confirm_margin: float
    account_confirm_gap: float
    reading_margin: float
    reading_heard: float
    reading_confirm_margin: float
    unclear_margin: float
    unclear_yes: float
    unclear_command: float
    yes: float
    no: float
    command: float
    name_agrees: float
    name_differs: float
    name_sure: float

    def account(self, margin: float, heard: float, gap: float) -> Decision:
        """What may be done with an account that leads by `margin` inside the base."""
        if (
            margin >= self.account_margin
            and heard >= self.account_heard
            and gap <= self.account_gap
        ):
            return Decision.SURE
        if margin >= self.account_confirm_margin and gap <= self.account_confirm_gap:
            return Decision.CONFIRM
        return Decision.ASK

    def reading(self, margin: float, heard: float, unclear: float) -> Decision:
        """What may be done with a value; one that the prior decided alone is never sure."""
        more = self.unclear_margin * unclear
        if margin >= self.reading_margin + more and heard >= self.reading_heard + more:
            return Decision.SURE
        return Decision.CONFIRM if margin >= self.reading_confirm_margin else Decision.ASK

    def yes_needs(self, unclear: float) -> float:
        """The share of the hypotheses that a yes needs; a yes taken wrongly stores a value."""
        return min(MOST_SHARE, self.yes + self.unclear_yes * unclear)

    def command_needs(self, unclear: float) -> float:
        """The share of the hypotheses that a command needs."""
        return min(MOST_SHARE, self.command + self.unclear_command * unclear)

    def account_inside(self, gap: float) -> float:
        """The probability that the account said is in the base at all."""
        return _falling(gap, self.account_gap, self.account_gap_scale)


def _falling(x: float, middle: float, scale: float) -> float:
    return 1.0 / (1.0 + math.exp(min(50.0, (x - middle) / scale)))


@cache
def thresholds_of(model: str) -> Thresholds:
    """The thresholds of an acoustic model; those of the bundled one for an unknown name."""
    table = json.loads(files("meterline.ears").joinpath("thresholds.json").read_text("utf-8"))
    return Thresholds(**table.get(model, table["letters-ru-8k"]))
