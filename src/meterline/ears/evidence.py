"""What speaks for a value heard, in numbers: the calibration turns them into a probability."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from meterline.ears.greedy import HeardWord, clearness
from meterline.ears.hypotheses import Hypothesis
from meterline.ears.port import BLANK, LogProbs
from meterline.language.turn import Alternative

MOST_ALTERNATIVES = 5
NO_RIVAL = 30.0
"""Nats where nothing else was found."""

SILENT = 2.0
"""How unclear it is where no letter was likelier than none."""

Key = Callable[[Hypothesis], str | None]
"""The value that a hypothesis gives to one slot; None where it leaves the slot out."""


@dataclass(frozen=True)
class Line:
    """How the whole turn sounds, in nats a letter: `unclear`, what the likeliest letters lack
    of certainty; `strain`, what the best hypothesis lacks of the likeliest letters; `flat`,
    what it has beyond them, because many letters are as likely. `letters`: how many there are.
    """

    unclear: float
    strain: float
    flat: float
    letters: int


def line_of(logp: LogProbs, words: list[HeardWord], hold_blank: float, best: Hypothesis) -> Line:
    """The line of a turn, of which `best` was searched with blanks held back so far."""
    held = logp.max(axis=1)
    blanks = logp.argmax(axis=1) == BLANK
    others = np.delete(logp, BLANK, axis=1).max(axis=1)
    held = np.where(blanks, np.maximum(held - hold_blank, others), held)
    letters = sum(len(w.letters) for w in words)
    lacks = (float(held.sum()) - best.heard) / max(1, letters)
    unclear = -clearness(logp, words) if words else SILENT
    return Line(unclear, max(0.0, lacks), max(0.0, -lacks), letters)


@dataclass(frozen=True)
class Lead:
    """How far a value leads, in nats: `margin` with everything known, `heard` by sound and
    grammar alone; `odds` are the log-odds of its share of the hypotheses' weight."""

    margin: float
    heard: float
    odds: float

    @property
    def by_prior(self) -> bool:
        """Whether it leads only by what was known before: by sound another is as likely."""
        return self.heard <= 0.0


def shares(hypotheses: Sequence[Hypothesis], key: Key) -> list[Alternative]:
    """The weights of the hypotheses summed by `key`, highest first."""
    sums: dict[str, float] = {}
    for h in hypotheses:
        value = key(h)
        if value is not None:
            sums[value] = sums.get(value, 0.0) + h.weight
    ranked = sorted(sums.items(), key=lambda item: -item[1])
    return [Alternative(value, p) for value, p in ranked[:MOST_ALTERNATIVES]]


def lead_of(hypotheses: Sequence[Hypothesis], key: Key, value: str) -> Lead:
    """How far `value` leads all other hypotheses, those without the slot among them.

    Other places for the same words, and words that leave the slot out, are no other
    hearing of it: they count in the margin only.
    """
    same = [h for h in hypotheses if key(h) == value]
    other = [h for h in hypotheses if key(h) != value]
    words = {id(h.found) for h in same}
    unlike = [h for h in other if id(h.found) not in words and key(h)]
    return Lead(
        margin=_lead([h.score for h in same], [h.score for h in other]),
        heard=_lead([h.heard for h in same], [h.heard for h in unlike]),
        odds=log_odds(sum(h.weight for h in same), sum(h.weight for h in other)),
    )


def log_odds(share: float, rest: float) -> float:
    """Natural log of share to rest, at most NO_RIVAL from 0."""
    least = math.exp(-NO_RIVAL)
    return math.log(max(share, least) / max(rest, least))


def _lead(same: list[float], other: list[float]) -> float:
    return min(NO_RIVAL, max(same) - max(other)) if other else NO_RIVAL
