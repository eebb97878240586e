"""Whatever the generator says comes back right from perfectly heard letters."""

from random import Random

import pytest
from customers_heard import DAY_NIGHT, EVERYBODY, PEAK, SINGLE
from hypothesis import given, settings
from hypothesis import strategies as st
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.understanding import Understander
from meterline.language.mistakes import MISTAKES
from meterline.language.number_styles import ACCOUNT_STYLES, VALUE_STYLES
from meterline.language.saying import Manner, Speaker
from meterline.language.turn import (
    Asked,
    Candidate,
    Expectation,
    MeterExpected,
    RegisterExpected,
)
from meterline.language.zones import Zone

PLAIN = settings(max_examples=8, deadline=None)
MISTAKEN = settings(max_examples=4, deadline=None)
SEEDS = st.integers(0, 10_000)
DIGITS = st.text("0123456789", min_size=6, max_size=16)
LEAST_DIGITS = 5
MONTHLY = 200


def others(account: str, rng: Random) -> list[Candidate]:
    """The account's owner, his near neighbours and everybody else."""
    numbers = {account}
    for _ in range(3):
        at = rng.randrange(len(account))
        digit = str((int(account[at]) + rng.randint(1, 9)) % 10)
        numbers.add(account[:at] + digit + account[at + 1 :])
    return [*EVERYBODY, *(Candidate(n, "Иванов Иван", False, ()) for n in numbers)]


def account_heard(account: str, seed: int, style: str | None, mistake: str | None) -> str:
    rng = Random(seed)
    saying = Speaker(rng).account(account, style, mistake)
    heard = Understander(CustomerBase.build(others(account, rng))).understand(
        letters_of(saying.text), 0.04, Expectation(Asked.ACCOUNT)
    )
    return heard.account.value if heard.account is not None else saying.text


def meter_of(value: str) -> Candidate:
    """The owner of a meter that may well show `value`, read a month before."""
    last = max(0, int(value) - MONTHLY)
    digits = max(LEAST_DIGITS, len(value))
    register = RegisterExpected(Zone.SINGLE, digits, last, max(1.0, int(value) - last), 1.0)
    return Candidate("1234567", "Иванов Иван", False, (MeterExpected("1", (register,)),))


def value_heard(
    understander: Understander, value: str, seed: int, style: str, mistake: str | None
) -> list[int]:
    saying = Speaker(Random(seed)).value(value, style, mistake)
    heard = understander.understand(
        letters_of(saying.text), 0.04, Expectation(Asked.READING, (meter_of(value),))
    )
    return [int(r.slot.value) for r in heard.readings]


@pytest.mark.parametrize("style", list(ACCOUNT_STYLES))
@given(account=DIGITS, seed=SEEDS)
@PLAIN
def test_an_account_in_every_style(style: str, account: str, seed: int) -> None:
    assert account_heard(account, seed, style, None) == account


@pytest.mark.parametrize("style", list(VALUE_STYLES))
@given(value=st.integers(0, 9_999_999), seed=SEEDS)
@PLAIN
def test_a_value_in_every_style(
    understander: Understander, style: str, value: int, seed: int
) -> None:
    assert value_heard(understander, str(value), seed, style, None) == [value]


@pytest.mark.parametrize("mistake", list(MISTAKES))
@pytest.mark.parametrize("style", ["digits", "triples", "thousands"])
@given(account=DIGITS, seed=SEEDS)
@MISTAKEN
def test_an_account_with_a_mistake(mistake: str, style: str, account: str, seed: int) -> None:
    assert account_heard(account, seed, style, mistake) == account


@pytest.mark.parametrize("mistake", list(MISTAKES))
@given(value=st.integers(1000, 99_999), seed=SEEDS)
@MISTAKEN
def test_a_value_with_a_mistake(
    understander: Understander, mistake: str, value: int, seed: int
) -> None:
    assert value_heard(understander, str(value), seed, "number", mistake) == [value]


@pytest.mark.parametrize("person", [SINGLE, DAY_NIGHT, PEAK], ids=["one", "two", "three"])
@given(seed=SEEDS)
@PLAIN
def test_one_breath(understander: Understander, person: Candidate, seed: int) -> None:
    rng = Random(seed)
    registers = rng.sample(person.meters[0].registers, len(person.meters[0].registers))
    values = {r.zone: str((r.last or 0) + rng.randint(100, 400)) for r in registers}
    saying = Speaker(rng, Manner(hesitations=0.1)).one_breath("", person.account, values)
    heard = understander.understand(letters_of(saying.text), 0.04, Expectation(Asked.ONE_BREATH))
    assert heard.account is not None
    assert heard.account.value == person.account
    assert {r.zone: int(r.slot.value) for r in heard.readings} == {
        zone: int(value) for zone, value in values.items()
    }


@pytest.mark.parametrize("yes", [True, False])
@given(seed=SEEDS)
@PLAIN
def test_yes_and_no_are_never_mixed_up(understander: Understander, yes: bool, seed: int) -> None:
    saying = Speaker(Random(seed)).answer(yes)
    heard = understander.understand(letters_of(saying.text), 0.04, Expectation(Asked.YES_NO))
    assert heard.answer in (yes, None)


def test_a_repeated_group_is_no_false_start_where_the_base_knows_it() -> None:
    text = "двенадцать двенадцать триста сорок пять"
    for known in ("1212345", "12345"):
        base = CustomerBase.build([Candidate(known, "Иванов Иван", False, ())])
        heard = Understander(base).understand(letters_of(text), 0.04, Expectation(Asked.ACCOUNT))
        assert heard.account is not None
        assert heard.account.value == known
