"""What the generator says: its words mean the digits, the same seed says the same."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meterline.language.lexicon import fold, grammar_version
from meterline.language.mistakes import MISTAKES
from meterline.language.number_styles import ACCOUNT_STYLES, VALUE_STYLES, say, words_of
from meterline.language.saying import Manner, Speaker
from meterline.language.spoken import Wording, digits_said
from meterline.language.symbols import REGIONS
from meterline.language.turn import Command
from meterline.language.zones import Zone

STYLES = {**ACCOUNT_STYLES, **VALUE_STYLES}
WRITTEN = {
    "0": "ноль",
    "7": "семь",
    "15": "пятнадцать",
    "241": "двести сорок один",
    "22345": "двадцать две тысячи триста сорок пять",
    "2000000": "два миллиона",
    "5000012000": "пять миллиардов двенадцать тысяч",
}


@pytest.mark.parametrize("style", list(STYLES))
@given(digits=st.text("0123456789", min_size=1, max_size=16), seed=st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_words_mean_the_digits(style: str, digits: str, seed: int) -> None:
    groups = say(digits, STYLES[style], Wording(Random(seed)))
    said = "".join(g.digits for g in groups)
    assert said.lstrip("0") == digits.lstrip("0")
    assert digits_said(words_of(groups)) == said


@pytest.mark.parametrize(("digits", "text"), WRITTEN.items())
def test_a_whole_number_is_said_as_it_is_written(digits: str, text: str) -> None:
    groups = say(digits, VALUE_STYLES["number"], Wording(Random(1)))
    assert " ".join(w.form for w in words_of(groups)) == text


@pytest.mark.parametrize(
    ("style", "digits", "text"),
    [
        ("nouns", "707", "семерка ноль семерка"),
        ("repeats", "400777", "четыре два нуля три семерки"),
        ("repeats", "22", "две двойки"),
        ("case", "722818", "семисот двадцати двух восьмисот восемнадцати"),
        ("fours", "40062020", "четыре тысячи шесть две тысячи двадцать"),
        ("pairs", "4006", "сорок ноль шесть"),
    ],
)
def test_styles(style: str, digits: str, text: str) -> None:
    groups = say(digits, ACCOUNT_STYLES[style], Wording(Random(2)))
    assert " ".join(w.form for w in words_of(groups)) == text


@pytest.mark.parametrize("mistake", [None, *MISTAKES])
def test_the_same_seed_says_the_same(mistake: str | None) -> None:
    manner = Manner(hesitations=0.3, pauses=0.5, quick=0.3)
    one, two = (Speaker(Random(5), manner).account("4006520506", None, mistake) for _ in "12")
    assert one == two
    assert one.account == "4006520506"


def test_pauses_stand_before_words() -> None:
    saying = Speaker(Random(3), Manner(pauses=1.0)).account("722818662011", "triples")
    words = saying.text.split()
    assert saying.pauses
    assert all(0 < at < len(words) for at in saying.pauses)


def test_one_breath_says_all_its_slots() -> None:
    values = {Zone.NIGHT: "47400", Zone.DAY: "10730"}
    saying = Speaker(Random(3)).one_breath("симонов", "4006520506", values)
    assert "симонов" in saying.text
    assert (saying.name, saying.account) == ("симонов", "4006520506")
    assert dict(saying.values) == values
    assert saying.text == fold(saying.text)


def test_values_of_zones_stand_in_the_order_given() -> None:
    saying = Speaker(Random(1)).zones({Zone.NIGHT: "2", Zone.DAY: "1"}, "digits", by_number=False)
    assert saying.text.index("ноч") < saying.text.index("д")


@pytest.mark.parametrize("command", list(Command))
def test_every_command_can_be_said(command: Command) -> None:
    assert Speaker(Random(1)).command(command).text


def test_every_region_can_be_said() -> None:
    assert all(Speaker(Random(1)).region(key).region == key for key in REGIONS)


@pytest.mark.parametrize("wrong", ["", "12a", "-1", "١٢"])
def test_only_digits_can_be_said(wrong: str) -> None:
    with pytest.raises(ValueError, match="only digits"):
        Speaker(Random(1)).account(wrong)


def test_the_grammar_has_a_version() -> None:
    assert grammar_version() == grammar_version()
    assert len(grammar_version()) >= 10
