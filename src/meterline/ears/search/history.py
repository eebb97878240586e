"""Histories: what a hypothesis has said so far, hash-consed so that equal ones are one number.

A history is (parent, symbol); its other columns follow from these: the range of accounts
of the base that begin with the digits said, how many digits the open slot has, what is
open and what was said already. All functions run inside the compiled search.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from meterline.language.symbols import FIRST_REGION, SYMBOLS, Mark

Index = Any
"""A whole number in the compiled code, whose types numba infers."""

NONE = -1

IN_ACCOUNT = 1
IN_VALUE = 2
IN_SERIAL = 4
ACCOUNT_DONE = 8
SAID_YES = 16
SAID_NO = 32
SAID_COMMAND = 64
SAID_REGION = 128
_IN_SLOT = IN_ACCOUNT | IN_VALUE | IN_SERIAL
ZONE_BIT = 256
_ZONES = 255 * ZONE_BIT
DEAD_ONE = 1 << 16
DEAD = 7 * DEAD_ONE
"""How many digits of the account lead nowhere in the base: they may yet be taken back."""
MOST_DEAD = 6
VALUE_COUNT = 1 << 20

ACCOUNT = int(Mark.ACCOUNT)
ACCOUNT_END = int(Mark.ACCOUNT_END)
VALUE = int(Mark.VALUE)
VALUE_END = int(Mark.VALUE_END)
SERIAL = int(Mark.SERIAL)
SERIAL_END = int(Mark.SERIAL_END)
RETRACT_1 = int(Mark.RETRACT_1)
RETRACT_ALL = int(Mark.RETRACT_ALL)
RETRACT_SLOT = int(Mark.RETRACT_SLOT)
INSTEAD = int(Mark.INSTEAD)
ZONE_FIRST = int(Mark.ZONE_DAY)
ZONE_LAST = int(Mark.ZONE_SINGLE)
YES = int(Mark.YES)
ZONE_AFTER = int(Mark.ZONE_AFTER)
NO = int(Mark.NO)
COMMAND = int(Mark.COMMAND)
REGION = int(FIRST_REGION)
_KEY_SYMBOLS = 128
"""Symbols packed beside a history in the hash table's key; the columns hold them in 8 bits."""
if SYMBOLS >= _KEY_SYMBOLS:
    raise ValueError(f"the grammar has {SYMBOLS} symbols, the search holds {_KEY_SYMBOLS - 1}")

MIN_ACCOUNT = 6
MAX_ACCOUNT = 16
MAX_VALUE = 9
MAX_SERIAL = 12
MAX_VALUES = 8


class Histories(NamedTuple):
    """`size[0]` histories and `size[1]` places of the hash table (`slot`) are in use."""

    parent: NDArray[np.int32]
    symbol: NDArray[np.int8]
    frame: NDArray[np.int32]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    digits: NDArray[np.int16]
    flags: NDArray[np.int32]
    slot: NDArray[np.int32]
    slot_key: NDArray[np.int64]
    size: NDArray[np.int64]


def make_histories(size_bits: int) -> Histories:
    """Room for 2**size_bits histories, about 50 bytes each."""
    n = 1 << size_bits
    return Histories(
        parent=np.zeros(n, np.int32),
        symbol=np.zeros(n, np.int8),
        frame=np.zeros(n, np.int32),
        low=np.zeros(n, np.int64),
        high=np.zeros(n, np.int64),
        digits=np.zeros(n, np.int16),
        flags=np.zeros(n, np.int32),
        slot=np.zeros(2 * n, np.int32),
        slot_key=np.full(2 * n, -1, np.int64),
        size=np.zeros(2, np.int64),
    )


@njit(cache=True, nogil=True)
def clear(h: Histories) -> None:
    """Forget everything but the empty history, number 0."""
    h.slot_key[:] = -1
    h.parent[0] = NONE
    h.symbol[0] = -1
    h.frame[0] = 0
    h.low[0] = 0
    h.high[0] = 0
    h.digits[0] = 0
    h.flags[0] = 0
    h.size[0] = 1
    h.size[1] = 0


@njit(cache=True, nogil=True)
def _bound(keys: NDArray[np.uint64], key: np.uint64, low: int, high: int) -> Index:
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _prefix(h: Histories, node: int, count: int) -> np.uint64:
    """The packed key of the open account's `count` digits that end in history `node`."""
    key = np.uint64(0)
    for i in range(count - 1, -1, -1):
        while h.symbol[node] > 9:
            node = h.parent[node]
        key |= np.uint64(h.symbol[node] + 1) << np.uint64(60 - 4 * i)
        node = h.parent[node]
    return key


@njit(cache=True, nogil=True)
def _append(h: Histories, parent: int, symbol: int, frame: int) -> Index:
    new = h.size[0]
    if new >= h.parent.shape[0]:
        return NONE
    h.size[0] = new + 1
    h.parent[new] = parent
    h.symbol[new] = symbol
    h.frame[new] = frame
    h.low[new] = h.low[parent]
    h.high[new] = h.high[parent]
    h.digits[new] = h.digits[parent]
    h.flags[new] = h.flags[parent]
    return new


@njit(cache=True, nogil=True)
def _account_digit(
    h: Histories, parent: int, symbol: int, frame: int, keys: NDArray[np.uint64]
) -> Index:
    """One digit narrows the range of the base; digits that empty it are dead."""
    flags = h.flags[parent]
    if (flags & DEAD) >= MOST_DEAD * DEAD_ONE:
        return NONE
    new = _append(h, parent, symbol, frame)
    if new == NONE:
        return NONE
    count = h.digits[parent] + 1
    h.digits[new] = count
    if keys.shape[0] == 0:
        return new
    if not flags & DEAD:
        key = _prefix(h, new, count)
        low = _bound(keys, key, h.low[parent], h.high[parent])
        after = key + (np.uint64(1) << np.uint64(64 - 4 * count))
        high = _bound(keys, after, low, h.high[parent])
        h.low[new] = low
        h.high[new] = high
    if flags & DEAD or h.low[new] >= h.high[new]:
        h.flags[new] = flags + DEAD_ONE
    return new


@njit(cache=True, nogil=True)
def _digit(h: Histories, parent: int, symbol: int, frame: int, keys: NDArray[np.uint64]) -> Index:
    flags = h.flags[parent]
    count = h.digits[parent] + 1
    if flags & IN_ACCOUNT:
        return NONE if count > MAX_ACCOUNT else _account_digit(h, parent, symbol, frame, keys)
    limit = MAX_VALUE if flags & IN_VALUE else MAX_SERIAL
    if count > limit or not flags & _IN_SLOT:
        return NONE
    new = _append(h, parent, symbol, frame)
    if new != NONE:
        h.digits[new] = count
    return new


@njit(cache=True, nogil=True)
def _retract(h: Histories, parent: int, symbol: int) -> Index:
    """The ancestor before the last digits of the open slot; NONE if it has not so many."""
    count = h.digits[parent] if symbol == RETRACT_ALL else symbol - RETRACT_1 + 1
    if count < 1 or count > h.digits[parent]:
        return NONE
    node = parent
    for _ in range(count):
        node = h.parent[node]
    return node


@njit(cache=True, nogil=True)
def _retract_slot(h: Histories, parent: int) -> Index:
    """The history before the last slot (or region) and before the zone named just before it;
    NONE if there is no slot."""
    node = parent
    while node > 0 and h.symbol[node] not in (ACCOUNT, VALUE) and h.symbol[node] < REGION:
        node = h.parent[node]
    if node <= 0:
        return NONE
    node = h.parent[node]
    while node > 0 and ZONE_FIRST <= h.symbol[node] <= ZONE_LAST:
        before = h.parent[node]
        if h.symbol[before] == ZONE_AFTER:
            break
        node = before
    return node


@njit(cache=True, nogil=True)
def _end_account(h: Histories, parent: int, frame: int, keys: NDArray[np.uint64]) -> Index:
    count = h.digits[parent]
    if keys.shape[0] > 0:
        if count < 1 or h.flags[parent] & DEAD or keys[h.low[parent]] != _prefix(h, parent, count):
            return NONE
    elif count < MIN_ACCOUNT:
        return NONE
    new = _append(h, parent, ACCOUNT_END, frame)
    if new != NONE:
        h.flags[new] = (h.flags[parent] & ~IN_ACCOUNT) | ACCOUNT_DONE
        h.high[new] = h.low[new] + 1
    return new


@njit(cache=True, nogil=True)
def _open(h: Histories, parent: int, symbol: int, frame: int, keys: NDArray[np.uint64]) -> Index:
    flags = h.flags[parent]
    if flags & _IN_SLOT or (symbol == ACCOUNT and flags & ACCOUNT_DONE):
        return NONE
    if symbol == VALUE and flags // VALUE_COUNT >= MAX_VALUES:
        return NONE
    new = _append(h, parent, symbol, frame)
    if new == NONE:
        return NONE
    h.digits[new] = 0
    if symbol == ACCOUNT:
        h.flags[new] = flags | IN_ACCOUNT
        h.low[new] = 0
        h.high[new] = keys.shape[0]
    elif symbol == VALUE:
        h.flags[new] = (flags | IN_VALUE) + VALUE_COUNT
    else:
        h.flags[new] = flags | IN_SERIAL
    return new


@njit(cache=True, nogil=True)
def _instead(h: Histories, parent: int, frame: int) -> Index:
    """The zones named may be named again, once."""
    if not h.flags[parent] & _ZONES or h.symbol[parent] == INSTEAD:
        return NONE
    new = _append(h, parent, INSTEAD, frame)
    if new != NONE:
        h.flags[new] = h.flags[parent] & ~_ZONES
    return new


@njit(cache=True, nogil=True)
def _mark(h: Histories, parent: int, symbol: int, frame: int) -> Index:
    """Zones, answers, commands and regions: each at most once."""
    if symbol == INSTEAD:
        return _instead(h, parent, frame)
    flags = h.flags[parent]
    bit = 0
    if ZONE_FIRST <= symbol <= ZONE_LAST:
        bit = ZONE_BIT << (symbol - ZONE_FIRST)
    elif symbol in (YES, NO):
        bit = SAID_YES if symbol == YES else SAID_NO
        if flags & bit:
            return parent
        if flags & (SAID_YES | SAID_NO):
            return NONE
    elif symbol >= REGION:
        if h.symbol[parent] == symbol:
            return parent
        bit = SAID_REGION
    elif symbol >= COMMAND:
        bit = SAID_COMMAND
    if bit and flags & bit:
        return NONE
    new = _append(h, parent, symbol, frame)
    if new != NONE:
        h.flags[new] = flags | bit
    return new


@njit(cache=True, nogil=True)
def _close(h: Histories, parent: int, symbol: int, frame: int) -> Index:
    if h.digits[parent] < 1:
        return NONE
    new = _append(h, parent, symbol, frame)
    if new != NONE:
        h.flags[new] = h.flags[parent] & ~_IN_SLOT
    return new


@njit(cache=True, nogil=True)
def _make(h: Histories, parent: int, symbol: int, frame: int, keys: NDArray[np.uint64]) -> Index:
    if symbol < 10:
        return _digit(h, parent, symbol, frame, keys)
    if RETRACT_1 <= symbol <= RETRACT_SLOT:
        return _retract_slot(h, parent) if symbol == RETRACT_SLOT else _retract(h, parent, symbol)
    if symbol in (ACCOUNT, VALUE, SERIAL):
        return _open(h, parent, symbol, frame, keys)
    if symbol == ACCOUNT_END:
        return _end_account(h, parent, frame, keys)
    if symbol in (VALUE_END, SERIAL_END):
        return _close(h, parent, symbol, frame)
    return _mark(h, parent, symbol, frame)


@njit(cache=True, nogil=True)
def push(h: Histories, parent: int, symbol: int, frame: int, keys: NDArray[np.uint64]) -> Index:
    """The history after `symbol`; NONE where it cannot be said (or no room is left).

    `keys` are the base's packed accounts in order; empty: any account of 6 to 16 digits.
    """
    key = np.int64(parent) * _KEY_SYMBOLS + symbol
    mask = h.slot.shape[0] - 1
    at = (key * 0x9E3779B1) & mask
    while h.slot_key[at] != -1:
        if h.slot_key[at] == key:
            return h.slot[at]
        at = (at + 1) & mask
    if h.size[1] >= h.parent.shape[0]:
        return NONE
    new = _make(h, parent, symbol, frame, keys)
    h.slot_key[at] = key
    h.slot[at] = new
    h.size[1] += 1
    return new


@njit(cache=True, nogil=True)
def said_again(
    h: Histories, history: int, back: int, symbols: NDArray[np.int32], low: int, high: int
) -> bool:
    """Whether `symbols[low:high]` are the digits that begin `back` digits from the end."""
    if back > h.digits[history] or high - low > back:
        return False
    node = history
    for _ in range(back - (high - low)):
        node = h.parent[node]
    for i in range(high - 1, low - 1, -1):
        if h.symbol[node] != symbols[i]:
            return False
        node = h.parent[node]
    return True
