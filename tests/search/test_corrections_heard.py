"""Corrections of what the robot has just read: which value they make, and how sure."""

import pytest
from customers_heard import DAY_NIGHT, SINGLE, TWO_METERS
from hypothesis import given
from hypothesis import strategies as st
from spoken_letters import letters_of

from meterline.ears.corrections import at_position, replaced
from meterline.ears.understanding import Understander
from meterline.language.symbols import Mark
from meterline.language.turn import Asked, Candidate, Decision, Expectation, ReadBack, Understanding
from meterline.language.zones import Zone


def read(candidate: Candidate, *values: str) -> tuple[Candidate, tuple[ReadBack, ...]]:
    registers = [(m.serial, r.zone) for m in candidate.meters for r in m.registers]
    pairs = zip(registers, values, strict=True)
    return candidate, tuple(ReadBack(zone, serial, value) for (serial, zone), value in pairs)


def understood(
    understander: Understander, said: str, settled: tuple[Candidate, tuple[ReadBack, ...]]
) -> Understanding:
    candidate, read_back = settled
    expectation = Expectation(Asked.CONFIRM, (candidate,), read_back=read_back)
    return understander.understand(letters_of(said), 0.04, expectation)


def told(heard: Understanding) -> str:
    return " ".join(
        f"{r.zone}={int(r.slot.value)}" for r in heard.readings if r.slot.decision.usable
    )


def sure(heard: Understanding) -> bool:
    return any(r.slot.decision is Decision.SURE for r in heard.readings)


ONE = read(SINGLE, "165227")
FIVES = read(SINGLE, "165257")
TWO = read(DAY_NIGHT, "010730", "047400")


@pytest.mark.parametrize(
    ("settled", "said", "expected"),
    [
        (ONE, "не семь а восемь", "single=165228"),
        (ONE, "нет не семь а восемь", "single=165228"),
        (ONE, "вместо семи восемь", "single=165228"),
        (ONE, "не двадцать семь а двадцать восемь", "single=165228"),
        (ONE, "не двадцать а тридцать", "single=165237"),
        (ONE, "не двести двадцать семь а двести тридцать семь", "single=165237"),
        (ONE, "нет двести тридцать семь а не двести двадцать семь", "single=165237"),
        (ONE, "не двести а триста", "single=165327"),
        (ONE, "последняя цифра восемь", "single=165228"),
        (ONE, "нет последняя цифра восемь", "single=165228"),
        (ONE, "в конце девять", "single=165229"),
        (ONE, "нет в конце тридцать семь", "single=165237"),
        (ONE, "последние две цифры тридцать семь", "single=165237"),
        (ONE, "последняя цифра не семь а восемь", "single=165228"),
        (ONE, "не шестьдесят пять а шестьдесят шесть", "single=166227"),
        (ONE, "не сто шестьдесят пять тысяч а сто шестьдесят шесть тысяч", "single=166227"),
        (ONE, "не два а три", ""),
        (FIVES, "не пять а четыре", "single=165247"),
        (ONE, "нет двести тридцать семь", "single=165237"),
        (ONE, "нет сто шестьдесят пять тысяч двести тридцать семь", "single=165237"),
        (ONE, "не четыре а пять", ""),
        (ONE, "не девять", ""),
        (ONE, "нет", ""),
        (TWO, "ночь не четыреста а шестьсот", "night=47600"),
        (TWO, "не четыреста а шестьсот", "night=47600"),
        (TWO, "не семьсот а восемьсот", "day=10830"),
        (TWO, "день не тридцать а сорок", "day=10740"),
        (TWO, "нет день в конце сорок", "day=10740"),
        (TWO, "нет ночь шестьсот", "night=47600"),
        (TWO, "нет ночь сорок семь тысяч шестьсот", "night=47600"),
        (TWO, "день не четыреста а шестьсот", ""),
    ],
)
def test_a_correction(
    understander: Understander,
    settled: tuple[Candidate, tuple[ReadBack, ...]],
    said: str,
    expected: str,
) -> None:
    assert told(understood(understander, said, settled)) == expected


@pytest.mark.parametrize(
    ("settled", "said"),
    [
        (ONE, "не два а три"),
        (FIVES, "не пять а четыре"),
        (ONE, "нет двести тридцать семь"),
        (TWO, "нет ночь шестьсот"),
        (TWO, "не ноль а один"),
    ],
)
def test_a_place_that_was_guessed_is_never_sure(
    understander: Understander, settled: tuple[Candidate, tuple[ReadBack, ...]], said: str
) -> None:
    assert not sure(understood(understander, said, settled))


@pytest.mark.parametrize("said", ["не семь а восемь", "нет не семь а восемь", "в конце девять"])
def test_a_correction_is_a_no(understander: Understander, said: str) -> None:
    assert understood(understander, said, ONE).answer is not True


def test_a_digit_of_either_meter_is_not_taken(understander: Understander) -> None:
    settled = read(TWO_METERS, "08123", "52123")
    heard = understood(understander, "не три а пять", settled)
    assert not sure(heard)


def test_nothing_was_read_and_nothing_is_corrected(understander: Understander) -> None:
    heard = understood(understander, "не семь а восемь", (SINGLE, ()))
    assert not sure(heard)


@pytest.mark.parametrize(
    ("value", "wrong", "right", "expected"),
    [
        ("165227", "2", "3", {"165327", "165237"}),
        ("165227", "7", "8", {"165228"}),
        ("165227", "20", "30", {"165237"}),
        ("120045", "120", "130", {"130045"}),
        ("010120", "120", "130", {"010130"}),
        ("010125", "100", "200", {"010225"}),
        ("012345", "2000", "3000", {"013345"}),
        ("112012", "12", "13", {"113012", "112013"}),
        ("010002", "2", "12", {"010012"}),
        ("010120", "120", "9", {"010009"}),
        ("165227", "9", "8", set()),
        ("165227", "2", "2", set()),
        ("000", "0", "1", {"001", "010", "100"}),
    ],
)
def test_where_digits_stand(value: str, wrong: str, right: str, expected: set[str]) -> None:
    assert replaced(value, wrong, right) == expected


DIGITS = st.text("0123456789", min_size=1, max_size=8)


@given(value=DIGITS, wrong=DIGITS, right=DIGITS)
def test_a_correction_changes_something_and_keeps_the_length(
    value: str, wrong: str, right: str
) -> None:
    for new in replaced(value, wrong, right):
        assert new != value
        assert new.isdecimal()
        assert len(new) == len(value) or len(value) <= 3 or value[0] == "0" or len(value) % 3


@given(value=DIGITS, at=st.integers(0, 7), digit=st.sampled_from("0123456789"))
def test_every_digit_can_be_corrected(value: str, at: int, digit: str) -> None:
    at %= len(value)
    new = value[:at] + digit + value[at + 1 :]
    if new != value:
        assert new in replaced(value, value[at], digit)


@given(value=DIGITS, part=DIGITS)
def test_the_place_said_is_the_place_changed(value: str, part: str) -> None:
    for new in at_position(value, Mark.AT_END, part):
        assert new.endswith(part)
        assert new[: -len(part)] == value[: -len(part)]
    for new in at_position(value, Mark.AT_START, part):
        assert new.startswith(part)
        assert new[len(part) :] == value[len(part) :]


def test_zones_are_named_by_their_place_in_the_bill(understander: Understander) -> None:
    heard = understood(understander, "т два не четыреста а шестьсот", TWO)
    assert [(r.zone, int(r.slot.value)) for r in heard.readings] == [(Zone.NIGHT, 47600)]
