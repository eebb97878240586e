"""How sure a heard value is, and what may be done with it: data of each acoustic model.

`calibration.json` holds for each model what `meterline tune` fitted: for each kind of slot
the weights that turn evidence into the probability that the value is right, and one table
of costs from which the decisions follow (see docs/calibration.md).
"""

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from meterline.errors import Mendable
from meterline.language.turn import Decision

DEFAULT_MODEL = "letters-ru-8k"
CALIBRATION_VARIABLE = "METERLINE_CALIBRATION"
"""Environment variable: a file of `meterline tune` whose models go before the packaged ones."""
CERTAIN = 0.9995
"""No probability is nearer to 0 or 1 than this: the data could not tell."""


_MEND = "write it anew with: meterline tune --pack DIR --out FILE"


class Kind(StrEnum):
    """What is decided, each by evidence of its own."""

    ACCOUNT = "account"
    OWNER = "owner"
    """The account that an organisation's name alone says."""
    READING = "reading"
    YES = "yes"
    NO = "no"
    COMMAND = "command"
    REGION = "region"


@dataclass(frozen=True)
class Case:
    """A value heard, with its evidence by name.

    `unclear` is how unclear the letters of the turn are, in nats a letter. `never_sure`:
    a rule forbids to take the value without a question, whatever its probability.
    """

    kind: Kind
    value: str
    evidence: Mapping[str, float]
    unclear: float
    never_sure: bool = False


@dataclass(frozen=True)
class Judged:
    """The probability that the value is right, and what may be done with it."""

    probability: float
    decision: Decision


class Judge(Protocol):
    """Decides on values heard."""

    def judge(self, case: Case) -> Judged:
        """How probable the value is, and what to do."""

    def without_value(self, kind: Kind, unclear: float) -> Decision:
        """What to do where words were heard that give no value: ASK or GIVE_UP."""


@dataclass(frozen=True)
class Term:
    """`weight` for each unit of the evidence `of` between `low` and `high`."""

    of: str
    low: float
    high: float
    weight: float

    def at(self, evidence: Mapping[str, float]) -> float:
        """The term's part of the log-odds; evidence that is missing counts as `low`."""
        found = evidence.get(self.of, self.low)
        return self.weight * (min(max(found, self.low), self.high) - self.low)


@dataclass(frozen=True)
class Curve:
    """Log-odds as a sum of terms."""

    bias: float
    terms: tuple[Term, ...]

    def probability(self, evidence: Mapping[str, float]) -> float:
        """Between 1 - CERTAIN and CERTAIN."""
        odds = self.bias + sum(term.at(evidence) for term in self.terms)
        raw = 1.0 / (1.0 + math.exp(-min(max(odds, -40.0), 40.0)))
        return min(max(raw, 1.0 - CERTAIN), CERTAIN)


@dataclass(frozen=True)
class Costs:
    """Seconds of a caller's time.

    `wrong` is what a wrong value taken as sure may cost, `question` one yes-or-no question
    about the value, `again` saying it again, `keys` keying it or a person; `slip` is the
    share of wrong values that callers agree to when asked. `question` None: no question
    about such a value would be any shorter than asking again.
    """

    wrong: float
    again: float
    question: float | None = None
    keys: float | None = None
    slip: float = 0.0

    @property
    def _other(self) -> float:
        """What the cheaper of asking about and asking again costs where the value is wrong."""
        return self.again + self.slip * self.wrong if self.question is not None else 0.0

    @property
    def sure_from(self) -> float:
        """Taking it costs (1 - p) wrong; a question costs itself and, with 1 - p, the rest."""
        least = self.again if self.question is None else self.question
        return 1.0 - min(1.0, least / max(least, self.wrong - self._other))

    @property
    def confirm_from(self) -> float:
        """A question pays if it is cheaper than asking again; 1 where there is none."""
        if self.question is None:
            return 1.0
        return 1.0 - max(0.0, self.again - self.question) / self._other

    @property
    def give_up_below(self) -> float:
        """Asking again takes 1 / p tries, keys are pressed once; 0 where there are none."""
        return 0.0 if self.keys is None else self.again / self.keys


@dataclass(frozen=True)
class SlotCalibration:
    """One kind of slot: `curve` of the value's evidence, `again` of the line's clearness
    (the chance that the next try is understood), and the costs."""

    curve: Curve
    again: Curve
    costs: Costs

    def judge(self, case: Case) -> Judged:
        """Decide by cost; the hard rules stand above it."""
        p = self.curve.probability(case.evidence)
        return Judged(p, self._decision(p, case))

    def _decision(self, p: float, case: Case) -> Decision:
        if p >= self.costs.sure_from and not case.never_sure:
            return Decision.SURE
        if self.costs.question is not None and p >= self.costs.confirm_from:
            return Decision.CONFIRM
        return self.without_value(case.unclear)

    def without_value(self, unclear: float) -> Decision:
        """ASK; GIVE_UP where the letters are so unclear that keys are cheaper than voice."""
        next_time = self.again.probability({"unclear": unclear})
        return Decision.GIVE_UP if next_time < self.costs.give_up_below else Decision.ASK


@dataclass(frozen=True)
class NameLimits:
    """Scores of a name, in nats a letter: from which it agrees, below which it differs, and
    from which it may say an account by itself."""

    name_agrees: float
    name_differs: float
    name_sure: float


@dataclass(frozen=True)
class Calibration:
    """Everything that was fitted for one acoustic model.

    `own` is False where the model has none and that of the bundled model stands in.
    """

    model: str
    own: bool
    slots: Mapping[Kind, SlotCalibration]
    names: NameLimits

    def judge(self, case: Case) -> Judged:
        """How probable the value of `case` is, and what may be done with it."""
        return self.slots[case.kind].judge(case)

    def without_value(self, kind: Kind, unclear: float) -> Decision:
        """What to do where words were heard that give no value of this kind."""
        return self.slots[kind].without_value(unclear)


@cache
def calibration_of(model: str) -> Calibration:
    """The calibration of an acoustic model: of the file that METERLINE_CALIBRATION names, else
    the packaged one, else that of the bundled model. Raises Mendable for a file that is none."""
    file = os.environ.get(CALIBRATION_VARIABLE)
    tables = _models(files("meterline.ears").joinpath("calibration.json").read_text("utf-8"))
    return _chosen({**tables, **_models_in(Path(file))} if file else tables, model)


def is_tuned(model: str) -> bool:
    """Whether there is a calibration of the model's own."""
    return calibration_of(model).own


def calibration_in(file: Path, model: str) -> Calibration:
    """The calibration of `model` in a file that `meterline tune` wrote. Raises Mendable."""
    return _chosen(_models_in(file), model)


def _models_in(file: Path) -> dict[str, Any]:
    try:
        return _models(file.read_text("utf-8"))
    except OSError as error:
        raise Mendable(f"the calibration {file} cannot be read", _MEND) from error


def _models(text: str) -> dict[str, Any]:
    try:
        models = json.loads(text)["models"]
    except (KeyError, TypeError, ValueError) as error:
        raise Mendable(f"the calibration is damaged: {error}", _MEND) from error
    if not isinstance(models, dict):
        raise Mendable("the calibration is damaged: models is no table", _MEND)
    return models


def _chosen(models: dict[str, Any], model: str) -> Calibration:
    try:
        return _calibration(model, model in models, models.get(model) or models[DEFAULT_MODEL])
    except KeyError as error:
        raise Mendable(f"the calibration lacks {error}", _MEND) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise Mendable(f"the calibration is damaged: {error}", _MEND) from error


def _calibration(model: str, own: bool, table: dict[str, Any]) -> Calibration:
    slots = {kind: _slot(table["slots"][kind.value]) for kind in Kind}
    return Calibration(model, own, slots, NameLimits(**table["names"]))


def _slot(table: dict[str, Any]) -> SlotCalibration:
    return SlotCalibration(_curve(table["curve"]), _curve(table["again"]), Costs(**table["costs"]))


def _curve(table: dict[str, Any]) -> Curve:
    return Curve(float(table["bias"]), tuple(Term(**term) for term in table["terms"]))
