"""Whether letters heard say a name: for who named himself before his account was known."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from meterline.language.naming import person_forms
from meterline.language.organisation_naming import organisation_forms

_ALIKE = str.maketrans(
    "оыияэюбвгджзщц", "аееееупфктшсшс", "ьъй "
)  # unstressed vowels, voicing, sibilants; what is hardly heard is left out

SHORTEST = 4
"""Fewer letters of a skeleton are found in anything."""
MOST_WORDS = 5
"""Words that a name may be heard as: «инди видуальный предприниматель гришин»."""


def skeleton(text: str) -> str:
    """`text` in folded Russian letters without what is easily confused."""
    return re.sub(r"(.)\1+", r"\1", text.translate(_ALIKE))


@lru_cache(maxsize=4096)
def said_forms(name: str, organisation: bool) -> tuple[str, ...]:
    """How a name may be said: distinctive enough forms only, in the letters of the models."""
    return organisation_forms(name) if organisation else person_forms(name)


def says_name(heard: str, name: str, organisation: bool) -> bool:
    """Whether whole words of the letters `heard` sound like a form of `name`.

    Strict, as no sound is left to look at: one letter that sounds otherwise is too many. So
    False says nothing, while True is as good as a name that was listened for (docs/names.md).
    """
    forms = {skeleton(form) for form in said_forms(name, organisation)}
    return any(len(run) >= SHORTEST and run in forms for run in _runs(heard.split()))


def _runs(words: list[str]) -> Iterator[str]:
    """The skeleton of every run of words: spaces may be missing or too many."""
    for first, after in combinations(range(len(words) + 1), 2):
        if after - first <= MOST_WORDS:
            yield skeleton("".join(words[first:after]))
