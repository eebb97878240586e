"""Words of the grammar's tables chosen to be said, and the digits that words alone mean."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from random import Random

from meterline.language.lexicon import Word, WordClass, lexicon, region_words
from meterline.language.numerals import OPEN_PLACES, steps
from meterline.language.symbols import digits

_KEPT = 32
"""Ways to take the words so far that are followed on, the likeliest first."""
_LAST_NUMBER = WordClass.BILLION_ONE


@cache
def _by_class() -> dict[WordClass, tuple[Word, ...]]:
    found = defaultdict(list)
    for word in (*lexicon(), *region_words()):
        found[word.word_class].append(word)
    return {word_class: tuple(words) for word_class, words in found.items()}


@cache
def _numbers_by_form() -> dict[str, tuple[Word, ...]]:
    found = defaultdict(list)
    for word in lexicon():
        if word.word_class <= _LAST_NUMBER:
            found[word.form].append(word)
    return {form: tuple(words) for form, words in found.items()}


@dataclass(frozen=True)
class Group:
    """Number words said without a break, and the digits they stand for."""

    digits: str
    words: tuple[Word, ...]


class Wording:
    """Chooses forms: rarer ones as rarely as their cost in nats says. `quick` is the chance
    of a form of quick speech where there is one."""

    def __init__(self, rng: Random, quick: float = 0.0) -> None:
        self.rng = rng
        self.quick = quick

    def number(self, word_class: WordClass, value: str, kind: str = "plain") -> Word:
        """The number word of a class and its digits, in the form of `kind` if it has one."""
        wanted = digits(value)
        words = [w for w in _by_class()[word_class] if w.symbols == wanted]
        if kind == "plain" and self.rng.random() < self.quick:
            kind = "quick"
        fitting = [w for w in words if w.kind == kind] or [w for w in words if w.kind == "plain"]
        return self._choose(fitting or words)

    def other(self, word_class: WordClass, symbols: tuple[int, ...] = (), kind: str = "") -> Word:
        """Any word of a class that means `symbols`."""
        words = _by_class()[word_class]
        return self._choose([w for w in words if w.symbols == symbols and kind in ("", w.kind)])

    def _choose(self, words: Sequence[Word]) -> Word:
        return self.rng.choices(words, [exp(-w.cost) for w in words])[0]


def digits_said(words: Sequence[Word]) -> str:
    """The likeliest digits of number words by the grammar alone; '' if there are none."""
    best: dict[tuple[str, str], float] = {("G", ""): 0.0}
    for said in words:
        following: dict[tuple[str, str], float] = {}
        for (state, before), cost in best.items():
            for word in _numbers_by_form()[said.form]:
                for step in steps(state, word.word_class):
                    after = before + "0" * step.zeros + "".join(map(str, word.symbols))
                    total = cost + step.cost + word.cost
                    key = (step.state, after)
                    following[key] = min(total, following.get(key, total))
        best = dict(sorted(following.items(), key=lambda item: item[1])[:_KEPT])
    ends = {
        before + "0" * OPEN_PLACES[state]: cost
        for (state, before), cost in sorted(best.items(), key=lambda item: -item[1])
        if state in OPEN_PLACES
    }
    return min(ends, key=ends.__getitem__) if ends else ""
