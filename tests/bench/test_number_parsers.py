"""Every public parser behind its adapter: words in, digits out."""

import pytest

from meterline.bench import extras
from meterline.bench.parsers import PARSERS
from meterline.errors import Mendable


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("семь два ноль пять", "7205"),
        ("семьсот двадцать два восемьсот восемнадцать", "722818"),
        ("сорок пять тысяч девятьсот тридцать семь", "45937"),
        ("двести две тысячи", "202000"),
    ],
)
def test_numbers_become_digits(parser: str, words: str, digits: str) -> None:
    said = PARSERS[parser]()(words)
    assert "".join(c for c in said if c.isdigit()) == digits


@pytest.mark.parametrize("parser", PARSERS)
def test_other_words_stay(parser: str) -> None:
    assert PARSERS[parser]()("день сорок пять ночь шестьсот").split() == [
        "день", "45", "ночь", "600",
    ]  # fmt: skip


def test_a_missing_package_is_named_with_the_mend() -> None:
    with pytest.raises(Mendable, match="needs some-parser") as told:
        extras.extra("no_such_module_of_a_parser", "some-parser")
    assert "meterline[bench]" in told.value.mend
