"""Names are verified in whatever form they are said."""

import pytest
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.calibration import DEFAULT_MODEL, calibration_of
from meterline.ears.greedy import greedy_words
from meterline.ears.names import NameListener
from meterline.language.organisation_naming import spoken
from meterline.language.turn import Asked, Candidate

CUSTOMERS = (
    "Петухов Владлен Антонович", "Бадаева Ия Ильинична", "Симанов Олег Игоревич",
    "Бадмаева Туяна Батоевна", "Куулар Айлана Ооржаковна", "Монгуш Чодураа Кызыл-ооловна",
    "Боргояков Николай Петрович", "Воронина Ия Петровна",
)  # fmt: skip
"""Whose names may be said instead."""

SAID = [
    ("Симонов Фирс Эдгарович", False, "симонов"),
    ("Симонов Фирс Эдгарович", False, "это симонова жена"),
    ("Симонов Фирс Эдгарович", False, "от симонова"),
    ("Симонов Фирс Эдгарович", False, "симонов фирс эдгарович"),
    ("Симонов Фирс Эдгарович", False, "фирс эдгарович симонов"),
    ("Симонов Фирс Эдгарович", False, "фирс симонов"),
    ("Симонов Фирс Эдгарович", False, "фирс эдгарович"),
    ("Симонов Фирс Эдгарович", False, "симонов фирс эдгарыч"),
    ("Симонов Фирс Эдгарович", False, "за симонова фирса эдгаровича"),
    ("Петрова-Водкина Анна Ильинична", False, "петрова водкина"),
    ("Черных Мария Сергеевна", False, "черных"),
    ("Аптека «Алтай»", True, "аптека алтай"),
    ("СНТ «Дружба»", True, "эс эн тэ дружба"),
    ("СНТ «Дружба»", True, "садовое товарищество дружба"),
    ("ООО «Енисей»", True, "общество с ограниченной ответственностью енисей"),
    ("МБОУ «Школа № 115»", True, "школа номер сто пятнадцать"),
    ("МБОУ «Школа № 115»", True, "школа сто пятнадцать"),
    ("МБОУ «Школа № 115»", True, "сто пятнадцатая школа"),
    ("ГСК № 3", True, "гэ эс ка три"),
    ("ООО «КЖБ»", True, "ка жэ бэ"),
    ("МБДОУ Детский сад «Сказка»", True, "детский сад сказка"),
    ("ИП Гришин", True, "индивидуальный предприниматель гришин"),
    ("ИП Гришин Олег Юрьевич", True, "и пэ гришина"),
]

NOT_SAID = [
    ("Симонов Фирс Эдгарович", False, "петухов"),
    ("Аптека «Алтай»", True, "аптека рассвет"),
    ("СНТ «Дружба»", True, "эс эн тэ сосна"),
    ("МБОУ «Школа № 115»", True, "школа номер тридцать один"),
    ("ИП Гришин Олег Юрьевич", True, "и пэ козлов"),
]


def _agrees(name: str, organisation: bool, said: str) -> bool | None:
    base = CustomerBase.build(
        Candidate(str(1000 + i), other, False, ()) for i, other in enumerate(CUSTOMERS)
    )
    listener = NameListener(base, calibration_of(DEFAULT_MODEL).names)
    logp = letters_of(said)
    unknown = listener.unknown(greedy_words(logp), Asked.NAME)
    return listener.verify(logp, unknown, Candidate("1", name, organisation, ())).agrees


NEAR = [
    ("Симонов Фирс Эдгарович", "самсонов"),
    ("Петухов Владлен Антонович", "пастухов"),
]
"""Nobody in the base has the name said."""

RIVALS = [
    ("Бадмаева Туяна Батоевна", "бадаева"),
    ("Петров Афанасий Феодосьевич", "петухов"),
    ("Симаков Олег Игоревич", "симанов"),
    ("Доронина Фаина Николаевна", "воронина"),
]
"""The name said is another customer's."""


@pytest.mark.parametrize(("name", "organisation", "said"), SAID)
def test_a_name_said_agrees(name: str, organisation: bool, said: str) -> None:
    assert _agrees(name, organisation, said) is True


@pytest.mark.parametrize(("name", "organisation", "said"), NOT_SAID)
def test_another_name_differs(name: str, organisation: bool, said: str) -> None:
    assert _agrees(name, organisation, said) is False


@pytest.mark.parametrize(("name", "said"), [*NEAR, *RIVALS])
def test_a_name_that_is_only_like_it_does_not_agree(name: str, said: str) -> None:
    assert _agrees(name, False, said) is not True


def test_a_name_that_sounds_the_same_agrees() -> None:
    assert _agrees("Симонов Фирс Эдгарович", False, "симанов") is True


def test_abbreviations_are_spoken_by_letters() -> None:
    assert spoken("СНТ «Дружба»") == "эс эн тэ дружба"
