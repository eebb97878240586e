"""Which of the accounts linked to the caller's phone is meant, where he said none of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from meterline.ears.hypotheses import Hypothesis, weighed
from meterline.ears.plausible import PLAUSIBLE, log_prior
from meterline.language.turn import Alternative, Decision, Slot

NAME_WEIGHT = 6.0
"""Nats for each nat a letter by which a name was heard worse than the likeliest one."""
MOST_BY_NAME = 6.0
"""Nats at most: names of a family are alike, and any of it may call for another."""
SURE_SHARE = 0.98
CONFIRM_SHARE = 0.85


def by_name(scores: Mapping[str, float], agrees: float) -> dict[str, float]:
    """Nats for each account by the name said: 0 for the likeliest, less for the others; empty
    where no name of theirs was said. `scores` by account, in nats a letter, `agrees` the
    least that counts."""
    best = max(scores.values(), default=-math.inf)
    if best < agrees:
        return {}
    return {a: -min(MOST_BY_NAME, NAME_WEIGHT * (best - s)) for a, s in scores.items()}


def weighed_by_name(
    hypotheses: Sequence[Hypothesis], names: Mapping[str, float]
) -> list[Hypothesis]:
    """The hypotheses with what the name said speaks for each account, best first."""
    named = [
        replace(h, score=h.score + (names.get(h.candidate.account, 0.0) if h.candidate else 0.0))
        for h in hypotheses
    ]
    return weighed(named)


def linked_slot(hypotheses: Sequence[Hypothesis], names: Mapping[str, float]) -> Slot | None:
    """The linked account that name and values point to; None where they leave it open.

    Sure only by a name of one account together with values that its meters may show: what
    meters may show is known beforehand, so it does not decide alone.
    """
    best = hypotheses[0]
    if best.candidate is None or best.account or not (names or best.placed):
        return None
    shares: dict[str, float] = {}
    for h in hypotheses:
        if h.candidate is not None and not h.account:
            shares[h.candidate.account] = shares.get(h.candidate.account, 0.0) + h.weight
    account = best.candidate.account
    share = shares[account]
    if share < CONFIRM_SHARE or not _plausible(best):
        return None
    named = sum(n > -MOST_BY_NAME / 2 for n in names.values()) == 1 and names[account] == 0.0
    sure = named and bool(best.placed) and share >= SURE_SHARE
    ranked = sorted(shares.items(), key=lambda item: -item[1])
    alternatives = tuple(Alternative(a, p) for a, p in ranked)
    return Slot(account, share, Decision.SURE if sure else Decision.CONFIRM, alternatives)


def _plausible(h: Hypothesis) -> bool:
    """Whether the meters of the account may show every value said."""
    return not h.assignment.stray and all(
        p.register is not None and log_prior(int(p.value.digits), p.register) > PLAUSIBLE
        for p in h.placed
    )
