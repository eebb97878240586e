"""CTC prefix beam search through the letter tree and a grammar, compiled by numba.

A hypothesis is (tree node, grammar state, history); paths that differ only in alignment
or in words of the same meaning share one and add up, so what comes out are different
meanings. Scores are natural logs. Sources: Graves 2012, section 7.5 (prefix search);
Hannun et al. 2014, arXiv:1408.2873 (prefix beam with blank and non-blank mass).
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from meterline.ears.search.graph import GARBAGE_NODE, ROOT, SPACE, Table, Tree
from meterline.ears.search.history import DEAD, IN_ACCOUNT, NONE, Histories, clear, push, said_again
from meterline.language.lexicon import WordClass
from meterline.language.symbols import Mark

Score = Any
"""A natural log, float32 in the compiled code, whose types numba infers."""
Index = Any
"""A whole number in the compiled code."""
F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

MINUS = np.float32(-1e30)
CLASSES = len(WordClass)
GARBAGE = int(WordClass.GARBAGE)
UNCLEAR = int(Mark.UNCLEAR)
JOINED_WORDS_COST = np.float32(2.5)
JOINED_GARBAGE_COST = np.float32(7.0)
OPEN_ACCOUNT_COST = np.float32(6.0)
"""A turn may end in the middle of an account, which then goes on in the next."""
BROKEN_WORD_COST = np.float32(5.0)
"""The audio may end in the middle of a word, which then says nothing."""
LETTER_FLOOR = np.float32(-14.0)
"""A letter less likely than this in a frame starts nothing."""
JOINED_LETTER_FLOOR = np.float32(-6.0)
"""The same for the first letter of a word that no space goes before."""


class Beam(NamedTuple):
    """Hypotheses of one frame: `key`, blank and other mass, in an open-addressing table."""

    key: I64
    blank: F32
    other: F32
    place: NDArray[np.int32]
    used: NDArray[np.int32]
    size: I64


def make_beam(size_bits: int) -> Beam:
    """Room for 2**size_bits hypotheses; the table has twice as many places."""
    n = 1 << size_bits
    return Beam(
        key=np.zeros(n, np.int64),
        blank=np.zeros(n, np.float32),
        other=np.zeros(n, np.float32),
        place=np.full(2 * n, -1, np.int32),
        used=np.zeros(n, np.int32),
        size=np.zeros(1, np.int64),
    )


@njit(cache=True, nogil=True, inline="always")
def _add(a: Score, b: Score) -> Score:
    """log(exp(a) + exp(b)); what is 14 nats below is dropped."""
    if a < b:
        a, b = b, a
    d = b - a
    if d < -14.0:
        return a
    return a + np.float32(np.log1p(np.exp(d)))


@njit(cache=True, nogil=True)
def _reset(beam: Beam) -> None:
    for i in range(beam.size[0]):
        beam.place[beam.used[i]] = -1
    beam.size[0] = 0


@njit(cache=True, nogil=True)
def _find(beam: Beam, key: int) -> Index:
    """The index of `key`, made if it was not there; NONE when the beam is full."""
    mask = beam.place.shape[0] - 1
    at = ((key * 0x9E3779B97F4A7C1) >> 20) & mask
    while beam.place[at] != -1:
        if beam.key[beam.place[at]] == key:
            return beam.place[at]
        at = (at + 1) & mask
    new = beam.size[0]
    if new >= beam.key.shape[0]:
        return NONE
    beam.size[0] = new + 1
    beam.place[at] = new
    beam.used[new] = at
    beam.key[new] = key
    beam.blank[new] = MINUS
    beam.other[new] = MINUS
    return new


@njit(cache=True, nogil=True)
def _put_other(beam: Beam, key: int, score: Score) -> None:
    i = _find(beam, key)
    if i != NONE:
        beam.other[i] = _add(beam.other[i], score)


@njit(cache=True, nogil=True)
def _put_blank(beam: Beam, key: int, score: Score) -> None:
    i = _find(beam, key)
    if i != NONE:
        beam.blank[i] = _add(beam.blank[i], score)


@njit(cache=True, nogil=True)
def _key(node: int, state: int, history: int, nodes: int, states: int) -> Index:
    return (np.int64(history) * states + state) * nodes + node


@njit(cache=True, nogil=True)
def _push_all(
    h: Histories, history: int, symbols: NDArray[np.int32], low: int, high: int, frame: int,
    keys: NDArray[np.uint64],
) -> Index:  # fmt: skip
    for i in range(low, high):
        history = push(h, history, symbols[i], frame, keys)
        if history == NONE:
            return NONE
    return history


@njit(cache=True, nogil=True)
def _say(
    tree: Tree, table: Table, h: Histories, keys: NDArray[np.uint64], frame: int, history: int,
    outcome: int, word: int,
) -> Index:  # fmt: skip
    """The history after `word` with `outcome`; NONE where it cannot be said."""
    low, high = table.symbol_at[outcome], table.symbol_at[outcome + 1]
    first, last = tree.symbol_at[word], tree.symbol_at[word + 1]
    back = table.again[outcome]
    if back:
        digits = low
        while digits < high and table.symbol[digits] < 10:
            digits += 1
        if not said_again(h, history, back, table.symbol, low, digits):
            return NONE
        if not said_again(h, history, back - (digits - low), tree.symbol, first, last):
            return NONE
        return _push_all(h, history, table.symbol, digits, high, frame, keys)
    after = _push_all(h, history, table.symbol, low, high, frame, keys)
    if after != NONE and not table.silent[outcome]:
        after = _push_all(h, after, tree.symbol, first, last, frame, keys)
    return after


@njit(cache=True, nogil=True)
def _letters(
    new: Beam, tree: Tree, table: Table, row: F32, node: int, state: int, history: int,
    last: int, blank: Score, total: Score, floor: Score, letter_floor: Score,
) -> None:  # fmt: skip
    """Extend by each child letter that may lead to an allowed word."""
    nodes = tree.letter.shape[0]
    states = table.allowed.shape[0]
    allowed = table.allowed[state]
    for i in range(tree.child_at[node], tree.child_at[node + 1]):
        child = tree.child[i]
        letter = tree.letter[child]
        p = row[letter]
        if p < letter_floor or not tree.classes[child] & allowed:
            continue
        score = (blank if letter == last else total) + p
        if score > floor:
            _put_other(new, _key(child, state, history, nodes, states), score)


@njit(cache=True, nogil=True)
def _after_word(
    new: Beam, tree: Tree, table: Table, h: Histories, keys: NDArray[np.uint64], row: F32,
    frame: int, node: int, state: int, history: int, blank: Score, total: Score, floor: Score,
) -> None:  # fmt: skip
    """Words that end at `node`: by a space, or straight into the next word's first letter."""
    nodes = tree.letter.shape[0]
    states = table.allowed.shape[0]
    for i in range(tree.word_at[node], tree.word_at[node + 1]):
        word = tree.word[i]
        place = state * CLASSES + tree.word_class[word]
        for o in range(table.outcome_at[place], table.outcome_at[place + 1]):
            cost = table.cost[o] + tree.word_cost[word]
            by_space = total - cost + row[SPACE]
            by_letter = total - cost - JOINED_WORDS_COST
            if by_space <= floor and by_letter <= floor:
                continue
            after = _say(tree, table, h, keys, frame, history, o, word)
            if after == NONE:
                continue
            to = table.next_state[o]
            if by_space > floor:
                _put_other(new, _key(ROOT, to, after, nodes, states), by_space)
            if by_letter > floor and not table.again[o]:
                joined = blank - cost - JOINED_WORDS_COST
                last = tree.letter[node]
                _letters(
                    new, tree, table, row, ROOT, to, after, last, joined, by_letter, floor,
                    JOINED_LETTER_FLOOR,
                )  # fmt: skip


@njit(cache=True, nogil=True)
def _into_garbage(
    new: Beam, tree: Tree, table: Table, h: Histories, keys: NDArray[np.uint64],
    frame: int, state: int, history: int, score: Score, floor: Score,
) -> None:  # fmt: skip
    nodes = tree.letter.shape[0]
    states = table.allowed.shape[0]
    place = state * CLASSES + GARBAGE
    for o in range(table.outcome_at[place], table.outcome_at[place + 1]):
        if score - table.cost[o] <= floor:
            continue
        low, high = table.symbol_at[o], table.symbol_at[o + 1]
        after = _push_all(h, history, table.symbol, low, high, frame, keys)
        if after != NONE:
            key = _key(GARBAGE_NODE, table.next_state[o], after, nodes, states)
            _put_blank(new, key, score - table.cost[o])


@njit(cache=True, nogil=True)
def _step(
    old: Beam, new: Beam, tree: Tree, table: Table, h: Histories, keys: NDArray[np.uint64],
    row: F32, garbage: Score, frame: int, floor: Score,
) -> None:  # fmt: skip
    """One frame; the best go first, so that a full beam loses only the worst."""
    nodes = tree.letter.shape[0]
    states = table.allowed.shape[0]
    totals = np.empty(old.size[0], np.float32)
    for i in range(old.size[0]):
        totals[i] = -_add(old.blank[i], old.other[i])
    for i in np.argsort(totals):
        key = old.key[i]
        node = key % nodes
        state = (key // nodes) % states
        history = key // (nodes * states)
        blank = old.blank[i]
        other = old.other[i]
        total = -totals[i]
        if node == GARBAGE_NODE:
            _put_blank(new, key, total + garbage)
            if total + row[SPACE] > floor:
                _put_other(new, _key(ROOT, state, history, nodes, states), total + row[SPACE])
            out = total - JOINED_GARBAGE_COST
            _letters(
                new, tree, table, row, ROOT, state, history, -1, out, out, floor,
                JOINED_LETTER_FLOOR,
            )  # fmt: skip
            continue
        if total + row[0] > floor:
            _put_blank(new, key, total + row[0])
        if other + row[tree.letter[node]] > floor:
            _put_other(new, key, other + row[tree.letter[node]])
        last = tree.letter[node]
        _letters(
            new, tree, table, row, node, state, history, last, blank, total, floor, LETTER_FLOOR
        )
        if node == ROOT:
            _into_garbage(new, tree, table, h, keys, frame, state, history, total + garbage, floor)
        elif tree.word_at[node + 1] > tree.word_at[node]:
            _after_word(
                new, tree, table, h, keys, row, frame, node, state, history, blank, total, floor
            )


@njit(cache=True, nogil=True)
def _prune(beam: Beam, kept: Beam, width: Score, most: int, totals: F32) -> Score:
    """Move the best of `beam` to `kept`; returns the best score."""
    count = beam.size[0]
    best = MINUS
    for i in range(count):
        totals[i] = _add(beam.blank[i], beam.other[i])
        best = max(best, totals[i])
    floor = best - width
    if count > most:
        floor = max(floor, np.partition(totals[:count], count - most)[count - most])
    n = 0
    for tied in (False, True):
        for i in range(count):
            taken = totals[i] == floor if tied else totals[i] > floor
            if taken and n < most:
                kept.key[n] = beam.key[i]
                kept.blank[n] = beam.blank[i]
                kept.other[n] = beam.other[i]
                n += 1
    kept.size[0] = n
    return best


@njit(cache=True, nogil=True)
def _finish(
    beam: Beam, tree: Tree, table: Table, h: Histories, keys: NDArray[np.uint64], frame: int,
    histories: I64, scores: F32,
) -> Index:  # fmt: skip
    """The histories with which the turn may end here, with scores; returns how many."""
    nodes = tree.letter.shape[0]
    states = table.allowed.shape[0]
    n = 0
    for i in range(beam.size[0]):
        key = beam.key[i]
        node = key % nodes
        state = (key // nodes) % states
        history = key // (nodes * states)
        total = _add(beam.blank[i], beam.other[i])
        if tree.word_at[node + 1] == tree.word_at[node]:
            broken = node > GARBAGE_NODE
            score = total - BROKEN_WORD_COST if broken else total
            n = _end(table, h, keys, frame, state, history, score, broken, histories, scores, n)
            continue
        for w in range(tree.word_at[node], tree.word_at[node + 1]):
            word = tree.word[w]
            place = state * CLASSES + tree.word_class[word]
            for o in range(table.outcome_at[place], table.outcome_at[place + 1]):
                after = _say(tree, table, h, keys, frame, history, o, word)
                if after != NONE:
                    score = total - table.cost[o] - tree.word_cost[word]
                    to = table.next_state[o]
                    n = _end(table, h, keys, frame, to, after, score, False, histories, scores, n)
    return n


@njit(cache=True, nogil=True)
def _end(
    table: Table, h: Histories, keys: NDArray[np.uint64], frame: int, state: int, history: int,
    score: Score, broken: bool, histories: I64, scores: F32, n: int,
) -> Index:  # fmt: skip
    """Note an end with its open slot closed; only an account may stay open, at a cost."""
    if n >= histories.shape[0] or not table.ends[state]:
        return n
    low, high = table.end_at[state], table.end_at[state + 1]
    closed = _push_all(h, history, table.end_symbol, low, high, frame, keys)
    if closed == NONE:
        if h.flags[history] & (IN_ACCOUNT | DEAD) != IN_ACCOUNT:
            return n
        closed = history
        score -= OPEN_ACCOUNT_COST
    elif broken and table.unclear[state]:
        closed = push(h, closed, UNCLEAR, frame, keys)
        if closed == NONE:
            return n
    histories[n] = closed
    scores[n] = score - table.end_cost[state]
    return n + 1


@njit(cache=True, nogil=True)
def run(
    logp: F32, garbage: F32, tree: Tree, table: Table, h: Histories, keys: NDArray[np.uint64],
    beams: tuple[Beam, Beam], totals: F32, width: Score, most: int, histories: I64, scores: F32,
) -> Index:  # fmt: skip
    """Search `logp` [frames, columns]; fills `histories` and `scores`, returns how many.

    `garbage` [frames] is the score of a frame spent outside the lexicon. `keys` limits
    accounts to the base's (empty: no limit). Hypotheses worse than the best by `width`
    nats, or beyond the `most` best, are dropped.
    """
    clear(h)
    kept, new = beams
    kept.size[0] = 1
    kept.key[0] = 0
    kept.blank[0] = 0.0
    kept.other[0] = MINUS
    best = np.float32(0.0)
    for frame in range(logp.shape[0]):
        row = logp[frame]
        floor = best - width + min(garbage[frame], np.float32(0.0)) - np.float32(4.0)
        _step(kept, new, tree, table, h, keys, row, garbage[frame], frame, floor)
        best = _prune(new, kept, width, most, totals)
        _reset(new)
    return _finish(kept, tree, table, h, keys, logp.shape[0], histories, scores)
