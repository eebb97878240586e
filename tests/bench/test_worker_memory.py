"""Large bases are real bases, and memory is what the kernel says."""

import os

import numpy as np
import pytest

from meterline.bench.large_base import LENGTHS, PATTERN, large_base
from meterline.bench.worker_memory import memory_of
from meterline.ears.base import CustomerBase, pack

ACCOUNTS = 3 * PATTERN


@pytest.fixture(scope="module")
def base() -> CustomerBase:
    return large_base(ACCOUNTS - 1)


def test_a_large_base_has_different_accounts_in_order(base: CustomerBase) -> None:
    assert len(base) == ACCOUNTS
    assert (np.diff(base.keys.astype(np.float64)) >= 0).all()
    accounts = {base.account(at) for at in range(len(base))}
    assert len(accounts) == ACCOUNTS
    assert {len(account) for account in accounts} == set(LENGTHS)


@pytest.mark.parametrize("at", [0, PATTERN - 1, PATTERN, ACCOUNTS - 1])
def test_every_account_is_found_with_name_and_meter(base: CustomerBase, at: int) -> None:
    person = base.find(base.account(at))
    assert person is not None
    assert int(base.keys[at]) == pack(person.account)
    assert len(person.name.split()) == 3
    assert len(person.meters) == 1
    assert person == base.candidate(at)
    assert person.name == base.holder(at % PATTERN)
    assert person.meters[0].registers


def test_memory_grows_by_what_is_taken() -> None:
    before = memory_of(os.getpid())
    taken = np.ones(64 * 2**20, np.uint8)
    after = memory_of(os.getpid())
    for kind in ("resident", "proportional", "anonymous"):
        assert 56 < getattr(after, kind) - getattr(before, kind) < 96
    assert taken.all()
    assert after.anonymous <= after.resident
    assert after.proportional <= after.resident
