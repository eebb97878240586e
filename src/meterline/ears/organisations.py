"""Whose turn is it, where an organisation gave its name and no account?

Only organisations: a person's name alone opens no account. The time is bounded whatever the
size of the base: a short list by letter pairs, then likeness, then the sound decides.
"""

from collections import defaultdict

import numpy as np
from rapidfuzz import fuzz, process

from meterline.ears.base import CustomerBase
from meterline.ears.shortlist import Shortlist
from meterline.ears.spotting import Forms, Sound, scores
from meterline.language.organisation_naming import letters_that_tell, organisation_forms, spoken

MOST_LIKELY = 400
"""So many forms that share most letter pairs with what was heard are compared by likeness."""
MOST_FORMS = 40
"""So many of these, the likest to the letters heard, are looked for in the sound."""
MOST_OWNERS = 30
"""A name that more organisations share finds nobody."""
LEAST = -2.0
"""Nats a letter from which a name counts: it must be heard better than one that only agrees
with an account given beside it."""
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
            for form in organisation_forms(base.holder(int(index))):
                self._by_form[form].append(int(index))
        self._shortlist = Shortlist(list(self._by_form))

    def named(self, sound: Sound, letters: str) -> tuple[list[int], float]:
        """Places in the base of the organisations whose name was said, and its score.

        `letters` are the letters heard. Nobody where names compete or too many share one.
        """
        found = self._scores(sound, letters)
        if not found:
            return [], -np.inf
        least = max(found.values()) - RIVAL
        best = max((form for form in found if found[form] >= least), key=len)
        score, owners = found[best], self._by_form[best]
        rival = max((found[f] for f in found if self._competes(f, best)), default=-np.inf)
        if score < LEAST or rival > score - RIVAL or len(owners) > MOST_OWNERS:
            return [], score
        return self._by_full_name(sound, owners), score

    def _competes(self, form: str, best: str) -> bool:
        """Whether `form` speaks for others: «школа сто» and «школа номер сто» are one school."""
        return form not in best and not set(self._by_form[form]) <= set(self._by_form[best])

    def _scores(self, sound: Sound, letters: str) -> dict[str, float]:
        likely = self._shortlist.nearest(letters, MOST_LIKELY)
        likest = process.extract(letters, likely, scorer=fuzz.partial_ratio, limit=MOST_FORMS)
        forms = [form for form, _, _ in likest]
        if not forms:
            return {}
        found = scores(sound, Forms.of(forms, [letters_that_tell(f) for f in forms]))
        return dict(zip(forms, found[:, 0].tolist(), strict=True))

    def _by_full_name(self, sound: Sound, owners: list[int]) -> list[int]:
        full = scores(sound, Forms.of([spoken(self._base.holder(i)) for i in owners]))[:, 0]
        return [i for i, s in zip(owners, full, strict=True) if s >= full.max() - FULL_NAME_LEAD]
