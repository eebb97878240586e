"""An organisation's name alone finds its account, whatever form it is said in."""

import pytest
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.organisations import Organisations
from meterline.ears.spotting import Sound
from meterline.language.turn import Candidate

NAMES = (
    "ИП Козлов", "ИП Гришин Олег Юрьевич", "СНТ «Дружба»", "Аптека «Рассвет»",
    "Магазин «Рассвет»", "МБОУ «Школа № 115»", "МБОУ «Школа № 31»", "АО «Сибирь»",
    "АО «Сибирь-Энерго»",
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("индивидуальный предприниматель козлов", {"ИП Козлов"}),
        ("и пэ гришин", {"ИП Гришин Олег Юрьевич"}),
        ("эс эн тэ дружба", {"СНТ «Дружба»"}),
        ("аптека рассвет", {"Аптека «Рассвет»"}),
        ("школа номер тридцать один", {"МБОУ «Школа № 31»"}),
        ("сто пятнадцатая школа", {"МБОУ «Школа № 115»"}),
        ("акционерное общество сибирь энерго", {"АО «Сибирь-Энерго»"}),
        ("магазин огонек", set()),
    ],
)
def test_the_name_said_finds_its_organisation(said: str, found: set[str]) -> None:
    candidates = (Candidate(str(1000 + i), name, True, ()) for i, name in enumerate(NAMES))
    base = CustomerBase.build(candidates)
    indices, _ = Organisations(base).named(Sound.of(letters_of(said)), said)
    assert {base.holder(i) for i in indices} == found
