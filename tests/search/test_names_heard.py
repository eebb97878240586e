"""Names are verified in whatever form they are said."""

import pytest
from spoken_letters import letters_of

from meterline.ears.naming import forms_of, ratios, score_forms, spoken

AGREES = -1.3

SAID = [
    ("Симонов Фирс Эдгарович", False, "симонов"),
    ("Симонов Фирс Эдгарович", False, "это симонова жена"),
    ("Симонов Фирс Эдгарович", False, "от симонова"),
    ("Куулар Айлана Ооржаковна", False, "куулар"),
    ("Ооржак Шолбан Валерьевич", False, "ооржак шолбан"),
    ("Монгуш Чодураа Кызыл-ооловна", False, "монгуш"),
    ("Кыргыс Айдың Сергеевич", False, "кыргыс"),
    ("Цыренова Дарима Баировна", False, "цыренова дарима баировна"),
    ("Дашинимаев Баир Цыренович", False, "дашинимаева"),
    ("Бадмаева Туяна Батоевна", False, "бадмаева"),
    ("Чебодаев Максим Ильич", False, "чебодаев"),
    ("Боргояков Николай Петрович", False, "боргоякову"),
    ("Тюкпиекова Ольга Ивановна", False, "тюкпиекова"),
    ("Аптека «Алтай»", True, "аптека алтай"),
    ("СНТ «Дружба»", True, "эс эн тэ дружба"),
    ("ООО «Енисей»", True, "общество с ограниченной ответственностью енисей"),
    ("МБОУ «Школа № 115»", True, "школа номер сто пятнадцать"),
    ("ИП Гришин", True, "индивидуальный предприниматель гришин"),
]

NOT_SAID = [
    ("Симонов Фирс Эдгарович", False, "петухов"),
    ("Куулар Айлана Ооржаковна", False, "монгуш чодураа"),
    ("Цыренова Дарима Баировна", False, "бадмаева туяна"),
    ("Чебодаев Максим Ильич", False, "боргояков"),
    ("Аптека «Алтай»", True, "аптека рассвет"),
    ("СНТ «Дружба»", True, "эс эн тэ сосна"),
]


@pytest.mark.parametrize(("name", "organisation", "said"), SAID)
def test_a_name_said_agrees(name: str, organisation: bool, said: str) -> None:
    score = score_forms(ratios(letters_of(said)), forms_of(name, organisation))
    assert score > AGREES


@pytest.mark.parametrize(("name", "organisation", "said"), NOT_SAID)
def test_another_name_does_not(name: str, organisation: bool, said: str) -> None:
    score = score_forms(ratios(letters_of(said)), forms_of(name, organisation))
    assert score < AGREES


def test_abbreviations_are_spoken_by_letters() -> None:
    assert spoken("СНТ «Дружба»") == "эс эн тэ дружба"
