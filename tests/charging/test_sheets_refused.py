"""What a sheet is refused for: every wrong row at once, with its key and the reason."""

import json
import re
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from priced_made_up import CASES

from meterline.charging.law.sheets import SheetRefused
from meterline.charging.law.sheets_reading import decoded, parse

Content = dict[str, Any]
SHEETS = CASES / "sheets"
TARIFF = decoded((SHEETS / "ravine.2025-01-01.toml").read_text(encoding="utf-8"))
NORM = decoded((SHEETS / "ravine-norms.2025-01-01.toml").read_text(encoding="utf-8"))


def put(content: Content, path: str, value: object) -> None:
    *tables, key = path.split("/")
    for table in tables:
        content = content[table]
    if value is None:
        del content[key]
    else:
        content[key] = value


def refused(content: Content) -> tuple[str, ...]:
    with pytest.raises(SheetRefused) as caught:
        parse(content)
    return caught.value.problems


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("kind", None, "kind: не указано"),
        ("kind", "rules", "kind: «rules»: нужно tariff или norm"),
        ("branch", None, "branch: не указано"),
        ("branch", " ", "branch: нужен непустой текст в одну строку"),
        ("branch", 5, "branch: нужен непустой текст в одну строку"),
        ("name", "н" * 91, "name: длиннее 90 знаков"),
        ("name", "Заглушка Оврага", "name: «Заглушка» в названии, но placeholder не указан"),
        ("placeholder", "Нет цен", "name: название заглушки начинается со слова «Заглушка»"),
        ("placeholder", True, "placeholder: нужен непустой текст в одну строку"),
        ("valid_from", "1 июля", "valid_from: «1 июля» не дата ГГГГ-ММ-ДД"),
        ("valid_from", "2025-02-29", "valid_from: «2025-02-29» не дата ГГГГ-ММ-ДД"),
        ("valid_to", "2024-12-31", "valid_to: 2024-12-31 раньше valid_from"),
        ("usual_group", "moon", "usual_group: группы «moon» нет в groups"),
        ("stove_group", None, "stove_group: не указано"),
        ("priсe", 5, "priсe: неизвестный ключ"),
        ("ranges", None, "ranges: не указано"),
        ("ranges", [1, 2], "ranges: нужна таблица с ключами"),
        ("ranges/limits", [2000, 1000], "ranges.limits: 1000 после 2000: должно возрастать"),
        ("ranges/limits", [1000, 1000], "ranges.limits: 1000 после 1000: должно возрастать"),
        ("ranges/limits", "1000", "ranges.limits: нужен список чисел"),
        (
            "ranges/electric_heating/limits",
            [3000],
            "ranges.electric_heating.limits: чисел 1, а нужно 2",
        ),
        (
            "ranges/electric_heating/months",
            [1, 1],
            "ranges.electric_heating.months: нужны разные номера месяцев от 1 до 12",
        ),
        (
            "ranges/electric_heating/months",
            [13],
            "ranges.electric_heating.months[1]: «13»: нужно больше 0 и меньше 13",
        ),
        ("groups", {}, "groups.*: нет ни одной группы"),
        ("groups/city/name", None, "groups.city.name: не указано"),
        ("groups/city/two_zones", None, "groups.city.two_zones: не указано"),
        ("groups/city/two_zones/night", None, "groups.city.two_zones.night: не указано"),
        (
            "groups/city/one_zone/single",
            ["2.00", "3.00"],
            "groups.city.one_zone.single: чисел 2, а нужно 3",
        ),
        (
            "groups/city/one_zone/single",
            ["2.00", "-3.00", "5.00"],
            "groups.city.one_zone.single[2]: «-3.00»: нужно больше 0 и меньше 100",
        ),
        (
            "groups/city/one_zone/single",
            ["2.00", "3.00", "500"],
            "groups.city.one_zone.single[3]: «500»: нужно больше 0 и меньше 100",
        ),
        (
            "groups/city/one_zone/single",
            ["2,00", "3.00", "5.00"],
            "groups.city.one_zone.single[1]: «2,00» не число",
        ),
        (
            "groups/city/one_zone/single",
            ["2.00", "nan", "5.00"],
            "groups.city.one_zone.single[2]: «nan» не число",
        ),
        ("groups/city/one_zone/day", [1], "groups.city.one_zone.day: неизвестный ключ"),
        (
            "organisations/one_zone/single",
            [6, 7],
            "organisations.one_zone.single: чисел 2, а нужно 1",
        ),
    ],
)
def test_a_wrong_row_of_tariffs_is_named(path: str, value: object, told: str) -> None:
    content = deepcopy(TARIFF)
    put(content, path, value)
    assert told in refused(content)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("electric_stove", None, "electric_stove: не указано"),
        ("electric_stove/3", None, "electric_stove.3: не указано"),
        ("electric_stove/5", [1, 1, 1, 1, 1], "electric_stove.5: неизвестный ключ"),
        ("electric_stove/1", [100, 90, 80, 70], "electric_stove.1: чисел 4, а нужно 5"),
        (
            "no_electric_stove/2",
            [60, 55, 0, 45, 40],
            "no_electric_stove.2[3]: «0»: нужно больше 0 и меньше 2000",
        ),
        (
            "no_electric_stove/2",
            [60, True, 50, 45, 40],
            "no_electric_stove.2[2]: «True» не число",
        ),
        ("source", None, "source: не указано"),
        ("norms", 1, "norms: неизвестный ключ"),
    ],
)
def test_a_wrong_row_of_norms_is_named(path: str, value: object, told: str) -> None:
    content = deepcopy(NORM)
    put(content, path, value)
    assert refused(content) == (told,)


def test_all_wrong_rows_are_told_at_once() -> None:
    content = deepcopy(TARIFF)
    put(content, "branch", None)
    put(content, "ranges/limits", [1000])
    put(content, "groups/city/three_zones/peak", [4, 5, "много"])
    put(content, "organisations/name", None)
    problems = refused(content)
    # With one limit there are two ranges: every table of three prices is wrong as well.
    assert "groups.stove.two_zones.day: чисел 3, а нужно 2" in problems
    assert "groups.city.three_zones.peak[3]: «много» не число" in problems
    assert {"branch: не указано", "organisations.name: не указано"} <= {*problems}
    assert len(set(problems)) == len(problems)


def test_wrong_limits_say_nothing_about_the_number_of_prices() -> None:
    content = deepcopy(TARIFF)
    put(content, "ranges/limits", [1000, "x"])
    assert refused(content) == ("ranges.limits[2]: «x» не число",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kind = 'tariff'\nbranch = \n", "строка 2, знак 10: не читается как TOML"),
        ("kind = 'tariff", "конец файла: не читается как TOML"),
        ("a = 1\na = 2\nb = 3", "строка 2, знак 6: не читается как TOML"),
    ],
)
def test_a_file_that_is_no_toml_is_refused_with_the_place(text: str, told: str) -> None:
    with pytest.raises(SheetRefused, match=told):
        decoded(text)


def test_a_sheet_kept_as_json_reads_the_same() -> None:
    assert parse(json.loads(json.dumps(TARIFF))) == parse(TARIFF)
    assert parse(json.loads(json.dumps(NORM))) == parse(NORM)


def paths(content: Content, before: str = "") -> list[str]:
    """Paths of all keys of a sheet."""
    found = []
    for key, value in content.items():
        found.append(f"{before}{key}")
        if isinstance(value, dict):
            found += paths(value, f"{before}{key}/")
    return found


ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
PLACES = [(content, path) for content in (TARIFF, NORM) for path in paths(content)]


@given(st.sampled_from(PLACES), ANYTHING)
def test_whatever_stands_in_a_sheet_it_is_read_or_refused(
    place: tuple[Content, str], value: object
) -> None:
    content = deepcopy(place[0])
    put(content, place[1], value)
    told = problems_of(content)
    assert all(re.fullmatch(r".+: .+", line, re.DOTALL) for line in told)


def problems_of(content: Content) -> tuple[str, ...]:
    """Nothing where a sheet is read; a refusal says at least one thing."""
    try:
        parse(content)
    except SheetRefused as refusal:
        return refusal.problems or ("refused without a word",)
    return ()
