"""Whose accounts the callers of the bench try to get with their own names."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from meterline.bench.impostors import family, impostors, is_other_family
from meterline.bench.pack import Pack, PackCall
from meterline.language.turn import Candidate


def person(account: str, name: str) -> Candidate:
    return Candidate(account, name, False, ())


def company(account: str, name: str) -> Candidate:
    return Candidate(account, name, True, ())


PEOPLE = [
    person("1", "Симонов Фирс Эдгарович"),
    person("2", "Симонова Анна Петровна"),
    person("3", "Семенов Иван Ильич"),
    person("4", "Смирнов Пётр Львович"),
    person("0", "Ондар Чойган Сергеевич"),
    person("5", "Бадмаева Дарима Баировна"),
    person("6", "Чаптыков Олег Иванович"),
    company("7", "Аптека «Алтай»"),
    company("8", "ТСЖ «Алтай»"),
    company("9", "Аптека «Горизонт»"),
]
SIMILAR = {"3", "4"}
"""Accounts of the two names nearest to «Симонов»."""


def pack_of(*accounts: str) -> Pack:
    calls = tuple(
        PackCall(number, account, "", None, "", ()) for number, account in enumerate(accounts)
    )
    return Pack(Path(), datetime(2026, 11, 20), calls, Path())  # noqa: DTZ001 - not looked at


FAMILIES = [
    ("Симонов Фирс", "симонов"),
    ("Симонова Анна", "симонов"),
    ("Соболевский Пётр", "соболевск"),
    ("Соболевская Алёна", "соболевск"),
    ("Королёва Ия", "королев"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "expected"), FAMILIES)
def test_a_wife_is_no_other_family(name: str, expected: str) -> None:
    assert family(person("1", name)) == expected


def test_an_organisation_is_told_by_what_stands_in_quotes() -> None:
    pharmacy, owners, other, someone = PEOPLE[7], PEOPLE[8], PEOPLE[9], PEOPLE[0]
    assert not is_other_family(pharmacy, owners)
    assert is_other_family(pharmacy, other)
    assert not is_other_family(pharmacy, someone)


def test_every_second_caller_gets_a_near_name_and_nobody_his_own() -> None:
    drawn = impostors(pack_of(*"1111"), PEOPLE, 1)
    assert [drawn[call].near for call in range(4)] == [True, False, True, False]
    for seed in range(20):
        for one in impostors(pack_of(*"1111"), PEOPLE, seed).values():
            assert one.candidate.account in (SIMILAR if one.near else {"0", "3", "4", "5", "6"})


def test_the_same_seed_draws_the_same_whatever_calls_are_beside() -> None:
    pack = pack_of(*"1345")
    assert impostors(pack, PEOPLE, 5) == impostors(pack, PEOPLE, 5)
    shorter = replace(pack, calls=pack.calls[:2])
    assert impostors(shorter, PEOPLE, 5) == {
        call: one for call, one in impostors(pack, PEOPLE, 5).items() if call < 2
    }
    assert len({str(impostors(pack, PEOPLE, seed)) for seed in range(8)}) > 1


def test_callers_without_account_or_counterpart_are_left_out() -> None:
    assert impostors(pack_of("404"), PEOPLE, 1) == {}
    assert impostors(pack_of("1"), PEOPLE[:2], 1) == {}
