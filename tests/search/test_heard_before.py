"""Earlier turns of the call speak for an account heard again, up to a bound."""

import numpy as np
import pytest
from customers_heard import base, person, single
from hypothesis import given
from hypothesis import strategies as st
from spoken_letters import letters_of

from meterline.ears.account_prior import (
    EXCLUDED_ACCOUNT,
    HEARD_BEFORE,
    OTHER_ACCOUNT,
    account_prior,
)
from meterline.ears.base import CustomerBase
from meterline.ears.port import LogProbs
from meterline.ears.understanding import Understander
from meterline.language.turn import Alternative, Asked, Candidate, Decision, Expectation, Slot

MINE = "722818662011"
ITS_NEIGHBOUR = "722818663011"
SAID = "семь два два восемь один восемь шесть шесть {} ноль один один"
HEARD_ONCE = (Alternative(MINE, 0.7), Alternative(ITS_NEIGHBOUR, 0.3))
DOUBT = 0.52
"""The share with which the account sounds likelier than its neighbour: too little to use."""


def doubtful(share: float) -> LogProbs:
    """The ninth digit sounds like two with `share`, like three with the rest."""
    two = letters_of(SAID.format("два")).astype(np.float64)
    three = letters_of(SAID.format("три")).astype(np.float64)
    mixed = np.logaddexp(np.log(share) + two, np.log1p(-share) + three)
    return np.asarray(mixed, np.float32)


@pytest.fixture(scope="module")
def neighbours() -> Understander:
    return Understander(
        CustomerBase.build(person(a, "Ким", single("1", 10)) for a in (MINE, ITS_NEIGHBOUR))
    )


def heard(
    understander: Understander,
    share: float,
    before: tuple[Alternative, ...] = (),
    excluded: tuple[str, ...] = (),
) -> Slot:
    expectation = Expectation(Asked.ACCOUNT, accounts_heard=before, accounts_excluded=excluded)
    slot = understander.understand(doubtful(share), 0.04, expectation).account
    assert slot is not None
    return slot


@pytest.mark.parametrize(
    ("before", "nats"),
    [
        ((), 0.0),
        ((Alternative(MINE, 1.0),), HEARD_BEFORE),
        ((Alternative(MINE, 1.0), Alternative(MINE, 1.0)), HEARD_BEFORE),
        ((Alternative(MINE, 0.5), Alternative(MINE, 0.5)), HEARD_BEFORE),
        ((Alternative(MINE, 0.5), Alternative(ITS_NEIGHBOUR, 0.5)), 2.355),
        ((Alternative(MINE, 0.1),), 1.068),
        ((Alternative(MINE, 0.0),), 0.0),
        ((Alternative(ITS_NEIGHBOUR, 1.0),), 0.0),
    ],
)
def test_what_an_earlier_hearing_is_worth(before: tuple[Alternative, ...], nats: float) -> None:
    expectation = Expectation(Asked.ACCOUNT, accounts_heard=before)
    assert account_prior(MINE, expectation) == pytest.approx(nats, abs=0.001)


def test_a_refused_account_gains_nothing() -> None:
    expectation = Expectation(
        Asked.ACCOUNT, accounts_excluded=(MINE,), accounts_heard=(Alternative(MINE, 1.0),)
    )
    assert account_prior(MINE, expectation) == EXCLUDED_ACCOUNT


def test_another_account_than_the_phones_gains_too() -> None:
    linked = Candidate("1", "", False, ())
    expectation = Expectation(Asked.ACCOUNT, (linked,), accounts_heard=(Alternative(MINE, 1.0),))
    assert account_prior(MINE, expectation) == OTHER_ACCOUNT + HEARD_BEFORE


@given(st.lists(st.tuples(st.sampled_from([MINE, ITS_NEIGHBOUR]), st.floats(0, 1)), max_size=20))
def test_no_number_of_hearings_is_proof(hearings: list[tuple[str, float]]) -> None:
    before = tuple(Alternative(account, p) for account, p in hearings)
    assert (
        0
        <= account_prior(MINE, Expectation(Asked.ACCOUNT, accounts_heard=before))
        <= HEARD_BEFORE + 1e-9
    )


def test_a_doubtful_account_said_twice_becomes_usable(neighbours: Understander) -> None:
    once = heard(neighbours, DOUBT)
    assert once.decision is Decision.ASK
    again = heard(neighbours, DOUBT, HEARD_ONCE)
    assert (again.value, again.decision.usable) == (MINE, True)


def test_a_doubtful_account_refused_never_does(neighbours: Understander) -> None:
    slot = heard(neighbours, DOUBT, HEARD_ONCE, excluded=(MINE,))
    assert slot.value != MINE or not slot.decision.usable


def test_what_was_heard_before_does_not_outweigh_what_is_said_now(neighbours: Understander) -> None:
    slot = heard(neighbours, 0.02, HEARD_ONCE)
    assert (slot.value, slot.decision) == (ITS_NEIGHBOUR, Decision.SURE)


@pytest.mark.parametrize("share", [0.35, 0.45, 0.5])
def test_doubtful_sound_is_never_made_sure_by_what_was_heard_before(
    neighbours: Understander, share: float
) -> None:
    certain = (Alternative(MINE, 1.0), Alternative(MINE, 1.0))
    assert heard(neighbours, share, certain).decision is not Decision.SURE


def test_a_stranger_who_says_it_twice_stays_one() -> None:
    said = letters_of(SAID.format("два").replace("ноль один один", "ноль один два"))
    expectation = Expectation(Asked.ACCOUNT, accounts_heard=(Alternative(MINE, 0.9),))
    slot = Understander(base()).understand(said, 0.04, expectation).account
    assert slot is None or slot.decision is not Decision.SURE


def test_a_refused_account_said_clearly_is_at_most_asked_about(neighbours: Understander) -> None:
    slot = heard(neighbours, 0.999, excluded=(MINE,))
    assert slot.decision is not Decision.SURE
