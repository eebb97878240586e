"""Promises for any base and any sound: no wrong account is sure, no turn breaks the bounds."""

import numpy as np
import pytest
from customers_heard import DAY_NIGHT, base, person, single
from hypothesis import given, settings
from hypothesis import strategies as st
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.port import COLUMNS, LogProbs
from meterline.ears.search.beam import make_beam, run
from meterline.ears.search.decoder import Decoder, Effort, garbage_scores
from meterline.ears.search.graph import letter_tree, table_for
from meterline.ears.search.history import make_histories
from meterline.ears.understanding import Understander
from meterline.language.turn import (
    Alternative,
    Asked,
    Decision,
    Expectation,
    ReadBack,
    Understanding,
)
from meterline.language.zones import Zone

DIGITS = ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"]
ACCOUNTS = st.text("0123456789", min_size=8, max_size=12)
TINY = Effort(width=8.0, most=40)
EVERYBODY = [base().candidate(i) for i in range(len(base()))]


def spelled(account: str) -> LogProbs:
    return letters_of(" ".join(DIGITS[int(d)] for d in account))


@st.composite
def strangers_with_neighbours(draw: st.DrawFn) -> tuple[str, list[str]]:
    """An account that nobody has, and customers whose accounts are a slip away from it."""
    said = draw(ACCOUNTS)
    slips = draw(st.lists(st.tuples(st.integers(0, 11), st.sampled_from("0123456789")), max_size=6))
    near = [said[: at % len(said)] + digit + said[at % len(said) + 1 :] for at, digit in slips]
    shifted = draw(st.sampled_from([[], [said[1:]], [said[:-1]], [said + "0"], ["1" + said]]))
    return said, [a for a in (*near, *shifted) if a != said and len(a) <= 16]


@given(case=strangers_with_neighbours())
@settings(max_examples=40, deadline=None)
def test_customers_that_are_like_a_stranger_never_make_his_account_sure(
    case: tuple[str, list[str]],
) -> None:
    """Whoever else is added to the base: a clear account that is not in it is no other's."""
    said, neighbours = case
    people = [person(a, "Ким Олег Ильич", single("1", 10)) for a in neighbours]
    heard = Understander(CustomerBase.build([*EVERYBODY, *people])).understand(
        spelled(said), 0.04, Expectation(Asked.ACCOUNT)
    )
    assert heard.account is None or heard.account.decision is not Decision.SURE


EXPECTATIONS = [
    *(Expectation(asked, (DAY_NIGHT,)) for asked in Asked),
    Expectation(Asked.ACCOUNT, account_beginning="4"),
    Expectation(Asked.ONE_BREATH, account_beginning="99"),
    Expectation(Asked.LAST_DIGITS, (DAY_NIGHT, EVERYBODY[0])),
    Expectation(Asked.ONE_BREATH, (DAY_NIGHT, EVERYBODY[0])),
    Expectation(Asked.ACCOUNT, accounts_heard=(Alternative("4006520506", 1.0),)),
    Expectation(
        Asked.CONFIRM,
        (DAY_NIGHT,),
        read_back=(
            ReadBack(Zone.DAY, "57325532", "010730"),
            ReadBack(Zone.NIGHT, "57325532", "047400"),
        ),
    ),
]


def dirichlet(frames: int, alpha: float, seed: int) -> LogProbs:
    """Rows from flat (a high `alpha`) to peaky (a low one)."""
    rows = np.random.default_rng(seed).dirichlet(np.full(COLUMNS, alpha), frames)
    return np.log(np.maximum(rows, 1e-30)).astype(np.float32)


def nothing_sure(heard: Understanding) -> bool:
    slots = [r.slot for r in heard.readings] + ([heard.account] if heard.account else [])
    return all(slot.decision is not Decision.SURE for slot in slots)


@given(
    expectation=st.sampled_from(EXPECTATIONS),
    frames=st.integers(1, 120),
    alpha=st.sampled_from([0.005, 0.05, 0.3, 1.0, 10.0]),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=60, deadline=None)
def test_random_letters_say_nothing_sure(
    understander: Understander, expectation: Expectation, frames: int, alpha: float, seed: int
) -> None:
    logp = dirichlet(frames, alpha, seed)
    heard = understander.understand(logp, 0.04, expectation)
    assert nothing_sure(heard)
    assert 0.0 <= heard.speech_end <= 0.04 * frames


@pytest.mark.parametrize("alpha", [0.005, 0.3, 10.0])
@pytest.mark.parametrize("asked", [Asked.ONE_BREATH, Asked.CONFIRM])
def test_a_minute_of_random_letters(understander: Understander, asked: Asked, alpha: float) -> None:
    heard = understander.understand(dirichlet(1500, alpha, 7), 0.04, Expectation(asked))
    assert nothing_sure(heard)


@pytest.mark.parametrize("alpha", [0.005, 0.3, 10.0])
@pytest.mark.parametrize("bits", [3, 6, 9])
def test_a_search_keeps_to_the_room_it_was_given(bits: int, alpha: float) -> None:
    """However long and unclear the turn: histories and hypotheses stay within their arrays."""
    logp, most = dirichlet(1500, alpha, 3), 1 << bits
    histories, kept, new = make_histories(bits + 2), make_beam(bits), make_beam(bits + 1)
    ends, scores = np.zeros(most, np.int64), np.zeros(most, np.float32)
    n = run(
        logp, garbage_scores(logp, 1.2), letter_tree(), table_for(Asked.ONE_BREATH),
        histories, base().keys, (kept, new), np.zeros(2 * most, np.float32),
        np.float32(16.0), most, ends, scores,
    )  # fmt: skip
    assert 0 <= n <= most
    assert kept.size[0] <= most
    assert histories.size[0] <= len(histories.parent)
    assert histories.size[1] <= len(histories.parent)
    assert np.all(ends[:n] < histories.size[0])


def test_a_full_search_still_finds_the_likeliest() -> None:
    found = Decoder().search(spelled("4006520506"), table_for(Asked.ACCOUNT), base().keys, TINY)
    assert [f.index for f in found[:1]] == [base().index("4006520506")]
