"""What may be said for an account besides its number: the rest of it, or its last digits.

Digits keyed for certain narrow the base to the accounts that begin with them, of which the
caller says the rest or all. Where his phone is linked to several accounts, the last digits
of one mean that one. Both become keys of the search beside the base's own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from meterline.ears.packing import MAX_DIGITS, pack
from meterline.ears.search.decoder import Found

ENDINGS = (3, 4, 5)
"""How many last digits people say of an account that they expect to be known."""
NOBODY = np.array([np.iinfo(np.uint64).max], np.uint64)
"""A key that no digits spell: a search inside it finds no account."""


@dataclass(frozen=True)
class Sayable:
    """What may be said: `keys` in order. Those at the indices `added` (in order) stand for the
    accounts at `places` of the base; all others are the base's own, in the base's order. A
    key stands there twice if it may mean either of two accounts."""

    keys: NDArray[np.uint64]
    added: NDArray[np.int64]
    places: NDArray[np.int64]

    def in_base(self, found: Found) -> Iterator[Found]:
        """`found` with the place of its account in the base; once for each account meant."""
        if found.index < 0:
            yield found
            return
        key = self.keys[found.index]
        for at in range(found.index, len(self.keys)):
            if self.keys[at] != key:
                return
            yield replace(found, index=self.place(at))

    def place(self, at: int) -> int:
        """The place in the base of the account that the key at index `at` stands for."""
        before = int(np.searchsorted(self.added, at))
        if before < len(self.added) and self.added[before] == at:
            return int(self.places[before])
        return at - before


def narrowed(keys: NDArray[np.uint64], beginning: str) -> Sayable:
    """The accounts of the base `keys` that begin with the digits `beginning`, said whole or
    without them; nobody where there are none. ValueError unless it is 1 to 16 digits."""
    low, high = _range(keys, beginning)
    whole = keys[low:high]
    places = np.arange(low, high, dtype=np.int64)
    rest = whole << np.uint64(4 * len(beginning)) if len(beginning) < MAX_DIGITS else whole[:0]
    said = rest != 0
    both = np.concatenate([whole, rest[said]])
    if not len(both):
        return Sayable(NOBODY, np.array([0]), np.array([-1]))
    order = np.argsort(both, kind="stable")
    meant = np.concatenate([places, places[: len(rest)][said]])[order]
    return Sayable(both[order], np.arange(len(both)), meant)


def with_endings(keys: NDArray[np.uint64], accounts: Iterable[str]) -> Sayable:
    """The whole base `keys`, and the last digits of those of `accounts` that are in it."""
    said, places = [], []
    for account in accounts:
        at = int(np.searchsorted(keys, np.uint64(pack(account))))
        if at < len(keys) and int(keys[at]) == pack(account):
            said += [pack(account[-n:]) for n in ENDINGS if n < len(account)]
            places += [at for n in ENDINGS if n < len(account)]
    endings = np.array(said, np.uint64)
    order = np.argsort(endings, kind="stable")
    into = np.searchsorted(keys, endings[order])
    return Sayable(
        _merged(keys, endings[order], into),
        into + np.arange(len(into)),
        np.array(places, np.int64)[order],
    )


def _merged(
    keys: NDArray[np.uint64], more: NDArray[np.uint64], into: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """`keys` with `more` put in before the indices `into`: one copy of a base of millions."""
    cuts = [0, *(int(at) for at in into), len(keys)]
    parts: list[NDArray[np.uint64]] = []
    for i, (low, high) in enumerate(pairwise(cuts)):
        parts += [keys[low:high], more[i : i + 1]]
    return np.concatenate(parts)


def _range(keys: NDArray[np.uint64], beginning: str) -> tuple[int, int]:
    first = pack(beginning)
    last = first | ((1 << (64 - 4 * len(beginning))) - 1)
    low = np.searchsorted(keys, np.uint64(first))
    return int(low), int(np.searchsorted(keys, np.uint64(last), side="right"))


def whole_account(said: str, beginning: str) -> str:
    """The account that `said` means after `beginning` was keyed."""
    return said if said.startswith(beginning) else beginning + said
