"""Names in a turn: does the one said agree with the account, and whose is it if none was said."""

from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz, process

from meterline.ears import naming
from meterline.ears.base import CustomerBase
from meterline.ears.hypotheses import Hypothesis
from meterline.ears.organisations import Organisations
from meterline.ears.port import LogProbs
from meterline.ears.thresholds import Thresholds
from meterline.language.lexicon import lexicon
from meterline.language.turn import Asked, Candidate, Expectation, NameHeard, Slot

KNOWN_WORD = 74.0
"""Likeness (0..100) from which a heard word counts as one of the lexicon's."""
NAME_LETTERS = 4
"""Fewer letters outside the lexicon are no name."""
_NAMED_WHERE = frozenset({Asked.ONE_BREATH, Asked.NAME, Asked.ACCOUNT, Asked.FREE})


@dataclass(frozen=True)
class NamePart:
    """What names add to a turn: `account` and `hypotheses` only where the name decided."""

    heard: NameHeard | None = None
    account: Slot | None = None
    hypotheses: list[Hypothesis] | None = None


class NameListener:
    """Listens for names against one customer base."""

    def __init__(self, base: CustomerBase, thresholds: Thresholds) -> None:
        self._thresholds = thresholds
        self._words = sorted({part for w in lexicon() for part in w.form.split()})
        self._organisations = Organisations(base)

    def listen(
        self, logp: LogProbs, text: str, best: Hypothesis, expectation: Expectation
    ) -> NamePart:
        """The name in the part of `text` that the lexicon does not explain."""
        if expectation.asked not in _NAMED_WHERE:
            return NamePart()
        unknown = self._unknown(text)
        if len(unknown.replace(" ", "")) < NAME_LETTERS:
            return NamePart()
        candidate = best.candidate
        if candidate is None:
            return NamePart(NameHeard(unknown, None))
        return NamePart(self._verify(logp, unknown, candidate))

    def _verify(self, logp: LogProbs, unknown: str, candidate: Candidate) -> NameHeard:
        forms = naming.forms_of(candidate.name, candidate.organisation)
        score = naming.score_forms(naming.ratios(logp), forms)
        if score >= self._thresholds.name_agrees:
            return NameHeard(unknown, True, score)
        differs = score < self._thresholds.name_differs
        return NameHeard(unknown, False if differs else None, score)

    def _unknown(self, text: str) -> str:
        """The words of `text` that are like no word of the lexicon."""
        return " ".join(w for w in text.split() if not self._is_known(w))

    def _is_known(self, word: str) -> bool:
        if len(word) < 3:
            return True
        found = process.extractOne(word, self._words, scorer=fuzz.ratio, score_cutoff=KNOWN_WORD)
        return found is not None


__all__ = ["NameListener", "NamePart", "np", "replace"]
