"""Whose name a caller must not be taken for: for each caller of a pack, somebody else."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from meterline.bench.pack import Pack
from meterline.language.turn import Candidate

NEAREST = 2
"""A near impostor is one of so many nearest surnames."""

_ENDING = re.compile(r"(?:ый|ий|ой|ая|яя|а|я|ь)$")
_QUOTED = re.compile(r"«([^«»]+)»")


@dataclass(frozen=True)
class Impostor:
    """A customer whose account the caller speaks for; `near` if his name is much like his."""

    candidate: Candidate
    near: bool


def impostors(pack: Pack, customers: Sequence[Candidate], seed: int) -> dict[int, Impostor]:
    """By call: another customer of the same kind and of a different name, drawn by `seed`.

    Every second call gets one of the nearest names by edit distance, the others anyone.
    Calls whose account or whose counterpart is not among `customers` are left out.
    """
    known = {candidate.account: candidate for candidate in customers}
    drawn = {}
    for index, call in enumerate(pack.calls):
        own = known.get(call.account)
        others = [other for other in customers if own and is_other_family(own, other)]
        if own is None or not others:
            continue
        near = index % 2 == 0
        if near:
            others = _nearest(own, others)
        chance = random.Random(f"{seed}/{call.call}")
        drawn[call.call] = Impostor(chance.choice(others), near)
    return drawn


def is_other_family(one: Candidate, other: Candidate) -> bool:
    """Whether two customers of a kind have different surnames; man's and woman's form are one."""
    if one.organisation != other.organisation:
        return False
    return family(one) != family(other)


def family(candidate: Candidate) -> str:
    """What tells a name: of an organisation what stands in «», of a person the surname
    without its ending («Белова» is «белов»)."""
    name = candidate.name.lower().replace("ё", "е")
    if candidate.organisation:
        quoted = _QUOTED.search(name)
        return quoted[1] if quoted else name
    return _ENDING.sub("", (name.split() or [""])[0])


def _nearest(own: Candidate, others: Sequence[Candidate]) -> list[Candidate]:
    """Customers with the `NEAREST` names, one for each name."""
    one_each = {family(other): other for other in others}
    ordered = sorted(one_each, key=lambda name: (Levenshtein.distance(family(own), name), name))
    return [one_each[name] for name in ordered[:NEAREST]]
