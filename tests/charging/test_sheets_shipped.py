"""The sheets that come with the program."""

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from priced_made_up import account, month, policy, portion, sheet_files

from meterline.charging.law.pricing import price
from meterline.charging.law.results import Charge
from meterline.charging.law.sheets import Norms, Tariff
from meterline.charging.law.sheets_check import check
from meterline.charging.law.tariffs import BranchSheets

DATA = Path(str(files("meterline") / "charging" / "data"))
SHEETS = {
    f"{folder}/{name}": sheet
    for folder in ("tariffs", "norms")
    for name, sheet in sheet_files(DATA / folder).items()
}
BRANCHES = [
    *("altai-republic", "altai-krai", "buryatia", "zabaykalye", "kuzbass"),
    *("krasnoyarsk", "omsk", "tomsk", "khakassia", "tyva"),
]
KHAKASSIA = BranchSheets(SHEETS.values(), "khakassia")


def test_every_branch_has_sheets_without_gaps_to_the_end_of_2026() -> None:
    assert {sheet.branch for sheet in SHEETS.values()} == set(BRANCHES)
    assert check(SHEETS.values(), BRANCHES, date(2025, 1, 1), date(2026, 12, 1)) == ()


@pytest.mark.parametrize("name", SHEETS)
def test_a_file_is_named_by_branch_and_month(name: str) -> None:
    sheet = SHEETS[name]
    folder = {Tariff: "tariffs", Norms: "norms"}[type(sheet)]
    assert name == f"{folder}/{sheet.branch}.{sheet.valid_from:%Y-%m}.toml"


def test_only_what_was_published_is_no_placeholder() -> None:
    assert {name for name, sheet in SHEETS.items() if not sheet.placeholder} == {
        "tariffs/khakassia.2025-01.toml",
        "tariffs/khakassia.2025-07.toml",
        "norms/tyva.2025-01.toml",
    }


@pytest.mark.parametrize(
    ("period", "group", "kwh", "amount"),
    [
        ("2025-06", "rural", 3900, "7917.00"),  # 3900 × 2,03
        ("2025-06", "rural", 6000, "12621.00"),  # + 2100 × 2,24 = 4704
        ("2025-06", "rural", 6001, "12625.79"),  # + 4,79
        ("2025-07", "rural", 3900, "8892.00"),  # 3900 × 2,28
        ("2025-07", "electric_stove", 3901, "8894.62"),  # + 2,62
        ("2025-07", "electric_stove", 6001, "14399.93"),  # 8892 + 2100 × 2,62 = 5502, + 5,93
    ],
)
def test_khakassia_costs_what_was_published(period: str, group: str, kwh: int, amount: str) -> None:
    home = account({"tariff_group": group})
    lines = price([portion({"single": kwh}, period)], home, month(period), KHAKASSIA, policy({}))
    charge = Charge(month(period), lines)
    assert (charge.amount, charge.issuable) == (Decimal(amount), True)


@pytest.mark.parametrize(
    ("used", "steps"),
    [
        ("2025-12", {1: 7020, 2: 3780, 3: 1}),  # в сезон: 7020, 10 800
        ("2025-07", {1: 3900, 2: 2100, 3: 4801}),  # летом: 3900, 6000
    ],
)
def test_khakassia_has_wider_ranges_for_electric_heating(used: str, steps: dict[int, int]) -> None:
    home = account({"tariff_group": "rural", "electric_heating": True})
    used_then = portion({"month": used, "single": 10801}, "2025-12")
    lines = price([used_then], home, month("2025-12"), KHAKASSIA, policy({}))
    assert {line.step: line.energy for line in lines} == steps


@pytest.mark.parametrize(
    ("period", "row", "energy"),
    [
        ("2025-07", {"tariff_group": "city"}, {"single": 1}),
        ("2025-07", {"tariff_group": "rural"}, {"day": 1, "night": 1}),
        ("2025-07", {"organisation": True}, {"single": 1}),
        ("2026-01", {"tariff_group": "rural"}, {"single": 1}),
    ],
)
def test_a_price_that_was_not_found_makes_no_bill_and_says_so(
    period: str, row: dict[str, object], energy: dict[str, int]
) -> None:
    lines = price([portion(energy, period)], account(row), month(period), KHAKASSIA, policy({}))
    assert not Charge(month(period), lines).issuable
    assert all("заглушка" in line.tariff.lower() for line in lines)
