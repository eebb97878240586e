"""Names said before the account was known, by their letters alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.language.saying_names import says_name

PERSON = "Симонов Фирс Эдгарович"


@pytest.mark.parametrize(
    ("heard", "name", "organisation"),
    [
        ("симонов", PERSON, False),
        ("симанов", PERSON, False),
        ("э симонова", PERSON, False),
        ("это от симонова лицевой счет семь", PERSON, False),
        ("симо нов", PERSON, False),
        ("фирс эдгарыч симонов", PERSON, False),
        ("куулар", "Куулар Айлана Ооржаковна", False),
        ("кулар", "Куулар Айлана Ооржаковна", False),
        ("римский корсаков", "Римский-Корсаков Пётр Ильич", False),
        ("аптека олтай", "Аптека «Алтай»", True),
        ("школа номер сто пятнадцать", "МБОУ «Школа № 115»", True),
        ("сто пятнадцатая школа", "МБОУ «Школа № 115»", True),
        ("индивидуальный предприниматель гришин", "ИП Гришин", True),
    ],
)
def test_a_name_said(heard: str, name: str, organisation: bool) -> None:
    assert says_name(heard, name, organisation)


@pytest.mark.parametrize(
    ("heard", "name", "organisation"),
    [
        ("", PERSON, False),
        ("симаков", PERSON, False),
        ("самсонов", PERSON, False),
        ("симоновский", PERSON, False),
        ("максимонов", PERSON, False),
        ("фирс", PERSON, False),
        ("эдгарович", PERSON, False),
        ("бадаева", "Бадмаева Туяна Батоевна", False),
        ("петухов", "Петров Афанасий Феодосьевич", False),
        ("ким", "Ким Олег Ильич", False),
        ("аптека", "Аптека «Алтай»", True),
        ("школа номер сто шестнадцать", "МБОУ «Школа № 115»", True),
        ("школа", "МБОУ «Школа № 115»", True),
        ("предприниматель", "ИП Гришин", True),
    ],
)
def test_another_name_or_none(heard: str, name: str, organisation: bool) -> None:
    assert not says_name(heard, name, organisation)


WORDS = st.lists(st.sampled_from(["лицевой", "счет", "семь", "э", "восемьсот"]), max_size=8)


@given(before=WORDS, after=WORDS)
def test_a_name_is_found_among_other_words(before: list[str], after: list[str]) -> None:
    assert says_name(" ".join([*before, "симонов", *after]), PERSON, False)


@given(WORDS)
def test_other_words_say_no_name(words: list[str]) -> None:
    assert not says_name(" ".join(words), PERSON, False)


def test_a_name_in_single_letters_is_none() -> None:
    assert not says_name("с и м о н о в", PERSON, False)
