"""In the menu its words are heard, and callers who dictate without waiting to be asked."""

import pytest
from customers_heard import SINGLE
from spoken_letters import letters_of

from meterline.ears.understanding import Understander
from meterline.language.lexicon import Word, WordClass, lexicon
from meterline.language.symbols import COMMANDS, Mark
from meterline.language.turn import Asked, Expectation, Understanding

ACCOUNT = "семь два два восемь один восемь шесть шесть два ноль один один"
GROUPS = "семьсот двадцать два восемьсот восемнадцать шестьсот шестьдесят два ноль одиннадцать"
VALUE = "показания сто шестьдесят пять тысяч двести двадцать семь"


def heard_in_menu(understander: Understander, said: str, *linked: str) -> Understanding:
    candidates = (SINGLE,) if linked else ()
    return understander.understand(letters_of(said), 0.04, Expectation(Asked.MENU, candidates))


def told(heard: Understanding) -> tuple[str, list[str]]:
    account = heard.account.value if heard.account and heard.account.decision.usable else ""
    return account, [r.slot.value for r in heard.readings if r.slot.decision.usable]


@pytest.mark.parametrize(
    ("said", "account", "values"),
    [
        (f"симонов {ACCOUNT} {VALUE}", "722818662011", ["165227"]),
        (f"симонов фирс эдгарович лицевой счёт {GROUPS} {VALUE}", "722818662011", ["165227"]),
        (f"здравствуйте хочу передать показания лицевой {GROUPS}", "722818662011", []),
        (f"передать показания симонов {ACCOUNT} {VALUE}", "722818662011", ["165227"]),
        (ACCOUNT, "722818662011", []),
        (VALUE, "", ["165227"]),
        (f"оператора лицевой счёт {ACCOUNT}", "722818662011", []),
    ],
)
def test_a_dictation(
    understander: Understander, said: str, account: str, values: list[str]
) -> None:
    heard = heard_in_menu(understander, said)
    assert heard.command is None
    assert told(heard) == (account, values)


@pytest.mark.parametrize("said", [f"симонов {ACCOUNT} {VALUE}", f"{GROUPS} {VALUE}"])
def test_a_dictation_is_heard_as_after_the_beep(understander: Understander, said: str) -> None:
    in_menu = heard_in_menu(understander, said)
    expectation = Expectation(Asked.ONE_BREATH)
    asked = understander.understand(letters_of(said), 0.04, expectation)
    assert (in_menu.account, in_menu.readings, in_menu.name, in_menu.completeness) == (
        asked.account, asked.readings, asked.name, asked.completeness,
    )  # fmt: skip


def test_the_values_of_a_linked_phone(understander: Understander) -> None:
    heard = heard_in_menu(understander, VALUE, "linked")
    assert [(r.serial, r.slot.value) for r in heard.readings] == [("68596608", "165227")]


FILLERS = {word.form for word in lexicon() if word.word_class is WordClass.FILLER}
SAID_IN_MENU = [
    word
    for word in lexicon()
    if word.word_class in (WordClass.MENU, WordClass.COMMAND) and word.form not in FILLERS
]


@pytest.mark.parametrize("word", SAID_IN_MENU, ids=lambda word: word.form)
def test_every_word_of_the_menu_is_one(understander: Understander, word: Word) -> None:
    heard = heard_in_menu(understander, word.form)
    assert heard.command is COMMANDS[word.symbols[0] - Mark.COMMAND]
    assert told(heard) == ("", [])


@pytest.mark.parametrize(
    "said",
    [
        "семь семь",
        "цифра семь",
        "двенадцать",
        "какая сегодня погода",
        "помогите мне девяносто два года",
        "авария улица ленина сто двадцать квартира тридцать пять",
        "у нас нет света дом двенадцать квартира сто двадцать три",
        "симонов",
    ],
)
def test_what_is_no_dictation(understander: Understander, said: str) -> None:
    heard = heard_in_menu(understander, said)
    assert told(heard) == ("", [])
    assert heard.name is None


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ("симонов три", "account_open"),
        ("симонов лицевой счёт", "account_open"),
        ("симонов семь два два", "account_open"),
        (f"симонов {ACCOUNT}", "reading_open"),
        (f"симонов {ACCOUNT} {VALUE}", "complete"),
        ("семь", "complete"),
        ("оператор", "complete"),
        ("какая сегодня погода", "free"),
    ],
)
def test_how_long_the_menu_waits(understander: Understander, said: str, waits: str) -> None:
    assert heard_in_menu(understander, said).completeness == waits
