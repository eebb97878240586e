"""Joint hypotheses of a turn: a meaning, the account it is about, the place of each value."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from meterline.ears.account_prior import account_prior
from meterline.ears.assignment import Assignment, Placed, assign, nowhere, together
from meterline.ears.base import CustomerBase
from meterline.ears.corrections import corrected
from meterline.ears.search.decoder import Found
from meterline.language.meaning import Meaning, Value, read
from meterline.language.turn import Candidate, Expectation, MeterExpected

ASSIGNMENTS = 4
OPEN_ACCOUNT = -5.0
"""Nats for an account that breaks off, beside what the search takes for it: so the same
digits are rather a value than the beginning of an account."""

COMMAND_AND_NUMBERS = -5.0
"""Nats for a command among numbers: who dictates commands little."""
NOTHING_FOUND = Found((), (), 0.0, -1)

IMPOSSIBLE = -1e9
"""Natural-log score of what cannot have been said, so that shares stay numbers."""


@dataclass(frozen=True)
class Hypothesis:
    """One reading of the turn. `heard` is the log score of sound and grammar alone, `score`
    includes what is plausible; `weight` is its share of all hypotheses."""

    found: Found
    meaning: Meaning
    candidate: Candidate | None
    assignment: Assignment
    heard: float
    score: float
    weight: float = 0.0

    @property
    def account(self) -> str:
        """The account said in full (or all but the digits keyed), or ''."""
        return _account(self.found, self.meaning, self.candidate)

    @property
    def placed(self) -> tuple[Placed, ...]:
        """The values with their registers."""
        return self.assignment.placed


def _account(found: Found, meaning: Meaning, candidate: Candidate | None) -> str:
    if found.index >= 0 and candidate is not None:
        return candidate.account
    return meaning.account if meaning.account_complete else ""


def meters_of(candidate: Candidate | None, expectation: Expectation) -> tuple[MeterExpected, ...]:
    """The meters that the values may belong to: the one asked about, or all."""
    if candidate is None:
        return ()
    asked = tuple(m for m in candidate.meters if m.serial == expectation.meter)
    return asked or candidate.meters


def _whose(
    found: Found, base: CustomerBase, expectation: Expectation
) -> tuple[Candidate | None, ...]:
    if 0 <= found.index < len(base):
        return (base.candidate(found.index),)
    return expectation.candidates or (None,)


def _of(
    found: Found, meaning: Meaning, candidate: Candidate | None, expectation: Expectation
) -> Iterator[Hypothesis]:
    account = _account(found, meaning, candidate)
    prior = account_prior(account, expectation) if account else 0.0
    meters = meters_of(candidate, expectation)
    values = meaning.values
    if candidate is not None and candidate.organisation:
        values = _without_name_numbers(values, candidate.name)
    for assignment in _assignments(values, meters, candidate, expectation):
        score = found.score + prior + assignment.score
        if meaning.command is not None and (meaning.values or meaning.account):
            score += COMMAND_AND_NUMBERS
        if meaning.account and not meaning.account_complete:
            score += OPEN_ACCOUNT
        yield Hypothesis(found, meaning, candidate, assignment, found.score, score)


def _assignments(
    values: tuple[Value, ...],
    meters: tuple[MeterExpected, ...],
    candidate: Candidate | None,
    expectation: Expectation,
) -> Iterator[Assignment]:
    """Where the values belong; those that correct a part of what was read, to that."""
    read_back = expectation.read_back
    parts = tuple(v for v in values if v.is_part) if read_back else ()
    placed = assign(tuple(v for v in values if v not in parts), meters, expectation.zones)[
        :ASSIGNMENTS
    ]
    of_read = candidate.meters if candidate is not None else ()
    if not parts:
        yield from placed
        yield from corrected(values, read_back, of_read)
        return
    for mended in [*corrected(parts, read_back, of_read)] or [nowhere(parts)]:
        yield from (together(mended, rest) for rest in placed)


def _without_name_numbers(values: tuple[Value, ...], name: str) -> tuple[Value, ...]:
    """«Школа номер сто пятнадцать»: the number of the name is no value."""
    numbers = set(re.findall(r"\d+", name))
    return tuple(v for v in values if v.zone is not None or v.digits not in numbers)


def hypotheses(
    founds: Sequence[Found], base: CustomerBase, expectation: Expectation
) -> list[Hypothesis]:
    """All joint hypotheses of what was found, best first, with weights that sum to 1.

    Where nothing was found there is one that says nothing.
    """
    loose = [
        h
        for found in founds or [NOTHING_FOUND]
        for meaning in [read(found.symbols)]
        for candidate in _whose(found, base, expectation)
        for h in _of(found, meaning, candidate, expectation)
    ]
    return weighed(loose)


def weighed(hypotheses: Sequence[Hypothesis]) -> list[Hypothesis]:
    """The hypotheses best first, with weights by their scores that sum to 1."""
    ranked = sorted(hypotheses, key=lambda h: -h.score)
    scores = np.array([max(h.score, IMPOSSIBLE) for h in ranked])
    weights = np.exp(scores - scores[0])
    weights /= weights.sum()
    return [replace(h, weight=float(w)) for h, w in zip(ranked, weights, strict=True)]
