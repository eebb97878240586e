"""Norms of homes: people, rooms, stove."""

from pathlib import Path

import pytest
from priced_made_up import branch, month, sheet_files

from meterline.charging import law
from meterline.charging.law.norms import norm_of
from meterline.charging.law.sheets import Norms

TYVA = sheet_files(Path(law.__file__).parents[1] / "data" / "norms")["tyva.2025-01.toml"]
DECREE = {
    True: "134 82 64 52 45 · 156 97 75 61 53 · 171 106 82 67 58 · 182 113 87 71 62",
    False: "83 51 40 32 28 · 106 66 51 42 36 · 121 75 58 47 41 · 130 81 63 51 44",
}
"""Tyva's decree 347 of 2017: by rooms, then by people, kWh a person a month."""
CELLS = [
    (stove, rooms, people, int(norm))
    for stove, table in DECREE.items()
    for rooms, row in enumerate(table.split("·"), 1)
    for people, norm in enumerate(row.split(), 1)
]


def tyva() -> Norms:
    assert isinstance(TYVA, Norms)
    return TYVA


@pytest.mark.parametrize(("stove", "rooms", "people", "norm"), CELLS)
def test_tyva_is_charged_as_its_decree_says(
    stove: bool, rooms: int, people: int, norm: int
) -> None:
    assert norm_of(tyva(), people, rooms, stove) == norm * people


@pytest.mark.parametrize(
    ("people", "rooms", "stove", "volume"),
    [
        (6, 1, True, 270),  # 45 × 6: столбец «5 и больше»
        (2, 7, False, 162),  # 81 × 2: строка «4 и больше»
        (9, 9, False, 396),  # 44 × 9
        (None, 2, False, 106),  # неизвестно, сколько живёт: один человек
        (0, 2, False, 106),
        (3, None, True, 192),  # 64 × 3: комнат неизвестно, одна
        (None, None, False, 83),
    ],
)
def test_more_people_or_rooms_and_unknown_ones(
    people: int | None, rooms: int | None, stove: bool, volume: int
) -> None:
    assert norm_of(tyva(), people, rooms, stove) == volume


def test_without_a_sheet_there_is_no_norm() -> None:
    assert branch("elista").norms_on(month("2025-07")) is None
    assert norm_of(None, 2, 2, electric_stove=True) is None


@pytest.mark.parametrize(
    ("period", "name"), [("2025-06", "Нормативы Оврага"), ("2025-07", "Заглушка: нормативы Оврага")]
)
def test_the_norms_in_force_are_those_of_the_month(period: str, name: str) -> None:
    norms = branch("ravine").norms_on(month(period))
    assert norms is not None
    assert norms.name == name
