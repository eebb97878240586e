"""How much has been said: it decides how long the robot waits."""

import pytest
from customers_heard import BY_NAME
from spoken_letters import letters_of

from meterline.ears.understanding import Understander
from meterline.language.turn import Asked, Expectation

ACCOUNT = "семь два два восемь один восемь шесть шесть два ноль один один"
DIGITS = ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"]
CASES = [
    ("one_breath", "-", "симонов", "reading_open"),
    ("one_breath", "-", "симонов фирс эдгарович ну", "reading_open"),
    ("one_breath", "-", "школа номер", "account_open"),
    *(("one_breath", "-", f"симонов {digit}", "account_open") for digit in DIGITS),
    *(("free", "-", f"аптека алтай {digit}", "account_open") for digit in DIGITS),
    ("one_breath", "-", "симонов ну вот два сейчас", "account_open"),
    ("one_breath", "-", "симонов сто", "account_open"),
    ("one_breath", "-", "симонов лицевой счёт", "account_open"),
    ("one_breath", "-", "симонов лицевой счёт один", "account_open"),
    ("one_breath", "single", "симонов сто", "reading_open"),
    ("one_breath", "-", "симонов лицевой счёт семь два два", "account_open"),
    ("one_breath", "-", "симонов семь два два восемь", "account_open"),
    ("one_breath", "-", f"симонов {ACCOUNT}", "reading_open"),
    ("one_breath", "-", f"симонов {ACCOUNT} показания", "reading_open"),
    ("one_breath", "-", f"симонов {ACCOUNT} показания сто шестьдесят пять", "reading_open"),
    (
        "one_breath",
        "-",
        f"симонов {ACCOUNT} показания сто шестьдесят пять тысяч двести двадцать семь",
        "complete",
    ),
    ("account", "-", ACCOUNT, "complete"),
    ("account", "-", "четыре два шесть ноль ноль два пять", "account_open"),
    ("account", "-", "четыре два шесть ноль ноль два пять девять два", "complete"),
    ("account", "-", "семь два два восемь", "account_open"),
    ("reading", "day_night", "день десять тысяч семьсот тридцать", "reading_open"),
    ("reading", "day_night", "день десять тысяч семьсот тридцать ночь", "reading_open"),
    (
        "reading",
        "day_night",
        "день десять тысяч семьсот тридцать ночь сорок семь тысяч четыреста",
        "complete",
    ),
    ("reading", "single", "сто шестьдесят пять тысяч", "reading_open"),
    ("reading", "single", "сто шестьдесят пять тысяч двести двадцать семь", "complete"),
    ("confirm", "single", "да", "complete"),
    ("confirm", "single", "нет", "free"),
    ("confirm", "single", "нет сто шестьдесят пять тысяч двести двадцать семь", "complete"),
    ("yes_no", "-", "нет", "complete"),
    ("menu", "-", "оператор", "complete"),
    ("one_breath", "-", "подождите минутку", "complete"),
]


@pytest.mark.parametrize(("asked", "settled", "text", "expected"), CASES)
def test_how_much_was_said(
    understander: Understander, asked: str, settled: str, text: str, expected: str
) -> None:
    candidates = () if settled == "-" else (BY_NAME[settled],)
    heard = understander.understand(letters_of(text), 0.04, Expectation(Asked(asked), candidates))
    assert heard.completeness == expected
