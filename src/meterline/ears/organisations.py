"""Whose turn is it, where an organisation gave its name and no account?"""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from meterline.ears import naming
from meterline.ears.base import CustomerBase

MOST_FORMS = 40
"""So many forms, the likest to the letters heard, are looked for in the sound."""
MOST_OWNERS = 30
"""A name that more organisations share finds nobody."""
RIVAL = 0.4
"""Nats a letter by which the name must lead other names."""
FULL_NAME_LEAD = 0.2
"""Nats a letter of the whole name that tell «аптека Рассвет» from «магазин Рассвет»."""


class Organisations:
    """The organisations of a base by the distinctive words of their names."""

    def __init__(self, base: CustomerBase) -> None:
        self._base = base
        self._by_form: dict[str, list[int]] = defaultdict(list)
        for index in np.flatnonzero(base.organisation):
            for form in naming.forms_of(base.holder(int(index)), True):
                self._by_form[form].append(int(index))

    def named(
        self, ratio: NDArray[np.float32], letters: str, least: float
    ) -> tuple[list[int], float]:
        """Places in the base of the organisations whose name was said, and its score.

        `ratio` as of `naming.ratios`; `letters` are the letters heard; `least` is the
        score from which a name counts. Nobody where names compete or too many share one.
        """
        likest = process.extract(
            letters, list(self._by_form), scorer=fuzz.partial_ratio, limit=MOST_FORMS
        )
        scores = {form: naming.score_forms(ratio, (form,)) for form, _, _ in likest}
        if not scores:
            return [], -np.inf
        best = max(scores, key=lambda form: (scores[form] > least, len(form), scores[form]))
        score = scores[best]
        rival = max((s for f, s in scores.items() if f not in best), default=-np.inf)
        owners = self._by_form[best]
        if score < least or rival > score - RIVAL or len(owners) > MOST_OWNERS:
            return [], score
        return self._by_full_name(ratio, owners), score

    def _by_full_name(self, ratio: NDArray[np.float32], owners: list[int]) -> list[int]:
        full = [naming.score_forms(ratio, (naming.spoken(self._base.holder(i)),)) for i in owners]
        return [i for i, s in zip(owners, full, strict=True) if s >= max(full) - FULL_NAME_LEAD]
