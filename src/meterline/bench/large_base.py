"""A made-up customer base of any size, made from columns: millions of accounts in seconds."""

import numpy as np
from numpy.typing import NDArray

from meterline.bench.strangers import strangers
from meterline.ears.base import CustomerBase

PATTERN = 1000
"""So many made-up customers are repeated with other accounts."""

LENGTHS = (9, 10, 12)
"""Digits of an account, as branches have them."""


def large_base(count: int, seed: int = 1) -> CustomerBase:
    """`count` accounts, rounded up to thousands, with names, a meter and a history each."""
    pattern = CustomerBase.build(strangers(["1" * 10], PATTERN, seed))
    times = -(-count // PATTERN)
    return CustomerBase(
        keys=_keys(times * PATTERN, seed),
        organisation=np.tile(pattern.organisation, times),
        name_at=_tiled_offsets(pattern.name_at, times),
        name=np.tile(pattern.name, times),
        meter_at=_tiled_offsets(pattern.meter_at, times),
        serial=np.tile(pattern.serial, times),
        register_at=_tiled_offsets(pattern.register_at, times),
        zone=np.tile(pattern.zone, times),
        digits=np.tile(pattern.digits, times),
        last=np.tile(pattern.last, times),
        monthly=np.tile(pattern.monthly, times),
        months=np.tile(pattern.months, times),
    )


def _keys(count: int, seed: int) -> NDArray[np.uint64]:
    """Sort keys (see `meterline.ears.base.pack`) of `count` different accounts, in order."""
    chance = np.random.default_rng(seed)
    keys = np.zeros(0, np.uint64)
    while len(keys) < count:
        more = [_random_keys(count // len(LENGTHS) + 1, length, chance) for length in LENGTHS]
        keys = np.unique(np.concatenate([keys, *more]))
    kept: NDArray[np.uint64] = np.sort(chance.choice(keys, count, replace=False))
    return kept


def _random_keys(count: int, length: int, chance: np.random.Generator) -> NDArray[np.uint64]:
    keys = np.zeros(count, np.uint64)
    for place in range(length):
        digits = chance.integers(1 if place == 0 else 0, 10, count).astype(np.uint64)
        keys |= (digits + np.uint64(1)) << np.uint64(60 - 4 * place)
    return keys


def _tiled_offsets(offsets: NDArray[np.int64], times: int) -> NDArray[np.int64]:
    """Offsets of the same lists `times` after one another."""
    tiled: NDArray[np.int64] = np.zeros(1 + times * (len(offsets) - 1), np.int64)
    np.cumsum(np.tile(np.diff(offsets), times), out=tiled[1:])
    return tiled
