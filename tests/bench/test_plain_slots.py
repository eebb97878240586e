"""A transcript with digits in it becomes slots by plain rules, doubtful ones asked about."""

import pytest

from meterline.bench.plain_slots import PlainSlots
from meterline.ears.base import CustomerBase
from meterline.language.turn import (
    Asked,
    Candidate,
    Decision,
    Expectation,
    MeterExpected,
    RegisterExpected,
)
from meterline.language.zones import ZONES_OF_METER, Zone


def caller(zones: int) -> Candidate:
    registers = tuple(RegisterExpected(z, 5, last=600) for z in ZONES_OF_METER[zones])
    return Candidate("7020055", "Иванов", False, (MeterExpected("1", registers),))


SLOTS = PlainSlots(lambda text: text, CustomerBase.build([caller(1)]))


@pytest.mark.parametrize(
    ("text", "value", "decision"),
    [
        ("лицевой 702 00 55", "7020055", Decision.SURE),
        ("Лицевой счёт: 702-0055.", "7020055", Decision.SURE),
        ("702 0055 и 5", "70200555", Decision.ASK),
        ("1" * 20, "1" * 20, Decision.ASK),
    ],
)
def test_an_account_is_taken_if_the_base_has_it(text: str, value: str, decision: Decision) -> None:
    account = SLOTS.read(text, Expectation(Asked.ACCOUNT)).account
    assert account is not None
    assert (account.value, account.decision) == (value, decision)


def test_no_digits_are_no_account() -> None:
    assert SLOTS.read("не помню", Expectation(Asked.ACCOUNT_BY_DIGIT)).account is None


@pytest.mark.parametrize(
    ("zones", "text", "said"),
    [
        (1, "показания 12 345", [(Zone.SINGLE, "12345", Decision.SURE)]),
        (1, "показания 599", [(Zone.SINGLE, "599", Decision.ASK)]),
        (1, "123 456", [(Zone.SINGLE, "123456", Decision.ASK)]),
        (1, "сейчас посмотрю", []),
        (
            2,
            "ночь 601 дневной 02 601",
            [(Zone.NIGHT, "601", Decision.SURE), (Zone.DAY, "02601", Decision.SURE)],
        ),
        (
            2,
            "т 1 700 т2 800",
            [(Zone.DAY, "700", Decision.SURE), (Zone.NIGHT, "800", Decision.SURE)],
        ),
        (2, "700 800", []),
        (
            3,
            "пик 700 полупик 800 ночью 90",
            [
                (Zone.PEAK, "700", Decision.SURE),
                (Zone.HALF_PEAK, "800", Decision.SURE),
                (Zone.NIGHT, "90", Decision.ASK),
            ],
        ),
    ],
)
def test_values_go_to_the_zones_named_before_them(
    zones: int, text: str, said: list[tuple[Zone, str, Decision]]
) -> None:
    heard = SLOTS.read(text, Expectation(Asked.READING, (caller(zones),), meter="1"))
    assert [(r.zone, r.slot.value, r.slot.decision) for r in heard.readings] == said


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Да, всё верно.", True),
        ("угу", True),
        ("нет, не верно", False),
        ("неправильно", False),
        ("ага нет", False),
        ("э", None),
    ],
)
def test_an_answer_is_a_word_of_yes_or_no(text: str, answer: bool | None) -> None:
    assert SLOTS.read(text, Expectation(Asked.CONFIRM)).answer is answer
