"""A number begun again, or said twice: where both may be meant nobody is sure."""

import pytest
from customers_heard import EVERYBODY, NEW_METER, person, single
from hypothesis import given
from hypothesis import strategies as st
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.restarts import may_be_restarted
from meterline.ears.understanding import Understander
from meterline.language.turn import (
    Asked,
    Candidate,
    Decision,
    Expectation,
    MeterExpected,
    RegisterExpected,
    Slot,
)
from meterline.language.zones import Zone

SAID = "двенадцать двенадцать триста сорок пять шестьдесят семь восемьдесят девять"
TWICE, ONCE, GOES_ON = "12123456789", "123456789", "12345678901"


def heard(said: str, *accounts: str, asked: Asked = Asked.ACCOUNT) -> Slot | None:
    own = (person(a, "Ким", single(f"1{at}", 10)) for at, a in enumerate(accounts))
    understander = Understander(CustomerBase.build([*EVERYBODY, *own]))
    return understander.understand(letters_of(said), 0.04, Expectation(asked)).account


@pytest.mark.parametrize("asked", [Asked.ACCOUNT, Asked.ONE_BREATH])
@pytest.mark.parametrize("others", [(ONCE,), (GOES_ON,), (ONCE, GOES_ON)])
def test_two_accounts_in_the_same_words_are_asked_about(
    asked: Asked, others: tuple[str, ...]
) -> None:
    slot = heard(SAID, TWICE, *others, asked=asked)
    assert slot is not None
    assert (slot.value, slot.decision) == (TWICE, Decision.CONFIRM)


def test_the_only_account_of_the_words_is_sure() -> None:
    slot = heard(SAID, TWICE, "123456780", "2123456789")
    assert slot is not None
    assert (slot.value, slot.decision) == (TWICE, Decision.SURE)


def test_the_account_begun_again_is_offered_where_it_alone_exists() -> None:
    slot = heard(SAID, ONCE)
    assert slot is not None
    assert (slot.value, slot.decision.usable) == (ONCE, True)


@pytest.mark.parametrize(
    ("account", "others", "base", "doubtful"),
    [
        ("1212345", ["12345"], [], True),
        ("1212345", ["123"], [], True),
        ("1212345", ["12346"], [], False),
        ("1212345", ["1212345"], [], False),
        ("1212345", [], ["12345"], True),
        ("1212345", [], ["123456789012"], True),
        ("1212345", [], ["1234"], False),
        ("1212345", [], ["1212346"], False),
        ("1122345", [], ["12345"], False),
        ("9912331233", [], ["991233"], True),
        ("9123123", [], ["9123"], True),
        ("1234567", [], ["123456"], False),
    ],
)
def test_what_may_be_a_false_start(
    account: str, others: list[str], base: list[str], doubtful: bool
) -> None:
    known = CustomerBase.build(Candidate(number, "", False, ()) for number in [account, *base])
    assert may_be_restarted(account, others, known) is doubtful


@given(
    before=st.text("0123456789", max_size=4),
    again=st.text("0123456789", min_size=2, max_size=4),
    after=st.text("0123456789", max_size=4),
    more=st.text("0123456789", max_size=4),
)
def test_every_false_start_is_seen(before: str, again: str, after: str, more: str) -> None:
    once = before + again + after + more
    twice = before + 2 * again + after
    if once != twice:
        known = CustomerBase.build(Candidate(number, "", False, ()) for number in (once, twice))
        assert may_be_restarted(twice, [], known)


def _meter(digits: int, last: int | None) -> MeterExpected:
    register = RegisterExpected(Zone.SINGLE, digits, last, 5000.0, 1.0)
    return MeterExpected("64608396", (register,))


@pytest.mark.parametrize("meter", [*NEW_METER.meters, _meter(6, None), _meter(7, None)])
@pytest.mark.parametrize(
    "said",
    [
        "двенадцать двенадцать триста",
        "двенадцать двенадцать тридцать",
        "двенадцать тридцать двенадцать тридцать",
        "сорок пять сорок пять",
        "двести двести тридцать",
        "один два один два",
    ],
)
def test_a_value_said_twice_is_never_sure_without_a_history(
    understander: Understander, meter: MeterExpected, said: str
) -> None:
    expectation = Expectation(Asked.READING, (person("426002592", "Ким", meter),))
    readings = understander.understand(letters_of(said), 0.04, expectation).readings
    assert readings
    assert all(r.slot.decision is not Decision.SURE for r in readings)


@pytest.mark.parametrize(("last", "value"), [(1_207_000, "1212300"), (7_000, "12300")])
def test_a_history_tells_which_was_meant(understander: Understander, last: int, value: str) -> None:
    expectation = Expectation(Asked.READING, (person("426002592", "Ким", _meter(7, last)),))
    said = letters_of("двенадцать двенадцать триста")
    (reading,) = understander.understand(said, 0.04, expectation).readings
    assert (reading.slot.value, reading.slot.decision.usable) == (value, True)
