"""What is made ready before a turn can be searched: the grammar's tables, a narrowed base."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median

from meterline.bench.large_base import large_base
from meterline.ears.narrowing import narrowed, with_endings
from meterline.ears.search.graph import compile_grammar, letter_tree
from meterline.language.grammar import grammar_for
from meterline.language.turn import Asked

TIMES = 9
KEYED = 3
"""Digits keyed before the caller went on by voice."""

LINKED = 3
"""Accounts of one phone."""


def preparing_figures(accounts: int) -> dict[str, float]:
    """Milliseconds, in a base of `accounts`: what each process makes once, and each call anew.

    A call needs nothing of its own unless digits were keyed or its phone has several
    accounts: grammars are compiled when a process starts.
    """
    base = large_base(accounts)
    keyed = base.account(len(base) // 2)[:KEYED]
    linked = [base.account(at * len(base) // LINKED) for at in range(LINKED)]
    letter_tree()
    return {
        "grammars_compiled_once_ms": sum(
            _milliseconds(partial(_compile, asked)) for asked in Asked
        ),
        "call_with_keyed_digits_ms": _milliseconds(lambda: narrowed(base.keys, keyed)),
        "call_with_linked_accounts_ms": _milliseconds(lambda: with_endings(base.keys, linked)),
    }


def _compile(asked: Asked) -> object:
    return compile_grammar(grammar_for(asked))


def _milliseconds(make: Callable[[], object]) -> float:
    """CPU time of `make`, the median of several."""
    return median(_once(make) for _ in range(TIMES)) * 1000


def _once(make: Callable[[], object]) -> float:
    began = time.process_time()
    make()
    return time.process_time() - began
