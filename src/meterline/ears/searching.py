"""The two searches of a turn: inside the customer base, and where any account is allowed."""

from dataclasses import replace

from meterline.ears.base import CustomerBase
from meterline.ears.narrowing import Narrowed, narrowed
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
        self._beginning = ""
        self._narrowed: Narrowed | None = None

    def inside(self, logp: LogProbs, expectation: Expectation) -> list[Found]:
        """The best meanings, accounts only from the base (and with the beginning keyed)."""
        asked, begun = expectation.asked, self._begun(expectation.account_beginning)
        keys = self._base.keys if begun is None else begun.keys
        founds = self._decoder.search(logp, table_for(asked), keys, effort_for(asked), FOUND)
        return (
            founds if begun is None else [in_base for f in founds for in_base in begun.in_base(f)]
        )

    def free(self, logp: LogProbs, expectation: Expectation) -> Found | None:
        """The best meaning where any account is allowed.

        The rest of an account may be shorter than any account, so after a beginning its
        breaking off is no sign against it.
        """
        asked, begun = expectation.asked, bool(expectation.account_beginning)
        count = FOUND if begun else 1
        founds = self._decoder.search(logp, table_for(asked), effort=effort_for(asked), count=count)
        unbroken = [_unbroken(f) for f in founds] if begun else founds
        return max(unbroken, key=lambda f: f.score, default=None)

    def _begun(self, beginning: str) -> Narrowed | None:
        """The base narrowed to `beginning`, kept while a turn grows."""
        if beginning != self._beginning:
            self._narrowed = narrowed(self._base.keys, beginning) if beginning else None
            self._beginning = beginning
        return self._narrowed


def _unbroken(found: Found) -> Found:
    """`found` without what the search took for an account that breaks off."""
    broken = Mark.ACCOUNT in found.symbols and Mark.ACCOUNT_END not in found.symbols
    return replace(found, score=found.score + float(OPEN_ACCOUNT_COST)) if broken else found
