"""The beam's scores against the exact sums over alignments, words and parses."""

import numpy as np
import pytest
from exact_search import exact
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.port import COLUMNS, LogProbs
from meterline.ears.search.decoder import NO_KEYS, Decoder, Effort
from meterline.ears.search.graph import compile_grammar
from meterline.language.lexicon import WordClass as W
from meterline.language.outcomes import Grammar, Outcome
from meterline.language.symbols import Mark
from meterline.language.turn import Candidate

EVERYTHING = Effort(width=60.0, most=4000)
CLOSE = 9.0
"""Meanings this many nats below the best are compared; further ones lose what the beam drops
on purpose (14 nats at each sum)."""
TOLERANCE = 0.02
ACCOUNTS = ["23", "2", "35", "233", "50"]


def value() -> Grammar:
    """Units, tens and hesitation in one slot; costs to tell parses apart."""
    grammar = digits(Mark.VALUE, Mark.VALUE_END)
    grammar.add("F", W.TEN, Outcome("T", 0.2, (int(Mark.VALUE),)))
    grammar.add("N", W.TEN, Outcome("T", 1.0))
    grammar.add("T", W.UNIT, Outcome("N"))
    grammar.add("T", W.TEN, Outcome("T", 1.5, (0,)))
    grammar.ends["T"] = (0, int(Mark.VALUE_END))
    return grammar


def digits(begin: Mark, end: Mark) -> Grammar:
    """Digits and hesitation in one slot."""
    grammar = Grammar()
    for word, cost in ((W.UNIT, 0.0), (W.ZERO, 0.4)):
        grammar.add("F", word, Outcome("N", cost, (int(begin),)))
        grammar.add("N", word, Outcome("N", 0.3 + cost))
    grammar.add("N", W.AND, Outcome("N", 0.7))
    grammar.ends = {"F": (), "N": (int(end),)}
    grammar.end_costs = {"F": 2.0}
    return grammar


def unclear(text: str, seed: int, noise: float) -> LogProbs:
    """`text` said in a frame a letter, every one in doubt; each row sums to 1. (The exact sum
    keeps every meaning apart: their number grows with the frames.)"""
    chance = np.random.default_rng(seed)
    clear = np.exp(letters_of(text)[5:-8:2])
    mixed = (1 - noise) * clear + noise * chance.dirichlet(np.full(COLUMNS, 0.5), len(clear))
    mixed = np.maximum(mixed, 4e-3)
    return np.log(mixed / mixed.sum(axis=1, keepdims=True)).astype(np.float32)


def likely(scores: dict[tuple[int, ...], float]) -> dict[tuple[int, ...], float]:
    best = max(scores.values())
    return {symbols: score for symbols, score in scores.items() if score > best - CLOSE}


CASES = [
    ("два", 1, 0.3), ("два", 2, 0.9), ("два три", 3, 0.3), ("два три", 4, 0.7),
    ("сорок", 5, 0.5), ("двадва", 6, 0.3), ("пять", 7, 0.95), ("три ноль", 8, 0.4),
    ("сорок два", 9, 0.6), ("раз", 10, 0.97),
]  # fmt: skip


@pytest.mark.parametrize(("text", "seed", "noise"), CASES)
def test_values_score_as_the_sum_of_all_their_paths(text: str, seed: int, noise: float) -> None:
    logp, grammar = unclear(text, seed, noise), value()
    found = Decoder().search(logp, compile_grammar(grammar), NO_KEYS, EVERYTHING, 4000)
    expected = likely(exact(logp, grammar))
    told = {f.symbols: f.score for f in found}
    assert found[0].symbols == max(expected, key=lambda symbols: expected[symbols])
    assert {s: told.get(s) for s in expected} == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize(("text", "seed", "noise"), CASES)
def test_accounts_inside_a_base_score_as_the_sum_of_all_their_paths(
    text: str, seed: int, noise: float
) -> None:
    logp, grammar = unclear(text, seed, noise), digits(Mark.ACCOUNT, Mark.ACCOUNT_END)
    base = CustomerBase.build(Candidate(a, "", False, ()) for a in ACCOUNTS)
    found = Decoder().search(logp, compile_grammar(grammar), base.keys, EVERYTHING, 4000)
    expected = likely(exact(logp, grammar, ACCOUNTS))
    told = {f.symbols: f.score for f in found}
    assert found[0].symbols == max(expected, key=lambda symbols: expected[symbols])
    assert {s: told.get(s) for s in expected} == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize(("text", "seed", "noise"), CASES[:6])
def test_a_narrow_beam_only_loses(text: str, seed: int, noise: float) -> None:
    logp, grammar = unclear(text, seed, noise), value()
    expected = exact(logp, grammar)
    narrow = Decoder().search(logp, compile_grammar(grammar), NO_KEYS, Effort(8.0, 30), 100)
    assert narrow
    for found in narrow:
        assert found.score <= expected[found.symbols] + TOLERANCE
