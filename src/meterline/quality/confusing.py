"""Words that were heard for others, where a person wrote down what was said."""

from collections.abc import Iterator
from difflib import SequenceMatcher

LONGEST = 40


def confused(heard: str, said: str) -> Iterator[tuple[str, str]]:
    """Pairs (heard, said) of words that stand in each other's place.

    Words that have no counterpart are no confusion and are left out.
    """
    ours, theirs = heard.lower().split(), said.lower().split()
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "replace" and last - first == end - begin:
            for one, other in zip(ours[first:last], theirs[begin:end], strict=True):
                yield one[:LONGEST], other[:LONGEST]
