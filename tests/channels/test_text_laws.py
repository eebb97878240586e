"""Laws that hold for all texts."""

import re
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from meterline.channels.text import AccountKnown, MeterKnown, Parsed, State, parse
from meterline.channels.text.letters import even
from meterline.language.number_styles import VALUE_STYLES, say, words_of
from meterline.language.spoken import Wording
from meterline.language.zones import Zone

SINGLE = AccountKnown("2200771188", (MeterKnown("5550123", (Zone.SINGLE,)),))
TWO = AccountKnown("4006520506", (MeterKnown("009876543210", (Zone.DAY, Zone.NIGHT)),))
NIGHT_FIRST = AccountKnown("1830011477", TWO.meters, (Zone.NIGHT, Zone.DAY))
KNOWN = {one.number: one for one in (SINGLE, TWO, NIGHT_FIRST)}

USUAL = """л/с лицевой счет № счетчик показания день ночь т1 т2 пик было стало расход квт руб тел
ул. Ленина кв. 12 от: тема: > -- , . : ; * / - = ( ) двенадцать тысяч триста и не 2200771188
4006520506 10234 12 345 678,9 0 22.11.2026 8-913-442-34-35 5550123 🙂 <br> &nbsp;"""
WORDS = st.sampled_from([*USUAL.split(), "\n", " ", "", "-----Исходное сообщение-----"])
PIECES = st.lists(WORDS | st.text(max_size=5), max_size=25).map(" ".join)


def values(parsed: Parsed) -> list[tuple[str | None, str, int]]:
    return [(r.account, v.zone.value, v.value) for r in parsed.records for v in r.values]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300) | PIECES, st.text(max_size=40) | PIECES, st.booleans())
def test_no_text_raises_and_what_is_reported_stands_in_it(
    body: str, subject: str, known: bool
) -> None:
    parsed = parse(body, KNOWN.get if known else None, subject=subject, linked=(SINGLE.number,))
    written = re.sub(r"\D", "", even(subject) + even(body))
    for record in parsed.records:
        for one in record.values:
            digits = re.sub(r"\D", "", one.text)
            if digits:
                assert digits in written
                assert str(int(digits)).startswith(str(one.value))
            else:
                assert one.text in even(subject) + "\n" + even(body)
    assert (parsed.state is State.AMBIGUOUS) <= bool(parsed.question)
    assert (parsed.state is State.COMPLETE) <= (not parsed.doubts and bool(parsed.records))


@pytest.mark.parametrize(
    "text",
    ["1" * 20_000, "123 " * 5_000, "сто " * 5_000, "\n" * 20_000, "a." * 10_000, "<a" * 9_000],
)
def test_long_texts_are_read_too(text: str) -> None:
    assert parse(text, KNOWN.get, subject=text).state is not State.COMPLETE


@pytest.mark.parametrize("spaces", range(3_970, 4_005))
def test_no_number_is_cut_where_a_long_text_is(spaces: int) -> None:
    parsed = parse(f"л/с {SINGLE.number}" + " ," * (spaces // 2) + " показания 10234", KNOWN.get)
    assert {value for _, _, value in values(parsed)} <= {10234}


BEFORE = st.sampled_from(["", "Добрый день! ", "Здравствуйте, ", "л/с ", "Лицевой счет № ", "ЛС:"])
BETWEEN = st.sampled_from([" ", "*", ", ", "; ", ": ", " - ", "\n", " показания ", " Показания: "])
AFTER = st.sampled_from(["", ".", " кВт*ч", " квт", "\nС уважением, Иванов", " Спасибо!", "\n\n"])
VALUE = st.integers(0, 9_999_999)
LARGE = st.integers(100, 9_999_999)


def written(number: int, zeros: bool, fraction: str) -> str:
    return (f"{number:07d}" if zeros else str(number)) + fraction


@settings(max_examples=150, deadline=None)
@given(BEFORE, BETWEEN, AFTER, VALUE, st.booleans(), st.sampled_from(["", ",5", ".25"]))
def test_a_value_written_in_a_usual_form_is_read(  # noqa: PLR0917
    before: str, between: str, after: str, value: int, zeros: bool, fraction: str
) -> None:
    text = before + SINGLE.number + between + written(value, zeros, fraction) + after
    parsed = parse(text, KNOWN.get)
    assert parsed.state is State.COMPLETE
    assert values(parsed) == [(SINGLE.number, "single", value)]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([TWO, NIGHT_FIRST]),
    LARGE,
    LARGE,
    st.sampled_from([" ", "*", "/", "; ", ", ", " / ", "\n"]),
)
def test_two_values_without_names_stand_in_the_order_of_the_branch(
    account: AccountKnown, first: int, second: int, between: str
) -> None:
    assume(not (between == " " and len(str(first)) < 4 and len(str(second)) == 3))
    parsed = parse(f"{account.number} {first}{between}{second}", KNOWN.get)
    expected = dict(zip(account.zone_order, (first, second), strict=True))
    assert parsed.state is State.COMPLETE
    assert values(parsed) == [(account.number, z.value, n) for z, n in expected.items()]


NAMES = st.sampled_from(
    [("день", "ночь"), ("дневной тариф", "ночной тариф"), ("Т1", "Т2"), ("д", "н")]
)


@settings(max_examples=150, deadline=None)
@given(NAMES, st.sampled_from([" ", ": ", " - ", "="]), LARGE, LARGE, st.booleans())
def test_named_zones_are_read_in_any_order(
    names: tuple[str, str], is_: str, day: int, night: int, turned: bool
) -> None:
    parts = [f"{names[0]}{is_}{day}", f"{names[1]}{is_}{night}"]
    text = f"л/с {TWO.number}\n" + "\n".join(parts[::-1] if turned else parts)
    parsed = parse(text, KNOWN.get)
    assert parsed.state is State.COMPLETE
    assert set(values(parsed)) == {(TWO.number, "day", day), (TWO.number, "night", night)}


@settings(max_examples=150, deadline=None)
@given(
    st.integers(100, 999_999),
    st.sampled_from(["number", "by_digit", "without_thousands"]),
    st.integers(0, 10**6),
)
def test_a_value_in_words_is_read_or_asked_about_but_never_wrong(
    value: int, style: str, seed: int
) -> None:
    wording = Wording(Random(seed))
    said = say(str(value), VALUE_STYLES.get(style, VALUE_STYLES["digits"]), wording)
    text = " ".join(word.form for word in words_of(said))
    parsed = parse(f"л/с {SINGLE.number} показания {text}", KNOWN.get)
    if parsed.state is State.COMPLETE:
        assert values(parsed) == [(SINGLE.number, "single", value)]
    else:
        assert parsed.question


@settings(max_examples=200, deadline=None)
@given(
    st.lists(LARGE, min_size=1, max_size=4, unique=True),
    st.lists(
        st.sampled_from([" ", ",", ", ", ".", "\n", " и ", " - ", "/", " день ", " ночь "]),
        min_size=4,
        max_size=4,
    ),
    st.sampled_from([SINGLE, TWO]),
)
def test_more_values_than_zones_are_never_taken(
    numbers: list[int], marks: list[str], account: AccountKnown
) -> None:
    text = account.number + " " + "".join(f"{n}{m}" for n, m in zip(numbers, marks, strict=False))
    parsed = parse(text, KNOWN.get)
    zones = account.meters[0].zones
    if parsed.state is State.COMPLETE:
        assert len(values(parsed)) == len(zones)
        left_out = sum(mark in {",", "."} for mark in marks)
        assert len(numbers) - left_out <= len(zones)
