"""The labelled bodies, and what is said of single numbers and doubts."""

from pathlib import Path

import pytest

from meterline.bench.bodies import (
    ASKED,
    BASE,
    RIGHT,
    WRONG,
    Base,
    Body,
    figures,
    judge,
    read_base,
    read_bodies,
    read_sets,
)
from meterline.channels.text import Doubt, Parsed, Role, State, parse
from meterline.errors import Mendable

FOLDER = Path(__file__).parents[1] / "data" / "bodies"


@pytest.fixture(scope="module")
def base() -> Base:
    return read_base(FOLDER)


def test_there_are_enough_bodies(base: Base) -> None:
    sets = read_sets(FOLDER, base)
    assert list(sets) == ["first", "held_out", "traps", "last", "fresh"]
    assert sum(map(len, sets.values())) >= 400
    later = sum(len(of_set) for name, of_set in sets.items() if name != "first")
    assert later >= len(sets["first"])


@pytest.mark.parametrize("name", ["first", "held_out", "traps", "last", "fresh"])
def test_no_value_is_wrong_and_few_are_asked_back(base: Base, name: str) -> None:
    judged = [judge(body, base) for body in read_bodies(FOLDER / f"{name}.txt", base)]
    assert [one.body.text for one in judged if one.verdict == WRONG] == []
    assert [one.verdict for one in judged].count(ASKED) <= len(judged) // 30


def test_verdicts_tell_right_wrong_and_asked_apart(base: Base) -> None:
    wanted = frozenset({("2200771188", "5550123", "single", 10234)})
    others = frozenset({("2200771188", "5550123", "single", 10235)})

    def verdict(text: str, kind: str, values: frozenset[tuple[str, str, str, int]]) -> str:
        return judge(Body(text, "", (), kind, values), base).verdict

    said, asked, nothing = "2200771188 10234", "2200771188 10234 10235", "Спасибо!"
    assert verdict(said, "values", wanted) == RIGHT
    assert verdict(said, "values", others) == WRONG
    assert verdict(said, "ask", frozenset()) == WRONG
    assert verdict(said, "nothing", frozenset()) == WRONG
    assert verdict(asked, "values", wanted) == ASKED
    assert verdict(asked, "ask", frozenset()) == RIGHT
    assert verdict(asked, "nothing", frozenset()) == ASKED
    assert verdict(nothing, "nothing", frozenset()) == RIGHT
    wrong = judge(Body(said, "", (), "values", others), base)
    assert figures([wrong])["values"] == {"n": 1, RIGHT: 0, WRONG: 1, ASKED: 1}


def test_a_folder_without_a_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(Mendable, match=BASE):
        read_base(tmp_path)


def read(base: Base, text: str, *linked: str, subject: str = "") -> Parsed:
    by_number = {account.number: account for account in base.values()}
    return parse(text, by_number.get, linked=linked, subject=subject)


@pytest.mark.parametrize(
    ("text", "number", "role"),
    [
        ("2200771188 10234, тел. 8-913-442-34-35", "тел. 8-913-442-34-35", Role.PHONE),
        ("2200771188 10234 +7 913 442 34 35", "+7 913 442 34 35", Role.PHONE),
        ("2200771188 10234 на 22.11.2026", "22.11.2026", Role.DATE),
        ("2200771188 10234 в 10:45", "в 10:45", Role.TIME),
        ("2200771188 было 10100 стало 10234", "10100", Role.PREVIOUS),
        ("2200771188 10234, расход 134", "134", Role.CONSUMPTION),
        ("2200771188 свет 10234 хвс 77", "77", Role.OTHER_RESOURCE),
        ("2200771188 10234 оплатил 500", "500", Role.MONEY),
        ("2200771188 10234 500 руб.", "500 руб", Role.MONEY),
        ("2200771188 10234 кв. 34", "34", Role.ADDRESS),
        ("2200771188 10234 Меркурий 201.8", "меркурий 201.8", Role.MODEL),
        ("2200771188 10234 договор К-12/26", "договор к-12/26", Role.DOCUMENT),
        ("2200771188 счетчик №5550123 10234", "5550123", Role.SERIAL),
        ("2200771188 10234", "2200771188", Role.ACCOUNT),
        ("2200771188 10234", "10234", Role.VALUE),
    ],
)
def test_each_number_is_told_for_what_it_is(base: Base, text: str, number: str, role: Role) -> None:
    parsed = read(base, text)
    assert parsed.state is State.COMPLETE
    assert [one.role for one in parsed.mentions if one.text == number] == [role]
    assert [value.value for record in parsed.records for value in record.values] == [10234]


@pytest.mark.parametrize(
    ("text", "linked", "doubt"),
    [
        ("показания 10234", (), Doubt.NO_ACCOUNT),
        ("показания 10234", ("2200771188", "909808707"), Doubt.WHICH_ACCOUNT),
        ("л/с 2200771180 показания 10234", (), Doubt.UNKNOWN_ACCOUNT),
        ("400652050 показания 5555", (), Doubt.WHICH_METER),
        ("400652050 счетчик №99999999 показания 5555", (), Doubt.UNKNOWN_METER),
        ("4006520506 ночь 1 ночь 2", (), Doubt.TOO_MANY_VALUES),
        ("4006520506 день 12345", (), Doubt.MISSING_ZONE),
        ("4006520506 ночь 6789, 12345 день", (), Doubt.WHICH_ZONE),
        ("2200771188 10100 10234", (), Doubt.TOO_MANY_VALUES),
        ("2200771188 12.345", (), Doubt.UNCLEAR_NUMBER),
        ("2200771188 ошиблась, 10234", (), Doubt.ABOUT_SOMETHING_ELSE),
        ("> 2200771188 показания 10234", (), Doubt.QUOTED_ONLY),
    ],
)
def test_doubts_are_asked_about_in_words(
    base: Base, text: str, linked: tuple[str, ...], doubt: Doubt
) -> None:
    parsed = read(base, text, *linked)
    assert parsed.state is State.AMBIGUOUS
    assert doubt in parsed.doubts
    assert doubt.question in parsed.question


def test_an_account_without_values_is_asked_for_them(base: Base) -> None:
    parsed = read(base, "л/с 2200771188")
    assert parsed.state is State.NOTHING
    assert parsed.question == Doubt.NO_VALUE.question


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("100000000001*54678", [("100000000001", None, "single", 54678)]),
        (
            "4006520507 12345 6789",
            [("4006520507", None, "day", 12345), ("4006520507", None, "night", 6789)],
        ),
        ("100000000001 55501234 777", [("100000000001", "55501234", "single", 777)]),
        ("л/с 12345 показания 777", [("12345", None, "single", 777)]),
    ],
)
def test_without_a_base_the_forms_alone_are_read(
    text: str, values: list[tuple[str, str | None, str, int]]
) -> None:
    parsed = parse(text)
    assert parsed.state is State.COMPLETE
    assert [
        (record.account, one.serial, one.zone.value, one.value)
        for record in parsed.records
        for one in record.values
    ] == values


def test_the_same_value_in_subject_and_body_is_one(base: Base) -> None:
    parsed = read(base, "2200771188 10234", subject="2200771188 10234")
    assert [len(record.values) for record in parsed.records] == [1]
