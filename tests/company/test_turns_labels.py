"""What is taken for certain of a turn, and what is left to a person."""

from typing import Any
from uuid import uuid4

import pytest

from meterline.calls.labels import Slots, Stored, confirmed, heard_slots, role
from meterline.calls.turns import TurnLogged

CALL = uuid4()
ACCOUNT = "722818662011"
DAY, NIGHT = ("5512", "day"), ("5512", "night")
STORED = Stored(ACCOUNT, "Симонов Фирс", {DAY: 4512, NIGHT: 1800}, {"5512": ("day", "night")})


def slot(value: str, decision: str = "sure", *others: str) -> dict[str, Any]:
    alternatives = [[each, 0.1] for each in (value, *others)]
    return {"value": value, "decision": decision, "alternatives": alternatives}


def reading(zone: str | None, value: str, *rest: str, serial: str | None = "5512") -> Any:
    return {"zone": zone, "serial": serial, **slot(value, *rest)}


BOTH = [reading("day", "004512"), reading("night", "1800")]
YES = ("confirm", {"answer": True})


def turn(number: int, asked: str, told: dict[str, Any]) -> TurnLogged:
    return TurnLogged(CALL, number, 10 * number, asked, 1.0, 2.0, told)


def labels(*said: tuple[str, dict[str, Any]], stored: Stored = STORED) -> dict[int, Slots]:
    turns = [turn(number, *one) for number, one in enumerate(said, start=1)]
    return confirmed(turns, stored)


@pytest.mark.parametrize(
    ("asked", "told", "slots"),
    [
        ("account", {"account": slot(ACCOUNT)}, {"account": ACCOUNT}),
        ("account", {"account": slot("722818662012", "ask", ACCOUNT)}, {"account": ACCOUNT}),
        ("account", {"account": slot("722818662012", "sure", ACCOUNT)}, None),
        ("account", {"account": slot("722818662012", "confirm")}, None),
        ("account", {}, None),
        ("name", {"name": {"letters": "симонов", "agrees": True}}, {"name": "Симонов Фирс"}),
        ("name", {"name": {"letters": "петров", "agrees": False}}, None),
        ("reading", {"readings": BOTH}, {"readings": {"day": 4512, "night": 1800}}),
        ("reading", {"readings": BOTH[:1]}, None),
        ("reading", {"readings": BOTH[:1], "zones": ["day"]}, {"readings": {"day": 4512}}),
        ("reading", {"readings": [reading("day", "4513", "sure", "4512"), BOTH[1]]}, None),
        (
            "reading",
            {"readings": [reading("day", "4513", "confirm", "4512"), BOTH[1]]},
            {"readings": {"day": 4512, "night": 1800}},
        ),
        ("reading", {"readings": [reading("day", "4512", serial="9")], "zones": ["day"]}, None),
        ("reading", {"readings": [], "command": "operator"}, None),
        (
            "one_breath",
            {"account": slot(ACCOUNT), "readings": BOTH, "name": {"agrees": None}},
            {"account": ACCOUNT, "readings": {"day": 4512, "night": 1800}},
        ),
        ("one_breath", {"account": slot("1"), "readings": BOTH}, None),
        ("free", {"account": slot(ACCOUNT)}, None),
        ("menu", {}, None),
    ],
)
def test_a_turn_before_the_yes(asked: str, told: dict[str, Any], slots: Slots | None) -> None:
    found = labels((asked, told), YES).get(1)
    if found:
        assert ("readings" in found) == (found.pop("serial", None) == "5512")
    assert found == slots


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ([YES], {"confirm": True}),
        ([YES, ("confirm", {"answer": False}), YES], None),
        ([("confirm", {"answer": False}), YES], None),
        (
            [("confirm", {"answer": False}), ("reading", {"readings": BOTH}), YES],
            {"confirm": False},
        ),
        (
            [("confirm", {"answer": False, "readings": BOTH[1:]}), YES],
            {"confirm": False, "readings": {"night": 1800}, "serial": "5512"},
        ),
        ([("confirm", {"readings": BOTH[1:]}), ("confirm", {"answer": False}), YES], None),
        ([("confirm", {"readings": [reading("night", "1801")]}), YES], None),
        ([("confirm", {"answer": True, "readings": BOTH}), YES], None),
        ([("yes_no", {"answer": False})], None),
    ],
)
def test_answers_are_known_by_what_followed(said: list[Any], slots: Slots | None) -> None:
    assert labels(*said).get(1) == slots


def test_a_single_meter_needs_no_naming() -> None:
    stored = Stored(ACCOUNT, "Симонов", {("7", "single"): 12}, {"7": ("single",)})
    found = labels(("one_breath", {"readings": [reading(None, "12", serial=None)]}), stored=stored)
    assert found == {1: {"readings": {"single": 12}, "serial": "7"}}


@pytest.mark.parametrize(
    ("asked", "slots", "name"),
    [
        ("account", {"account": ACCOUNT}, "account"),
        ("reading_by_digit", {"readings": {"day": 1}}, "reading"),
        ("confirm", {"confirm": True}, "yes"),
        ("confirm", {"confirm": False}, "no"),
        ("confirm", {"confirm": False, "readings": {"day": 1}}, "correction"),
        ("menu", {"command": "operator"}, "operator"),
    ],
)
def test_the_role_in_a_pack(asked: str, slots: Slots, name: str) -> None:
    assert role(turn(1, asked, {}), slots) == name


def test_a_person_begins_with_what_was_understood() -> None:
    told = {"account": slot(ACCOUNT), "readings": BOTH, "answer": False, "command": "repeat"}
    assert heard_slots(turn(1, "one_breath", told)) == {
        "account": ACCOUNT,
        "readings": {"day": 4512, "night": 1800},
        "serial": "5512",
        "confirm": False,
        "command": "repeat",
    }
