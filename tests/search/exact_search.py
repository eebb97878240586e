"""The search's exact answer by finite-state algebra (pynini, log semiring), for small grammars.

A turn's letters are an acceptor of columns a frame; words, grammar and CTC are one
transducer from columns to symbols. Their composition, projected to symbols and
determinized, gives the sum over all alignments, words and parses of each string of
symbols: what the beam approximates.
"""

from collections.abc import Iterator

import pynini

from meterline.ears.port import BLANK, LogProbs
from meterline.ears.search.beam import BROKEN_WORD_COST, JOINED_WORDS_COST, OPEN_ACCOUNT_COST
from meterline.ears.search.graph import COLUMN, JOINED_COST, SPACE
from meterline.language.lexicon import Word, lexicon, region_words
from meterline.language.outcomes import Grammar
from meterline.language.symbols import Mark

LOG = "log"
MOST = 400
"""So many of the best strings of symbols are told."""


def _spellings(word: Word) -> Iterator[tuple[str, float]]:
    yield word.form, word.cost
    for i, letter in enumerate(word.form):
        if letter == " ":
            yield word.form[:i] + word.form[i + 1 :], word.cost + JOINED_COST


class _Transducer:
    """Columns (plus one) to symbols (plus one), weights in nats."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.fst = pynini.Fst(arc_type=LOG)
        self.words = list(lexicon())
        everything = (*self.words, *region_words())
        self.whole = {form for w in everything for form, _ in _spellings(w)}
        self.broken: set[tuple[str, str]] = set()
        """Beginnings of words, by state: where words begin alike their break is one."""
        self.rooms = {s: (self.state(), self.state()) for s in grammar.states()}
        self.firsts: dict[str, list[tuple[int, int]]] = {s: [] for s in grammar.states()}
        self.joins: list[tuple[int, int, str, int]] = []

    def state(self) -> int:
        return int(self.fst.add_state())

    def arc(self, to: int, start: int, column: int | None = None, cost: float = 0.0) -> None:
        label = 0 if column is None else column + 1
        weight = pynini.Weight(LOG, cost)
        self.fst.add_arc(start, pynini.Arc(label, 0, weight, to))

    def says(self, start: int, symbols: tuple[int, ...], cost: float) -> int:
        """A chain that gives `symbols` out; the state it ends in."""
        end = self.state()
        self.arc(end, start, cost=cost)
        for symbol in symbols:
            start, end = end, self.state()
            one = pynini.Weight.one(LOG)
            self.fst.add_arc(start, pynini.Arc(0, symbol + 1, one, end))
        return end

    def ends(self, state: int, grammar_state: str, cost: float = 0.0) -> None:
        if grammar_state in self.grammar.ends:
            cost += self.grammar.end_costs.get(grammar_state, 0.0)
            end = self.says(state, self.grammar.ends[grammar_state], cost)
            self.fst.set_final(end, pynini.Weight.one(LOG))

    def build(self) -> pynini.Fst:
        for name, (space, blank) in self.rooms.items():
            self.arc(space, space, SPACE)
            for start in (space, blank):
                self.arc(blank, start, BLANK)
                self.ends(start, name)
            for word in self.words:
                if self.grammar.outcomes.get((name, word.word_class)):
                    for form, cost in _spellings(word):
                        self.word(name, word, form, cost)
        for start, last, to, blank_only in self.joins:
            for letter_state, column in self.firsts[to]:
                if blank_only or column != last:
                    self.arc(letter_state, start, column)
        self.fst.set_start(self.rooms[self.grammar.start][1])
        return self.fst

    def word(self, name: str, word: Word, form: str, cost: float) -> None:
        columns = [COLUMN[c] for c in form]
        states = [(self.state(), self.state()) for _ in columns]
        self.firsts[name].append((states[0][0], columns[0]))
        for room in self.rooms[name]:
            self.arc(states[0][0], room, columns[0])
        for i, ((letter, blank), column) in enumerate(zip(states, columns, strict=True)):
            self.arc(letter, letter, column)
            self.arc(blank, letter, BLANK)
            self.arc(blank, blank, BLANK)
            if i + 1 < len(columns):
                self.arc(states[i + 1][0], blank, columns[i + 1])
                if columns[i + 1] != column:
                    self.arc(states[i + 1][0], letter, columns[i + 1])
            if (name, form[: i + 1]) not in self.broken and form[: i + 1] not in self.whole:
                self.broken.add((name, form[: i + 1]))
                self.ends(letter, name, float(BROKEN_WORD_COST))
                self.ends(blank, name, float(BROKEN_WORD_COST))
        for letter, state in zip((True, False), states[-1], strict=True):
            self.after((state, not letter, columns[-1]), name, word, cost)

    def after(self, end: tuple[int, bool, int], name: str, word: Word, cost: float) -> None:
        """Out of a word by its last `end`: state, whether it is the blank's, and letter."""
        state, is_blank, last = end
        for outcome in self.grammar.outcomes[name, word.word_class]:
            symbols = (*outcome.symbols, *(() if outcome.silent else word.symbols))
            said = self.says(state, symbols, cost + outcome.cost)
            self.arc(self.rooms[outcome.state][0], said, SPACE)
            self.ends(said, outcome.state)
            joined = self.says(said, (), float(JOINED_WORDS_COST))
            self.joins.append((joined, last, outcome.state, int(is_blank)))


def _lattice(logp: LogProbs) -> pynini.Fst:
    fst = pynini.Fst(arc_type=LOG)
    states = [fst.add_state() for _ in range(len(logp) + 1)]
    for frame, row in enumerate(logp):
        for column, p in enumerate(row):
            weight = pynini.Weight(LOG, -float(p))
            fst.add_arc(
                states[frame], pynini.Arc(column + 1, column + 1, weight, states[frame + 1])
            )
    fst.set_start(states[0])
    fst.set_final(states[-1], pynini.Weight.one(LOG))
    return fst


def _plain(fst: pynini.Fst, start: int, symbol: int, to: int, cost: float = 0.0) -> None:
    fst.add_arc(start, pynini.Arc(symbol + 1, symbol + 1, pynini.Weight(LOG, cost), to))


def inside(accounts: list[str]) -> pynini.Fst:
    """What may be said of accounts: one of these in full, or where one breaks off, at a cost."""
    whole = set(accounts)
    parts = {a[:n] for a in accounts for n in range(1, len(a))} - whole
    one = pynini.Weight.one(LOG)
    fst = pynini.Fst(arc_type=LOG)
    start, end = fst.add_state(), fst.add_state()
    fst.set_start(start)
    fst.set_final(start, one)
    fst.set_final(end, one)
    for said in [*whole, *parts]:
        at = fst.add_state()
        _plain(fst, start, Mark.ACCOUNT, at, 0.0 if said in whole else float(OPEN_ACCOUNT_COST))
        for digit in said:
            to = fst.add_state()
            _plain(fst, at, int(digit), to)
            at = to
        closed = Mark.ACCOUNT_END + 1
        fst.add_arc(at, pynini.Arc(closed, closed if said in whole else 0, one, end))
    return fst


def exact(
    logp: LogProbs, grammar: Grammar, accounts: list[str] | None = None
) -> dict[tuple[int, ...], float]:
    """The natural-log scores of the likeliest strings of symbols that `logp` may say."""
    heard = pynini.compose(_lattice(logp), _Transducer(grammar).build().arcsort("ilabel"))
    said = heard.project("output").rmepsilon()
    if accounts is not None:
        said = pynini.compose(said.arcsort("olabel"), inside(accounts).arcsort("ilabel"))
        said = said.project("output").rmepsilon()
    apart = pynini.arcmap(pynini.determinize(said), map_type="to_std")
    return dict(_strings(pynini.shortestpath(apart, nshortest=MOST)))


def _strings(fst: pynini.Fst) -> Iterator[tuple[tuple[int, ...], float]]:
    """All paths of an acyclic acceptor."""
    waiting: list[tuple[int, tuple[int, ...], float]] = [(fst.start(), (), 0.0)]
    while waiting:
        state, symbols, score = waiting.pop()
        if state < 0:
            continue
        final = float(str(fst.final(state)))
        if final != float("inf"):
            yield symbols, score - final
        for arc in fst.arcs(state):
            step = score - float(str(arc.weight))
            said = (*symbols, arc.ilabel - 1) if arc.ilabel else symbols
            waiting.append((arc.nextstate, said, step))
