"""Sets of rules: what a file may say, and which set is in force."""

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from law_cases_reading import rules_of

from meterline.charging.law import rules_reading
from meterline.charging.law.rule_sets import check, rules_for
from meterline.charging.law.rules import Rules
from meterline.charging.law.sheets import SheetRefused
from meterline.charging.sheet_files import BUILT_IN
from meterline.errors import Mendable

FILE = """
kind = "rules"
valid_from = 2017-01-01
edition = "26.12.2016"
source = "Постановление"

[households]
average_months = 6
shortest_months = 3
average_periods = 3
no_meter_coefficient = "1.5"
refusals = 2

[organisations]
history_periods = 2
hand_over_day = 1
common_property_first_day = 23
common_property_last_day = 25
common_property_hand_over_day = 26
"""


def content() -> dict[str, Any]:
    return tomllib.loads(FILE)


def shipped() -> list[Rules]:
    paths = sorted((BUILT_IN / "rules").glob("*.toml"))
    return [rules_of(path.stem) for path in paths]


def problems(changed: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(SheetRefused) as refused:
        rules_reading.parse(changed)
    return refused.value.problems


def test_a_right_file_is_taken_as_it_is() -> None:
    rules = rules_reading.parse(content())
    assert rules.valid_from == date(2017, 1, 1)
    assert rules.edition == "26.12.2016"
    assert rules.households.average_months == 6
    assert rules.households.no_meter_coefficient == Decimal("1.5")
    assert rules.organisations.common_property_hand_over_day == 26


@pytest.mark.parametrize(
    ("table", "key", "value", "why"),
    [
        ("households", "average_months", 0, "households.average_months: «0»: нужно больше 0"),
        ("households", "average_months", "шесть", "households.average_months: «шесть» не число"),
        ("households", "average_periods", 2.5, "households.average_periods: «2.5»: нужно целое"),
        ("households", "shortest_months", 7, "households.shortest_months: больше, чем average_"),
        ("households", "no_meter_coefficient", "0.5", "households.no_meter_coefficient: «0.5»"),
        ("households", "no_meter_koefficient", "1", "households.no_meter_koefficient: неизвестный"),
        ("organisations", "hand_over_day", 29, "organisations.hand_over_day: «29»: нужно больше"),
        (
            "organisations",
            "common_property_last_day",
            22,
            "organisations.common_property_last_day: раньше, чем",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_key(table: str, key: str, value: Any, why: str) -> None:
    changed = content()
    changed[table][key] = value
    [problem] = problems(changed)
    assert problem.startswith(why)


def test_everything_wrong_is_named_at_once() -> None:
    changed = content()
    del changed["edition"]
    del changed["households"]["refusals"]
    changed["kind"] = "law"
    assert set(problems(changed)) == {
        "edition: не указано",
        "households.refusals: не указано",
        "kind: «law»: нужно rules",
    }


def test_a_missing_table_is_one_problem() -> None:
    changed = content()
    del changed["organisations"]
    assert problems(changed) == ("organisations: не указано",)


def test_rules_change_with_a_month() -> None:
    assert problems({**content(), "valid_from": date(2017, 1, 15)}) == (
        "valid_from: 2017-01-15 не первое число: правила меняются с месяца",
    )


@pytest.mark.parametrize(
    ("month", "edition"),
    [
        (date(2012, 9, 1), date(2012, 9, 1)),
        (date(2013, 5, 1), date(2012, 9, 1)),
        (date(2013, 6, 1), date(2013, 6, 1)),
        (date(2016, 12, 1), date(2016, 7, 1)),
        (date(2017, 1, 1), date(2017, 1, 1)),
        (date(2026, 10, 1), date(2017, 1, 1)),
    ],
)
def test_a_set_holds_until_the_next(month: date, edition: date) -> None:
    assert rules_for(shipped(), month).valid_from == edition


def test_before_the_first_set_nothing_can_be_charged() -> None:
    with pytest.raises(Mendable) as lacking:
        rules_for(shipped(), date(2012, 8, 1))
    assert lacking.value.message == "на 08.2012 нет правил начисления"


def test_sets_that_are_not_in_order_are_refused() -> None:
    with pytest.raises(SheetRefused, match=r"с 01\.06\.2013 стоят после правил с 01\.01\.2015"):
        check([rules_of("2015-01-01"), rules_of("2013-06-01")])


def test_two_sets_of_one_date_are_refused() -> None:
    with pytest.raises(SheetRefused, match="даты должны возрастать"):
        rules_for([rules_of(), rules_of()], date(2026, 10, 1))


def test_the_shipped_sets_are_in_order_and_named_by_their_dates() -> None:
    paths = sorted((BUILT_IN / "rules").glob("*.toml"))
    assert [path.stem for path in paths] == [f"{rules.valid_from}" for rules in shipped()]
    check(shipped())


def test_the_editions_of_the_average() -> None:
    """A year; then six months and six periods; then six months and three periods (H7, H8)."""
    found = [
        (rules.households.average_months, rules.households.average_periods)
        for rules in (rules_of("2012-09-01"), rules_of("2013-06-01"), rules_of("2017-01-01"))
    ]
    assert found == [(12, 3), (6, 6), (6, 3)]
