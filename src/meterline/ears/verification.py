"""Forms of names ready to be spotted, and names beside which they are judged."""

from functools import lru_cache

import numpy as np

from meterline.ears.base import CustomerBase
from meterline.ears.greedy import HeardWord
from meterline.ears.shortlist import Shortlist
from meterline.ears.spotting import Forms, Sound, Spotted, spot
from meterline.language.lexicon import lexicon
from meterline.language.naming import clean
from meterline.language.organisation_naming import letters_that_tell, organisation_forms
from meterline.language.saying_names import said_forms, skeleton
from meterline.language.turn import Candidate

SAMPLE = 20_000
"""So many accounts, evenly over the base, give the names that may be said instead."""
RIVALS = 40
"""So many of them, the likest to the letters heard, are looked for in the same sound."""
AROUND = 4
"""Frames before and after the name that its rivals may have too."""
RIVAL_WEIGHT = 1.45
"""What each nat a letter by which a rival was heard better takes from a name's score: from a
logistic fit to true and wrong names (see docs/names.md)."""
MOST_BY_RIVAL = 2.0
"""Nats a letter at most that rivals can tell against a name."""


@lru_cache(maxsize=4096)
def compiled(name: str, organisation: bool) -> Forms:
    """`said_forms` ready to be spotted."""
    texts = said_forms(name, organisation)
    return Forms.of(texts, [letters_that_tell(t) for t in texts] if organisation else None)


@lru_cache(maxsize=4096)
def _own_words(name: str, organisation: bool) -> frozenset[str]:
    """Skeletons of all words of a name's forms: these are no rivals."""
    forms = said_forms(name, organisation)
    return frozenset(skeleton(word) for form in forms for word in form.split())


class Verifier:
    """How well a name was heard, beside the names of the base and the words of the lexicon."""

    def __init__(self, base: CustomerBase) -> None:
        self._rivals = Shortlist(sorted(_names_of(base) | _known_words()))

    def score(self, sound: Sound, heard: list[HeardWord], candidate: Candidate) -> float:
        """Nats a letter, at most 0: the best form of the name, less what rivals explain
        better in the same frames. `heard` are all words of the turn."""
        kind = candidate.name, candidate.organisation
        best = spot(sound, compiled(*kind))
        rival = self._best_rival(sound, heard, best, _own_words(*kind))
        lost = min(MOST_BY_RIVAL, max(0.0, rival - best.score))
        return best.score - RIVAL_WEIGHT * lost

    def _best_rival(
        self, sound: Sound, heard: list[HeardWord], best: Spotted, own: frozenset[str]
    ) -> float:
        first, last = best.first - AROUND, best.last + AROUND
        # Frames of `sound` are one later than those of the words: it has an edge.
        letters = " ".join(w.letters for w in heard if w.last + 1 >= first and w.first < last)
        near = [r for r in self._rivals.nearest(letters, RIVALS) if skeleton(r) not in own]
        return spot(sound.part(first, last), Forms.of(near)).score


def _names_of(base: CustomerBase) -> set[str]:
    """Words of people's names and telling words of organisations, of a sample of the base."""
    places = np.unique(np.linspace(0, max(0, len(base) - 1), min(len(base), SAMPLE), dtype=int))
    names: set[str] = set()
    for place in places:
        name, organisation = base.holder(int(place)), bool(base.organisation[place])
        names.update(organisation_forms(name) if organisation else clean(name).split())
    return {name for name in names if len(name) > 1}


def _known_words() -> set[str]:
    return {part for word in lexicon() for part in word.form.split() if len(part) > 1}
