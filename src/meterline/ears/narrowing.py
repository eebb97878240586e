"""The base narrowed to accounts whose first digits were keyed: the caller says the rest or all.

Accounts of a given beginning lie side by side in the base. What may be said of them are
their own keys and the same keys without the digits keyed; both are in order already, so
one merge makes the keys of the search.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from meterline.ears.base import MAX_DIGITS, pack
from meterline.ears.search.decoder import Found

NOBODY = np.array([np.iinfo(np.uint64).max], np.uint64)
"""A key that no digits spell: a search inside it finds no account."""


@dataclass(frozen=True)
class Narrowed:
    """What may be said: `keys` in order, and in `where` the place in the base of the account
    that each stands for. A key stands there twice if it is all of one account and the rest
    of another."""

    keys: NDArray[np.uint64]
    where: NDArray[np.int64]

    def in_base(self, found: Found) -> Iterator[Found]:
        """`found` with the place of its account in the base; once for each account meant."""
        if found.index < 0:
            yield found
            return
        key = self.keys[found.index]
        for at in range(found.index, len(self.keys)):
            if self.keys[at] != key:
                return
            yield replace(found, index=int(self.where[at]))


def narrowed(keys: NDArray[np.uint64], beginning: str) -> Narrowed:
    """The accounts of the base `keys` that begin with the digits `beginning`, said whole or
    without them; nobody where there are none. ValueError unless it is 1 to 16 digits."""
    low, high = _range(keys, beginning)
    whole = keys[low:high]
    places = np.arange(low, high, dtype=np.int64)
    rest = whole << np.uint64(4 * len(beginning)) if len(beginning) < MAX_DIGITS else whole[:0]
    said = rest != 0
    both = np.concatenate([whole, rest[said]])
    if not len(both):
        return Narrowed(NOBODY, np.array([-1], np.int64))
    order = np.argsort(both, kind="stable")
    return Narrowed(both[order], np.concatenate([places, places[: len(rest)][said]])[order])


def _range(keys: NDArray[np.uint64], beginning: str) -> tuple[int, int]:
    first = pack(beginning)
    last = first | ((1 << (64 - 4 * len(beginning))) - 1)
    low = np.searchsorted(keys, np.uint64(first))
    return int(low), int(np.searchsorted(keys, np.uint64(last), side="right"))


def whole_account(said: str, beginning: str) -> str:
    """The account that `said` means after `beginning` was keyed."""
    return said if said.startswith(beginning) else beginning + said
