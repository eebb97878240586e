"""Digits keyed before the words: the caller says the rest of the account, or all of it."""

import numpy as np
import pytest
from customers_heard import SINGLE, base, person, single
from hypothesis import given
from hypothesis import strategies as st
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.narrowing import narrowed
from meterline.ears.packing import pack, unpack
from meterline.ears.search.decoder import Found
from meterline.ears.understanding import Understander
from meterline.language.turn import Asked, Candidate, Decision, Expectation, Slot

ACCOUNTS = st.lists(st.text("0123456789", min_size=1, max_size=16), unique=True, max_size=40)
BEGINNINGS = st.text("0123456789", min_size=1, max_size=16)


def account_heard(understander: Understander, beginning: str, said: str) -> Slot | None:
    expectation = Expectation(Asked.ACCOUNT, account_beginning=beginning)
    return understander.understand(letters_of(said), 0.04, expectation).account


@pytest.mark.parametrize(
    ("beginning", "said", "account"),
    [
        ("7228", "один восемь шесть шесть два ноль один один", "722818662011"),
        ("7228", "восемнадцать шестьдесят шесть двадцать одиннадцать", "722818662011"),
        ("722818662", "ноль один один", "722818662011"),
        ("722818662", "одиннадцать", None),
        (
            "7228",
            "семь два два восемь один восемь шесть шесть два ноль один один",
            "722818662011",
        ),
        ("7", "два два восемь один восемь шесть шесть два ноль один один", "722818662011"),
        ("4260025", "девять два", "426002592"),
        ("42", "шесть ноль ноль два пять", "4260025"),
        ("42", "шесть ноль ноль два пять девять два", "426002592"),
        ("40065205", "ноль шесть", "4006520506"),
    ],
)
def test_the_rest_or_the_whole(
    understander: Understander, beginning: str, said: str, account: str | None
) -> None:
    slot = account_heard(understander, beginning, said)
    usable = slot is not None and slot.decision.usable
    assert (slot.value if slot and usable else None) == account


@pytest.mark.parametrize(
    ("beginning", "said", "told"),
    [
        ("999", "один восемь шесть шесть два ноль", "999186620"),
        ("722818662012", "семь два два восемь", "7228186620127228"),
        ("7229", "один восемь шесть шесть два ноль один один", "722918662011"),
        ("7228", "четыре три два один ноль пять шесть", "72284321056"),
    ],
)
def test_a_beginning_that_leads_nowhere_is_asked_about(
    understander: Understander, beginning: str, said: str, told: str
) -> None:
    slot = account_heard(understander, beginning, said)
    assert slot is not None
    assert (slot.value, slot.decision) == (told, Decision.ASK)


def test_a_short_rest_of_a_stranger_is_not_his_neighbour(understander: Understander) -> None:
    slot = account_heard(understander, "722818662", "ноль один два")
    assert slot is None or slot.decision is not Decision.SURE


def test_all_of_one_account_and_the_rest_of_another_is_asked() -> None:
    people = [person(account, "Ким", single("1", 10)) for account in ("40401234", "401234")]
    slot = account_heard(
        Understander(CustomerBase.build(people)), "40", "четыре ноль один два три четыре"
    )
    assert slot is not None
    assert slot.decision is Decision.ASK
    assert {a.value for a in slot.alternatives} == {"40401234", "401234"}


def test_the_beginning_of_one_turn_is_forgotten_in_the_next(understander: Understander) -> None:
    whole = "четыре ноль ноль шесть пять два ноль пять ноль шесть"
    assert account_heard(understander, "7228", whole) != account_heard(understander, "", whole)
    slot = account_heard(understander, "", whole)
    assert slot is not None
    assert (slot.value, slot.decision) == ("4006520506", Decision.SURE)


@given(accounts=ACCOUNTS, beginning=BEGINNINGS)
def test_what_may_be_said_is_the_whole_or_the_rest(accounts: list[str], beginning: str) -> None:
    base = CustomerBase.build(Candidate(a, "", False, ()) for a in accounts)
    found = narrowed(base.keys, beginning)
    begun = [a for a in accounts if a.startswith(beginning)]
    expected = {(a, a) for a in begun} | {(a[len(beginning) :], a) for a in begun}
    told = {
        (unpack(int(key)), base.account(int(at)))
        for key, at in ((k, found.place(i)) for i, k in enumerate(found.keys))
        if at >= 0
    }
    assert told == {(said, account) for said, account in expected if said}
    assert np.all(found.keys[:-1] <= found.keys[1:])


@given(accounts=ACCOUNTS.filter(bool), beginning=BEGINNINGS, data=st.data())
def test_a_key_leads_to_every_account_that_it_may_mean(
    accounts: list[str], beginning: str, data: st.DataObject
) -> None:
    base = CustomerBase.build(Candidate(a, "", False, ()) for a in accounts)
    found = narrowed(base.keys, beginning)
    said = data.draw(st.sampled_from(accounts))
    first = int(np.searchsorted(found.keys, np.uint64(pack(said))))
    if first == len(found.keys) or unpack(int(found.keys[first])) != said:
        assert not said.startswith(beginning)
        return
    meant = {base.account(f.index) for f in found.in_base(Found((), (), 0.0, first))}
    assert meant == {
        a for a in (said, beginning + said) if a in accounts and a.startswith(beginning)
    }


def test_nothing_narrows_an_empty_base() -> None:
    slot = account_heard(
        Understander(CustomerBase.build([])), "12", "три четыре пять шесть семь восемь"
    )
    assert slot is not None
    assert (slot.value, slot.decision) == ("12345678", Decision.ASK)


def test_the_base_is_not_changed(understander: Understander) -> None:
    account_heard(understander, "7228", "один восемь")
    assert SINGLE.account in {base().account(i) for i in range(len(base()))}
