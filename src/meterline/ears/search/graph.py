"""The lexicon as a letter tree and a grammar as tables, in the arrays that the beam reads."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meterline.ears.port import ALPHABET
from meterline.language.grammar import grammar_for
from meterline.language.lexicon import Word, WordClass, lexicon, region_words
from meterline.language.outcomes import Grammar
from meterline.language.turn import Asked

COLUMN = {letter: i + 1 for i, letter in enumerate(ALPHABET)}
SPACE = COLUMN[" "]
JOINED_COST = 2.0
"""Nats for a phrase of the lexicon spoken without one of its spaces («тодин»)."""

ROOT = 0
GARBAGE_NODE = 1

I32 = NDArray[np.int32]
F32 = NDArray[np.float32]


class Tree(NamedTuple):
    """The letter tree of all words.

    `letter` [nodes] is the column of each node's letter; `child` and `word` are CSR lists
    of children and of words ending here; `classes` [nodes] is the set of word classes
    (bits) below a node.
    """

    letter: I32
    child_at: I32
    child: I32
    classes: NDArray[np.int64]
    word_at: I32
    word: I32
    word_class: I32
    word_cost: F32
    symbol_at: I32
    symbol: I32


class Table(NamedTuple):
    """A grammar: outcomes of (state, class) as CSR at state * classes + class, and the ends."""

    allowed: NDArray[np.int64]
    outcome_at: I32
    next_state: I32
    cost: F32
    silent: NDArray[np.bool_]
    again: I32
    symbol_at: I32
    symbol: I32
    ends: NDArray[np.bool_]
    end_cost: F32
    unclear: NDArray[np.bool_]
    end_at: I32
    end_symbol: I32


@dataclass
class _Node:
    letter: int
    children: dict[int, int]
    words: list[int]
    classes: int = 0


def _csr(lists: list[list[int]]) -> tuple[I32, I32]:
    at = np.zeros(len(lists) + 1, np.int32)
    at[1:] = np.cumsum([len(x) for x in lists])
    return at, np.array([v for x in lists for v in x] or [0], np.int32)


def _spellings(word: Word) -> list[tuple[str, float]]:
    """The form, and for phrases the form with one space left out."""
    joins = [i for i, c in enumerate(word.form) if c == " "]
    joined = [(word.form[:i] + word.form[i + 1 :], word.cost + JOINED_COST) for i in joins]
    return [(word.form, word.cost), *joined]


class _TreeBuilder:
    def __init__(self) -> None:
        self.nodes = [_Node(SPACE, {}, []), _Node(SPACE, {}, [])]
        self.words: list[tuple[Word, float]] = []

    def add(self, word: Word) -> None:
        for form, cost in _spellings(word):
            self.words.append((word, cost))
            self._path(form, len(self.words) - 1, 1 << word.word_class)

    def _path(self, form: str, index: int, bit: int) -> None:
        node = ROOT
        for column in (COLUMN[c] for c in form):
            self.nodes[node].classes |= bit
            if column not in self.nodes[node].children:
                self.nodes[node].children[column] = len(self.nodes)
                self.nodes.append(_Node(column, {}, []))
            node = self.nodes[node].children[column]
        self.nodes[node].classes |= bit
        self.nodes[node].words.append(index)

    def tree(self) -> Tree:
        child_at, child = _csr([list(n.children.values()) for n in self.nodes])
        word_at, word = _csr([n.words for n in self.nodes])
        symbol_at, symbol = _csr([list(w.symbols) for w, _ in self.words])
        return Tree(
            letter=np.array([n.letter for n in self.nodes], np.int32),
            child_at=child_at,
            child=child,
            classes=np.array([n.classes for n in self.nodes], np.int64),
            word_at=word_at,
            word=word,
            word_class=np.array([w.word_class for w, _ in self.words], np.int32),
            word_cost=np.array([c for _, c in self.words], np.float32),
            symbol_at=symbol_at,
            symbol=symbol,
        )


@cache
def letter_tree() -> Tree:
    """The tree of the whole lexicon: some thousands of nodes, built once a process."""
    builder = _TreeBuilder()
    for word in (*lexicon(), *region_words()):
        builder.add(word)
    return builder.tree()


def compile_grammar(grammar: Grammar) -> Table:
    """The arrays of a grammar; state 0 is its start."""
    names = grammar.states()
    number = {name: i for i, name in enumerate(names)}
    classes = len(WordClass)
    rows = [grammar.outcomes.get((s, c), []) for s in names for c in WordClass]
    allowed = np.zeros(len(names), np.int64)
    for i, row in enumerate(rows):
        if row:
            allowed[i // classes] |= 1 << (i % classes)
    flat = [o for row in rows for o in row]
    symbol_at, symbol = _csr([list(o.symbols) for o in flat])
    end_at, end_symbol = _csr([list(grammar.ends.get(s, ())) for s in names])
    at = np.zeros(len(rows) + 1, np.int32)
    at[1:] = np.cumsum([len(row) for row in rows])
    return Table(
        allowed=allowed,
        outcome_at=at,
        next_state=np.array([number[o.state] for o in flat] or [0], np.int32),
        cost=np.array([o.cost for o in flat] or [0], np.float32),
        silent=np.array([o.silent for o in flat] or [False], np.bool_),
        again=np.array([o.again for o in flat] or [0], np.int32),
        symbol_at=symbol_at,
        symbol=symbol,
        ends=np.array([s in grammar.ends for s in names], np.bool_),
        end_cost=np.array([grammar.end_costs.get(s, 0.0) for s in names], np.float32),
        unclear=np.array([s in grammar.unclear for s in names], np.bool_),
        end_at=end_at,
        end_symbol=end_symbol,
    )


@cache
def table_for(asked: Asked) -> Table:
    """The compiled grammar of what may be said when `asked`."""
    return compile_grammar(grammar_for(asked))
