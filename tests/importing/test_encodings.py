"""Encodings of Russian text told apart, in few words and in many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.importing.encodings import NAMES, SINGLE_BYTE, real_encoding

TEXTS = (
    "Иванов Иван Петрович;Кызыл, ул. Ленина, 12",
    "ООРЖАК АЯНА МЕРГЕНОВНА;Г.АБАКАН,УЛ.ЩЕТИНКИНА,7,12",
    "Итого: 3 платежа на сумму 1 500 руб.",
    "КАРА-ООЛ Б. А.;СБОЛ;УС 60012345;Отделение 8646/0105",
)
NAMES_OF_PEOPLE = ("Ондар", "Кара-оол", "Петрова", "Монгуш", "Сат", "Чечек", "Анна", "Улица Мира")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("real", SINGLE_BYTE)
@pytest.mark.parametrize("declared", SINGLE_BYTE)
def test_each_is_known_from_a_line(text: str, real: str, declared: str) -> None:
    told = real_encoding(text.encode(real), declared)
    assert told == (None if real == declared else NAMES[real])


@pytest.mark.parametrize(
    ("data", "declared", "told"),
    [
        (b"1;2;3", "cp866", None),
        ("Ондар".encode(), "cp1251", "UTF-8"),
        ("Ондар".encode("utf-8-sig"), "koi8-r", "UTF-8"),
        ("Ондар".encode("utf-8-sig"), "utf-8", None),
        ("Ондар".encode()[:-1], "utf-8-sig", None),
        ("Ондар".encode("utf-16"), "cp1251", "UTF-16"),
        ("Ондар".encode("utf-16"), "utf-16", None),
        ("Ондар Чечек Маратовна".encode("cp866"), "utf-8", NAMES["cp866"]),
        ("№".encode("cp1251"), "cp866", None),
    ],
    ids=repr,
)
def test_others_and_what_nobody_can_tell(data: bytes, declared: str, told: str | None) -> None:
    assert real_encoding(data, declared) == told


@given(
    st.lists(st.sampled_from(NAMES_OF_PEOPLE), min_size=4, max_size=40),
    st.sampled_from(SINGLE_BYTE),
    st.sampled_from([str, str.upper]),
)
def test_the_right_encoding_is_never_called_wrong(names: list[str], real: str, form: type) -> None:
    assert real_encoding(form("; ".join(names)).encode(real), real) is None
