"""What a set of sheets is told to lack."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from priced_made_up import CASES

from meterline.charging.law.sheets import Sheet
from meterline.charging.law.sheets_check import check
from meterline.charging.law.sheets_reading import decoded, parse

TARIFF = decoded((CASES / "sheets" / "ravine.2025-01-01.toml").read_text(encoding="utf-8"))
NORM = decoded((CASES / "sheets" / "ravine-norms.2025-01-01.toml").read_text(encoding="utf-8"))
YEAR = date(2025, 1, 1), date(2025, 12, 1)


def tariff(start: str, end: str | None = None, branch: str = "ravine", **changes: Any) -> Sheet:
    content = deepcopy(TARIFF) | {"valid_from": start, "branch": branch} | changes
    return parse(content | ({"valid_to": end} if end else {}))


def told(*sheets: Sheet, branches: tuple[str, ...] = ("ravine",)) -> list[str]:
    return [str(each) for each in check([parse(NORM), *sheets], branches, *YEAR)]


@pytest.mark.parametrize(
    ("spans", "problems"),
    [
        ([("2025-01-01", None)], []),
        ([("2024-07-01", None)], []),
        ([("2025-01-01", "2025-06-30"), ("2025-07-01", "2025-12-31")], []),
        ([("2025-01-01", None), ("2025-07-16", None)], []),
        ([], ["нет листа с 01.01.2025 по 31.12.2025"]),
        ([("2026-01-01", None)], ["нет листа с 01.01.2025 по 31.12.2025"]),
        ([("2025-03-10", None)], ["нет листа с 01.01.2025 по 09.03.2025"]),
        ([("2025-01-01", "2025-12-30")], ["нет листа с 31.12.2025 по 31.12.2025"]),
        (
            [("2025-01-01", "2025-05-31"), ("2025-07-01", None)],
            ["нет листа с 01.06.2025 по 30.06.2025"],
        ),
        (
            [("2025-01-01", None), ("2025-01-01", None)],
            ["два листа с 01.01.2025: «Тарифы Оврага» и «Тарифы Оврага»"],
        ),
        (
            [("2025-01-01", "2025-07-01"), ("2025-07-01", None)],
            [
                "«Тарифы Оврага с 01.01.2025» действует по 01.07.2025, "
                "а «Тарифы Оврага с 01.07.2025» уже начинается"
            ],
        ),
    ],
)
def test_gaps_and_overlaps(spans: list[tuple[str, str | None]], problems: list[str]) -> None:
    assert told(*(tariff(*span) for span in spans)) == [
        f"ravine, тарифы: {text}" for text in problems
    ]


def test_a_branch_without_any_sheets_is_told() -> None:
    assert told(tariff("2025-01-01"), branches=("ravine", "omsk")) == [
        "omsk, тарифы: нет листа с 01.01.2025 по 31.12.2025",
        "omsk, нормативы: нет листа с 01.01.2025 по 31.12.2025",
    ]


def test_sheets_of_a_branch_nobody_named_are_checked_too() -> None:
    other = tariff("2025-07-01", branch="tomsk")
    assert told(tariff("2025-01-01"), other) == [
        "tomsk, тарифы: нет листа с 01.01.2025 по 30.06.2025",
        "tomsk, нормативы: нет листа с 01.01.2025 по 31.12.2025",
    ]


def test_a_price_that_falls_from_range_to_range_is_told() -> None:
    groups = deepcopy(TARIFF["groups"])
    groups["city"]["two_zones"]["night"] = ["1.00", "2.00", "1.99"]
    assert told(tariff("2025-01-01", groups=groups)) == [
        "ravine, тарифы: «Тарифы Оврага с 01.01.2025», groups.city.two_zones.night: "
        "цена падает от диапазона к диапазону (1.00, 2.00, 1.99)"
    ]


def test_a_group_that_later_sheets_lack_is_told() -> None:
    groups = {"city": TARIFF["groups"]["city"]}
    later = tariff("2025-07-01", groups=groups, stove_group="city")
    assert told(tariff("2025-01-01"), later) == [
        "ravine, тарифы: «Тарифы Оврага с 01.07.2025»: нет группы «stove», "
        "которая была в «Тарифы Оврага с 01.01.2025»"
    ]
