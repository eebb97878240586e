"""What holds of every charge, whatever the energy."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from priced_made_up import account, branch, month, policy, portion

from meterline.charging.law.facts import AccountFacts
from meterline.charging.law.pricing import price
from meterline.charging.law.results import Line, Portion
from meterline.errors import Mendable
from meterline.language.zones import ZONES_OF_METER, Zone

PERIODS = ["2025-03", "2025-07", "2025-09"]
"""One sheet, the first month of another, two sheets in a month."""
KWH = st.decimals(0, 4000, places=3) | st.integers(0, 4000).map(Decimal)
SIGNED = st.decimals(-3000, 3000, places=3)


@st.composite
def rows(draw: st.DrawFn, kwh: st.SearchStrategy[Decimal] = KWH) -> dict[str, Any]:
    zones = ZONES_OF_METER[draw(st.integers(1, 3))]
    return {zone.value: draw(kwh) for zone in zones}


@st.composite
def many(draw: st.DrawFn) -> list[Portion]:
    return [
        portion(
            draw(rows(SIGNED))
            | {
                "month": draw(st.sampled_from(["2025-05", "2025-06", "2025-07"])),
                "point": draw(st.integers(1, 2)),
            },
            "2025-07",
        )
        for _ in range(draw(st.integers(0, 4)))
    ]


ACCOUNTS = st.builds(
    lambda heating, before: account(
        {"electric_heating": heating}, [{"period": "2025-06", "single": before}]
    ),
    st.booleans(),
    SIGNED,
)
POLICIES = st.sampled_from(["proportional", "chronological"]).map(
    lambda name: policy({"zone_ranges": name})
)


def total(lines: tuple[Line, ...]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


@given(many(), ACCOUNTS, POLICIES, st.sampled_from(PERIODS[1:]))
def test_no_energy_is_lost_or_added(
    portions: list[Portion], home: AccountFacts, policy_: Any, period: str
) -> None:
    lines = price(portions, home, month(period), branch("ravine"), policy_)
    for each in portions:
        for zone, kwh in each.energy.items():
            parts = [x.energy for x in lines if x.portion is each and x.zone is zone]
            assert sum(parts, Decimal(0)) == kwh
    assert all(line.energy * line.amount >= 0 for line in lines)


@given(rows(), POLICIES, st.sampled_from(PERIODS))
def test_the_ranges_are_filled_to_their_limits(
    row: dict[str, Any], policy_: Any, period: str
) -> None:
    lines = price([portion(row, period)], account({}), month(period), branch("ravine"), policy_)
    whole = sum(row.values())
    for step, (low, high) in enumerate([(0, 1000), (1000, 2000), (2000, 99999)], 1):
        held = sum((line.energy for line in lines if line.step == step), Decimal(0))
        assert held == max(Decimal(0), min(whole, Decimal(high)) - low)


@given(rows(), POLICIES, st.sampled_from(PERIODS))
def test_energy_never_costs_less_than_nothing(
    row: dict[str, Any], policy_: Any, period: str
) -> None:
    lines = price([portion(row, period)], account({}), month(period), branch("ravine"), policy_)
    assert all(line.amount >= 0 and line.energy >= 0 for line in lines)


@given(rows(), POLICIES, st.sampled_from(PERIODS), st.data())
def test_one_more_kilowatt_hour_never_makes_a_charge_smaller(
    row: dict[str, Any], policy_: Any, period: str, data: st.DataObject
) -> None:
    zone = data.draw(st.sampled_from(sorted(row)))
    more = row | {zone: row[zone] + 1}
    amounts = [
        total(price([portion(r, period)], account({}), month(period), branch("ravine"), policy_))
        for r in (row, more)
    ]
    assert amounts[0] <= amounts[1]


@given(rows(st.integers(0, 333).map(Decimal)), st.sampled_from(PERIODS))
def test_within_the_first_range_both_strategies_agree(row: dict[str, Any], period: str) -> None:
    texts = [
        price([portion(row, period)], account({}), month(period), branch("ravine"), policy(each))
        for each in ({"zone_ranges": "proportional"}, {"zone_ranges": "chronological"})
    ]
    assert [replace(x, portion=y.portion) for x, y in zip(*texts, strict=True)] == [*texts[1]]


@given(many(), ACCOUNTS, POLICIES, st.randoms())
def test_the_order_of_portions_does_not_matter(
    portions: list[Portion], home: AccountFacts, policy_: Any, random: Any
) -> None:
    mixed = random.sample(portions, len(portions))
    charges = [
        price(each, home, month("2025-07"), branch("ravine"), policy_) for each in (portions, mixed)
    ]
    assert charges[0] == charges[1]


@given(rows(), POLICIES)
def test_what_is_given_back_whole_is_what_was_charged(row: dict[str, Any], policy_: Any) -> None:
    charge = price(
        [portion(row, "2025-03")], account({}), month("2025-03"), branch("ravine"), policy_
    )
    home = account({}, [{"period": "2025-03", "ground": "average", **row}])
    back = {zone: -kwh for zone, kwh in row.items()}
    refund = portion(back | {"month": "2025-03", "ground": "refund"}, "2025-04")
    credit = price([refund], home, month("2025-04"), branch("ravine"), policy_)
    assert total(credit) == -total(charge)


def test_a_period_without_tariffs_says_what_to_load() -> None:
    with pytest.raises(Mendable, match=r"нет тарифов филиала elista на 06\.2025"):
        price(
            [portion({"single": 1}, "2025-06")],
            account({}),
            month("2025-06"),
            branch("elista"),
            policy({}),
        )


def test_an_unknown_group_is_told() -> None:
    with pytest.raises(Mendable, match="нет тарифной группы «moon»"):
        price(
            [portion({"single": 1}, "2025-03")],
            account({"tariff_group": "moon"}),
            month("2025-03"),
            branch("ravine"),
            policy({}),
        )


def test_no_portions_make_no_lines() -> None:
    assert price([], account({}), month("2025-03"), branch("ravine"), policy({})) == ()


def test_a_portion_without_any_zone_makes_no_line() -> None:
    nothing = replace(portion({}, "2025-03"), energy={})
    assert price([nothing], account({}), month("2025-03"), branch("ravine"), policy({})) == ()


def test_lines_name_sheet_date_and_group() -> None:
    (line,) = price(
        [portion({Zone.SINGLE.value: 1}, "2025-07")],
        account({}),
        month("2025-07"),
        branch("ravine"),
        policy({}),
    )
    assert line.tariff == "Тарифы Оврага с 01.07.2025, Город"
