"""What a grammar is made of: states, words that lead on, symbols they give.

A grammar is a table: (state, word class) -> outcomes. A word-final letter of the search
looks its outcomes up here; nothing else of the language is known to the search.
"""

from dataclasses import dataclass, field

from meterline.language.lexicon import WordClass


@dataclass(frozen=True)
class Outcome:
    """Where a word leads: its own symbols follow `symbols`, unless it is `silent`.

    With `again` above 0 nothing is said: the digits of `symbols` and of the word must be
    those that stand `again` digits from the end of what was said (a false start repeated).
    A mark in `symbols` is no digit: it then follows («три семь, вернее, три восемь»).
    """

    state: str
    cost: float = 0.0
    symbols: tuple[int, ...] = ()
    silent: bool = False
    again: int = 0


@dataclass
class Grammar:
    """`ends` gives for each state that may end the turn the symbols that close what is open,
    `end_costs` what ending there costs. In the `unclear` states a value has places open
    that the next word could have filled."""

    start: str = "F"
    outcomes: dict[tuple[str, WordClass], list[Outcome]] = field(default_factory=dict)
    ends: dict[str, tuple[int, ...]] = field(default_factory=dict)
    end_costs: dict[str, float] = field(default_factory=dict)
    unclear: set[str] = field(default_factory=set)

    def add(self, state: str, word: WordClass, outcome: Outcome) -> None:
        """One more outcome of `word` in `state`."""
        self.outcomes.setdefault((state, word), []).append(outcome)

    def states(self) -> list[str]:
        """All states, the start first."""
        names = dict.fromkeys([self.start, *self.ends, *(s for s, _ in self.outcomes)])
        for found in self.outcomes.values():
            names.update(dict.fromkeys(o.state for o in found))
        return list(names)
