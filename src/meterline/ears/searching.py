"""The two searches of a turn: inside the customer base, and where any account is allowed."""

from dataclasses import replace

from meterline.ears.base import CustomerBase
from meterline.ears.narrowing import Sayable, narrowed, with_endings
from meterline.ears.port import LogProbs
from meterline.ears.search.beam import OPEN_ACCOUNT_COST
from meterline.ears.search.decoder import Decoder, Effort, Found
from meterline.ears.search.graph import table_for
from meterline.language.grammar import HEARD, Hears
from meterline.language.symbols import Mark
from meterline.language.turn import Asked, Expectation

FOUND = 120
WIDE = Effort(width=16.0, most=300)
NARROW = Effort(width=14.0, most=200)
ANSWERS = Effort(width=16.0, most=300, unknown_letter=1.6, hold_blank=1.0)
"""Short answers from closed lists: other words are less expected, faint ones still heard."""
MENU = Effort(width=16.0, most=200, unknown_letter=1.6)


def effort_for(asked: Asked) -> Effort:
    """How to search what is said when `asked`."""
    if Hears.ANSWER in HEARD[asked]:
        return ANSWERS
    if Hears.MENU in HEARD[asked]:
        return MENU
    return WIDE if Hears.READINGS in HEARD[asked] else NARROW


class Searcher:
    """Searches against one snapshot of the customer base; not for threads."""

    def __init__(self, base: CustomerBase) -> None:
        self._base = base
        self._decoder = Decoder()
        self._wanted: tuple[str, ...] = ()
        self._sayable: Sayable | None = None

    def inside(self, logp: LogProbs, expectation: Expectation) -> list[Found]:
        """The best meanings; accounts only from the base, and of the beginning keyed."""
        asked, sayable = expectation.asked, self._said_for(expectation)
        keys = self._base.keys if sayable is None else sayable.keys
        founds = self._decoder.search(logp, table_for(asked), keys, effort_for(asked), FOUND)
        return founds if sayable is None else [g for f in founds for g in sayable.in_base(f)]

    def free(self, logp: LogProbs, expectation: Expectation) -> Found | None:
        """The best meaning where any account is allowed.

        Where the rest or the end of an account may stand for it, which are shorter than any
        account, its breaking off is no sign against it.
        """
        asked, parts = expectation.asked, bool(_parts(expectation))
        count = FOUND if parts else 1
        founds = self._decoder.search(logp, table_for(asked), effort=effort_for(asked), count=count)
        unbroken = [_unbroken(f) for f in founds] if parts else founds
        return max(unbroken, key=lambda f: f.score, default=None)

    def _said_for(self, expectation: Expectation) -> Sayable | None:
        """What may be said for accounts, kept while a turn grows; None for the base alone."""
        wanted = _parts(expectation)
        if wanted != self._wanted:
            self._wanted = wanted
            self._sayable = self._make(expectation) if wanted else None
        return self._sayable

    def _make(self, expectation: Expectation) -> Sayable:
        if expectation.account_beginning:
            return narrowed(self._base.keys, expectation.account_beginning)
        return with_endings(self._base.keys, (c.account for c in expectation.candidates))


def _parts(expectation: Expectation) -> tuple[str, ...]:
    """What makes parts of accounts stand for them; () where only whole ones do."""
    if expectation.account_beginning:
        return (expectation.account_beginning,)
    linked = tuple(c.account for c in expectation.candidates)
    return ("", *linked) if len(linked) > 1 else ()


def _unbroken(found: Found) -> Found:
    """`found` without what the search took for an account that breaks off."""
    broken = Mark.ACCOUNT in found.symbols and Mark.ACCOUNT_END not in found.symbols
    return replace(found, score=found.score + float(OPEN_ACCOUNT_COST)) if broken else found
