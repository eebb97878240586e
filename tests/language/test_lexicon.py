"""The tables of words: well formed, and number words step through their places."""

from importlib.resources import files

import pytest

from meterline.language.grammar import grammar_for
from meterline.language.lexicon import WordClass, lexicon, region_words
from meterline.language.meaning import read
from meterline.language.numerals import OPEN_PLACES, STATES, steps
from meterline.language.symbols import REGIONS, SYMBOLS, Mark
from meterline.language.turn import Asked

LETTERS = set("абвгдежзийклмнопрстуфхцчшщъыьэюя ")


@pytest.mark.parametrize("word_class", [c for c in WordClass if c is not WordClass.GARBAGE])
def test_every_class_has_words_in_the_models_letters(word_class: WordClass) -> None:
    forms = [w.form for w in (*lexicon(), *region_words()) if w.word_class is word_class]
    assert forms
    assert all(set(form) <= LETTERS and form == form.strip() for form in forms)


def test_a_number_word_has_one_meaning_in_its_class() -> None:
    meanings: dict[tuple[WordClass, str], set[tuple[int, ...]]] = {}
    for word in lexicon():
        if word.word_class <= WordClass.MILLION_ONE:
            meanings.setdefault((word.word_class, word.form), set()).add(word.symbols)
    assert all(len(symbols) == 1 for symbols in meanings.values())


def test_costs_are_never_negative_and_symbols_exist() -> None:
    assert all(w.cost >= 0 for w in lexicon())
    assert all(0 <= s < SYMBOLS for w in lexicon() for s in w.symbols)


@pytest.mark.parametrize("state", STATES)
def test_a_number_that_cannot_end_can_go_on(state: str) -> None:
    goes_on = any(True for c in WordClass for _ in steps(state, c))
    assert goes_on or state in OPEN_PLACES


@pytest.mark.parametrize("asked", list(Asked))
def test_every_state_of_a_grammar_leads_on_or_ends(asked: Asked) -> None:
    grammar = grammar_for(asked)
    leading = {state for state, _ in grammar.outcomes}
    assert set(grammar.states()) <= leading | set(grammar.ends)


M = Mark
MEANINGS = [
    ((M.ACCOUNT, 1, 2, M.ACCOUNT_END), "12", (), None),
    ((M.ACCOUNT, 1, 2), "12", (), None),
    ((M.ZONE_DAY, M.VALUE, 1, 0, M.VALUE_END), "", (("10", M.ZONE_DAY),), None),
    ((M.VALUE, 7, M.VALUE_END, M.ZONE_AFTER, M.ZONE_NIGHT), "", (("7", M.ZONE_NIGHT),), None),
    ((M.NO, M.VALUE, 0, 7, M.VALUE_END), "", (("07", None),), False),
    ((M.YES,), "", (), True),
    ((M.SERIAL, 4, 4, M.SERIAL_END, M.VALUE, 5, M.VALUE_END), "", (("5", None),), None),
]


@pytest.mark.parametrize(("symbols", "account", "values", "answer"), MEANINGS)
def test_symbols_mean(
    symbols: tuple[int, ...],
    account: str,
    values: tuple[tuple[str, Mark | None], ...],
    answer: bool | None,
) -> None:
    meaning = read(symbols)
    assert meaning.account == account
    assert tuple((v.digits, v.zone) for v in meaning.values) == values
    assert meaning.answer is answer


def test_the_regions_are_those_of_the_company() -> None:
    table = files("meterline.customers").joinpath("data", "regions.csv").read_text("utf-8")
    assert set(REGIONS) == {line.split(";")[0] for line in table.splitlines()[1:]}
