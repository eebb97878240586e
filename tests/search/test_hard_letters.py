"""Letters that no caller would produce: nothing breaks, nothing is taken for sure."""

import numpy as np
import pytest
from customers_heard import DAY_NIGHT, SINGLE, base
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.port import BLANK, COLUMNS, LogProbs
from meterline.ears.search.decoder import MOST_HYPOTHESES, Effort
from meterline.ears.understanding import Understander
from meterline.language.turn import Asked, Completeness, Decision, Expectation, Understanding


def flat(frames: int) -> LogProbs:
    return np.full((frames, COLUMNS), -np.log(COLUMNS), np.float32)


def peaky(frames: int, seed: int) -> LogProbs:
    logp = np.full((frames, COLUMNS), -12.0, np.float32)
    chosen = np.random.default_rng(seed).integers(0, COLUMNS, frames)
    logp[np.arange(frames), chosen] = 0.0
    return logp


def sure_of_nothing(heard: Understanding) -> bool:
    slots = [r.slot for r in heard.readings] + ([heard.account] if heard.account else [])
    return all(slot.decision is not Decision.SURE for slot in slots)


@pytest.mark.parametrize("asked", list(Asked))
@pytest.mark.parametrize("logp", [flat(1), flat(300), peaky(1, 1), peaky(400, 2), flat(0)], ids=len)
def test_noise_is_nothing_sure(understander: Understander, asked: Asked, logp: LogProbs) -> None:
    heard = understander.understand(logp, 0.04, Expectation(asked, (DAY_NIGHT,)))
    assert sure_of_nothing(heard)


@pytest.mark.parametrize("value", [np.nan, -np.inf, np.inf])
def test_broken_numbers_are_survived(understander: Understander, value: float) -> None:
    logp = letters_of("сто двадцать три")
    logp[10:14] = value
    assert understander.understand(logp, 0.04, Expectation(Asked.ONE_BREATH)).core_seconds >= 0


@given(
    logp=arrays(
        np.float32,
        st.tuples(st.integers(0, 60), st.just(COLUMNS)),
        elements=st.floats(-30, 0, width=32),
    )
)
@settings(max_examples=25, deadline=None)
def test_any_letters_at_all(understander: Understander, logp: LogProbs) -> None:
    heard = understander.understand(logp, 0.04, Expectation(Asked.ONE_BREATH))
    assert 0.0 <= heard.speech_end <= 0.04 * len(logp)


def test_a_minute_of_numbers_ends(understander: Understander) -> None:
    text = "семьсот двадцать два восемьсот восемнадцать двадцать пять " * 13
    logp = letters_of(text)[: 60 * 25]
    assert understander.understand(logp, 0.04, Expectation(Asked.ONE_BREATH)).text


def test_silence_says_nothing(understander: Understander) -> None:
    silence = np.full((50, COLUMNS), -20.0, np.float32)
    silence[:, BLANK] = 0.0
    heard = understander.understand(silence, 0.04, Expectation(Asked.ONE_BREATH))
    assert heard.completeness is Completeness.NOTHING
    assert heard.text == ""


@pytest.mark.parametrize("cut", range(20, 60, 3))
def test_a_turn_cut_inside_a_word(understander: Understander, cut: int) -> None:
    logp = letters_of("показания сто шестьдесят пять тысяч двести двадцать семь")[:cut]
    heard = understander.understand(logp, 0.04, Expectation(Asked.READING, (SINGLE,)))
    assert heard.completeness is not Completeness.COMPLETE


@pytest.mark.parametrize(
    "said",
    [
        "семь два два восемь один восемь шесть шесть два ноль один два",
        "семь два два восемь один восемь шесть шесть два один один один",
        "девять два два восемь один восемь шесть шесть два ноль один один",
        "семь два два восемь один восемь шесть шесть два ноль один",
        "семь два два восемь один восемь шесть шесть два ноль один один один",
        "семь два два восемь один восемь шесть шесть два ноль один один два",
        "сто семь два два восемь один восемь шесть шесть два ноль один один",
    ],
)
def test_a_stranger_is_not_his_near_neighbour(understander: Understander, said: str) -> None:
    heard = understander.understand(letters_of(said), 0.04, Expectation(Asked.ACCOUNT))
    assert heard.account is None or heard.account.decision is not Decision.SURE


def test_another_customer_never_makes_a_rejected_account_sure() -> None:
    said = letters_of("семь два два восемь один восемь шесть шесть два ноль один два")
    everybody = [base().candidate(i) for i in range(len(base()))]
    for stranger in ("722818662022", "722818662112", "722818662013"):
        person = type(SINGLE)(stranger, "Чужой Пётр", False, SINGLE.meters)
        heard = Understander(CustomerBase.build([*everybody, person])).understand(
            said, 0.04, Expectation(Asked.ACCOUNT)
        )
        assert heard.account is None or heard.account.decision is not Decision.SURE


@pytest.mark.parametrize("most", [0, -1, MOST_HYPOTHESES + 1])
def test_no_more_hypotheses_than_there_is_memory_for(most: int) -> None:
    with pytest.raises(ValueError, match="hypotheses at once"):
        Effort(most=most)
