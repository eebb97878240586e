"""What counts as knowing whose an account is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.site.proof import is_contract, is_serial, names_organisation, names_person

PERSON = "Фёдорова Алёна Петровна"


@pytest.mark.parametrize(
    "typed",
    [
        "Фёдорова",
        "федорова",
        "  ФЁДОРОВА ",
        "Фёдорова А.П.",
        "Фёдорова А. П.",
        "А. П. Фёдорова",
        "Федорова Алена",
        "Фёдорова Алёна Петровна",
        "Фёдоров",  # the husband types his own
        "Фёдоровой",
    ],
)
def test_ways_to_write_a_persons_name(typed: str) -> None:
    assert names_person(typed, PERSON)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "-", "Фёд", "Иванова", "Алёна", "Алёна Петровна", "А.П.", "Фёдорова О.П."),
        *("Фёдорова Ольга", "Иванова Фёдорова Сидорова", "Фёдорова Алёна Петровна Ивановна"),
    ],
)
def test_what_is_not_the_persons_name(typed: str) -> None:
    assert not names_person(typed, PERSON)


@pytest.mark.parametrize(
    ("typed", "name", "right"),
    [
        ("Римский-Корсаков", "Римский-Корсаков Николай", True),
        ("римский корсаков н", "Римский-Корсаков Николай", True),
        ("Корсаков", "Римский-Корсаков Николай", False),
        ("Куулар", "Куулар Чодураа Кызыл-ооловна", True),
        ("Черных", "Черных Пётр", True),
        ("Ли", "Ли Вера", True),
        ("", "", False),
    ],
)
def test_surnames_of_every_make(typed: str, name: str, right: bool) -> None:
    assert names_person(typed, name) is right


@pytest.mark.parametrize(
    ("typed", "name", "right"),
    [
        ("Аптека «Алтай»", "Аптека «Алтай»", True),
        ("алтай", "Аптека «Алтай»", True),
        ("ООО Ромашка", "ООО «Ромашка»", True),
        ("Ромашка ООО", "ООО «Ромашка»", True),
        ("ромашка", "ООО «Ромашка»", True),
        ("аптека", "Аптека «Алтай»", False),
        ("ООО", "ООО «Ромашка»", False),
        ("", "ООО «Ромашка»", False),
        ("Школа 115", "МБОУ «Школа № 115»", True),
        ("Школа № 115", "МБОУ «Школа № 115»", True),
        ("Школа", "МБОУ «Школа № 115»", False),
        ("115", "МБОУ «Школа № 115»", False),
        ("Школа 116", "МБОУ «Школа № 115»", False),
        ("Гришин", "ИП Гришин Антон Павлович", True),
        ("ИП Гришин А.П.", "ИП Гришин Антон Павлович", True),
        ("ИП", "ИП Гришин Антон Павлович", False),
        ("СНТ Берёзка", "СНТ «Березка»", True),
    ],
)
def test_names_of_organisations(typed: str, name: str, right: bool) -> None:
    assert names_organisation(typed, name) is right


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("68596608", True),
        ("№ 685-966 08", True),
        ("0068596608", True),
        ("96608", False),
        ("6859660", False),
        ("", False),
        ("№", False),
    ],
)
def test_serials(typed: str, right: bool) -> None:
    assert is_serial(typed, ["51854364", "68596608"]) is right


@pytest.mark.parametrize(
    ("typed", "number", "right"),
    [
        ("12/34-Э", "12/34-Э", True),
        ("1234э", "12/34-Э", True),
        ("12/34", "12/34-Э", False),
        ("", "", False),
        ("-", "", False),
    ],
)
def test_contracts(typed: str, number: str, right: bool) -> None:
    assert is_contract(typed, number) is right


@given(st.text())
def test_no_text_breaks_the_comparison_and_no_stray_one_is_a_name(typed: str) -> None:
    wrong = "федоров" not in typed.casefold().replace("ё", "е")
    assert not (wrong and names_person(typed, PERSON))
    assert not ("115" not in typed and names_organisation(typed, "МБОУ «Школа № 115»"))
    assert not is_serial(typed, ["AB-12345-67890"]) or "67890" in typed
