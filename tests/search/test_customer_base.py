"""The snapshot of the customer base: what goes in comes out, from memory and from files."""

from pathlib import Path

import numpy as np
import pytest
from customers_heard import EVERYBODY, SINGLE, base
from hypothesis import given
from hypothesis import strategies as st
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.packing import pack, unpack
from meterline.ears.understanding import Understander
from meterline.language.turn import (
    Asked,
    Candidate,
    Expectation,
    MeterExpected,
    RegisterExpected,
)
from meterline.language.zones import Zone


def test_every_customer_is_found() -> None:
    snapshot = base()
    for person in EVERYBODY:
        found = snapshot.find(person.account)
        assert found is not None
        assert (found.account, found.name, found.organisation) == (
            person.account,
            person.name,
            person.organisation,
        )
        assert found.meters == person.meters


def test_strangers_are_not_found() -> None:
    assert base().find("999") is None
    assert base().find("72281866201") is None


def test_a_saved_base_is_the_same(tmp_path: Path) -> None:
    base().save(tmp_path / "base")
    opened = CustomerBase.open(tmp_path / "base")
    assert [opened.candidate(i) for i in range(len(opened))] == [
        base().candidate(i) for i in range(len(base()))
    ]


def test_an_empty_base_can_be_saved(tmp_path: Path) -> None:
    CustomerBase.build([]).save(tmp_path)
    opened = CustomerBase.open(tmp_path)
    assert len(opened) == 0
    assert opened.find("1") is None


def test_an_account_that_begins_another_goes_on() -> None:
    snapshot = base()
    short, long = snapshot.index("4260025"), snapshot.index("426002592")
    assert short is not None
    assert long is not None
    assert snapshot.goes_on(short)
    assert not snapshot.goes_on(long)


@given(st.lists(st.text("0123456789", min_size=1, max_size=16), unique=True, max_size=30))
def test_accounts_come_back_in_order(accounts: list[str]) -> None:
    people = [Candidate(a, "", False, ()) for a in accounts]
    snapshot = CustomerBase.build(people)
    assert [snapshot.account(i) for i in range(len(snapshot))] == sorted(accounts)


@given(st.text("0123456789", min_size=1, max_size=16))
def test_packing_is_undone_by_unpacking(account: str) -> None:
    assert unpack(pack(account)) == account


@pytest.mark.parametrize("wrong", ["12a", "1" * 17, "-1", "١٢"])
def test_no_account_at_all(wrong: str) -> None:
    with pytest.raises(ValueError, match="1 to 16 digits"):
        pack(wrong)


@given(st.lists(st.sampled_from(["7", "70", "07", "123456"]), max_size=12))
def test_of_an_account_twice_the_last_one_counts(accounts: list[str]) -> None:
    people = [
        Candidate(account, f"Имя {i}" * (i % 3), i % 2 == 0, SINGLE.meters * (i % 3))
        for i, account in enumerate(accounts)
    ]
    snapshot = CustomerBase.build(iter(people))
    expected = {p.account: p for p in people}
    found = [snapshot.candidate(i) for i in range(len(snapshot))]
    assert found == [expected[account] for account in sorted(expected)]


def test_what_is_not_known_stays_unknown() -> None:
    register = RegisterExpected(Zone.DAY, 5, None, None, 2.5)
    person = Candidate("12", "", True, (MeterExpected("", (register,)), MeterExpected("7", ())))
    assert CustomerBase.build([person]).find("12") == person


def test_processes_share_the_memory_of_a_saved_base(tmp_path: Path) -> None:
    many = [Candidate(str(n), "Ким", False, SINGLE.meters) for n in range(10**6, 10**6 + 3000)]
    CustomerBase.build(many).save(tmp_path)
    opened = CustomerBase.open(tmp_path)
    assert all(isinstance(getattr(opened, c).base, np.memmap) for c in ("keys", "name", "last"))
    assert opened.find("1002999") == many[-1]


def test_the_search_reads_a_saved_base_in_place(tmp_path: Path) -> None:
    base().save(tmp_path)
    said = letters_of("четыре ноль ноль шесть пять два ноль пять ноль шесть")
    heard = Understander(CustomerBase.open(tmp_path)).understand(
        said, 0.04, Expectation(Asked.ACCOUNT)
    )
    assert heard.account is not None
    assert heard.account.value == "4006520506"
